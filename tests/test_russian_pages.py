"""No page of a Russian reader falls back to English, whoever wrote its words: we, a form, or a library."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client

from accounts.models import User
from social import actions
from tests.addresses import routes
from tests.factories import UserFactory, follow_each_other, send
from tests.test_translations import Words

# A word behind a percent sign is put in by a script.
LATIN = re.compile(r"(?<![@%\w])[A-Za-z]{2,}")
# Names of people, of things, of formats and of the other language.
NAMES = {"JSON", "ZIP", "alice", "bob", "carol", "frank"}
NAMES |= {"Paperplane", "GIF", "JPEG", "PNG", "WebP", "MP4", "MOV", "MP", "WebM", "QR", "JavaScript", "English", "mail"}


def pages(person: str) -> Iterator[str]:
    """The address of every page that needs nothing, or only a person; the style guide speaks to developers."""
    for route in routes():
        if route.name != "styleguide" and (address := route.address({"name": person})):
            yield address


def english(client: Client, addresses: Iterator[str]) -> dict[str, list[str]]:
    """What is said in English on each of those pages that has some."""
    found = {}
    for address in dict.fromkeys(addresses):
        response = client.get(address, headers={"accept-language": "ru"})
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            words = Words(response.content.decode()).found
            if said := [text for text in words if set(LATIN.findall(text)) - NAMES]:
                found[address] = said
    return found


@pytest.fixture
def alice(db: None) -> User:
    return UserFactory(username="alice", display_name="Алиса", language="ru", email="")


@pytest.fixture
def bob(alice: User) -> User:
    """Who has talked with Alice; around them are the cases that pages tell of."""
    bob = UserFactory(username="bob", display_name="Боб")
    follow_each_other(alice, bob)
    send(alice, bob, "привет")
    send(bob, alice, "и тебе")
    UserFactory(username="carol", display_name="Кэрол")
    blocked = UserFactory(username="frank", display_name="Фрэнк")
    actions.block(blocker_id=alice.pk, blocked_id=blocked.pk)
    return bob


@pytest.mark.parametrize("person", ["bob", "carol", "frank"])
def test_somebody_signed_in_reads_russian(client, alice, bob, person):
    client.force_login(alice)
    assert english(client, pages(person)) == {}


def test_somebody_signed_out_reads_russian(client, bob):
    assert english(client, pages("bob")) == {}


def test_it_sees_what_is_english(client, alice):
    alice.language = "en"
    alice.save(update_fields=["language"])
    client.force_login(alice)
    assert "Home" in english(client, iter(["/"]))["/"]
