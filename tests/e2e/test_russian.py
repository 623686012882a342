"""Russian words are longer: they still fit a phone, and what arrives speaks Russian to its reader."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.factories import UserFactory, friends, send

PAGES = ["", "discover/", "inbox/", "messages/", "messages/@bob/", "messages/@carol/", "messages/@carol/why"]
PAGES += ["@bob/", "@carol/", "me/", "settings/", "settings/privacy/"]

# What runs out of the window, and the links and buttons whose words are cut.
TOO_WIDE = """() => [...document.querySelectorAll("main :is(a, button, p, h1, h2, span), nav span")]
    .filter((element) => element.checkVisibility() && !element.closest(".visually-hidden, .row-words"))
    .filter((element) => element.getBoundingClientRect().right > innerWidth + 1
        || (element.matches("a, button") && element.clientWidth && element.scrollWidth > element.clientWidth + 1))
    .map((element) => element.textContent.trim())"""


@pytest.fixture
def alice(server, person):
    """Alice, who reads Russian on a phone."""
    alice, bob = friends("alice", "bob")
    UserFactory(username="carol", message_privacy="nobody")
    alice.language = "ru"
    alice.save(update_fields=["language"])
    send(bob, alice, "привет")
    return person(alice, viewport={"width": 360, "height": 780}, locale="ru-RU")


def test_every_page_fits_a_phone(alice):
    wide = {}
    for path in PAGES:
        page = alice.goto(f"/{path}")
        wide[path] = page.evaluate(TOO_WIDE)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
    assert {path: words for path, words in wide.items() if words} == {}


def test_what_arrives_speaks_the_language_of_its_reader(alice, person):
    bob = person("bob")
    alice.open_chat("bob")
    bob.open_chat("alice")
    bob.send("как дела?")
    arrived = alice.page.locator("article", has_text="как дела?")
    expect(arrived.get_by_label("Действия с сообщением")).to_be_attached()
    expect(bob.messages.last.get_by_label("Message actions")).to_be_attached()
    expect(alice.page.locator(".day").first).to_have_text("Сегодня")
