"""Looking for a message: as one types, by keyboard, on a phone, without scripts; and the chat around what was found."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, expect

from accounts.models import Mailbox, User
from messaging.models import Message, Participant, SearchEntry, Thread
from messaging.search.entries import words_for
from tests.e2e.person import Person
from tests.factories import friends, send

PATIENCE = 15_000
MANY = 200
IN_VIEW = "(box) => { const {top, bottom} = box.getBoundingClientRect(); return top > 0 && bottom < innerHeight; }"


def seqs(log: Locator) -> list[int]:
    """The seq of every message in a log, as they stand."""
    return [int(article.get_attribute("data-seq") or 0) for article in log.locator("article[data-seq]").all()]


@pytest.fixture
def long_chat(server: object) -> list[User]:
    """Bob has written two hundred letters to Alice; the fortieth tells of a walrus, and the last one answers it."""
    alice, bob = friends("alice", "bob")
    thread = send(bob, alice, "letter 1").message.thread
    texts = {n: f"letter {n}" for n in range(2, MANY + 1)} | {40: "letter 40, of a Wälrus"}
    Message.objects.bulk_create(
        Message(
            thread=thread, seq=n, revision=n, client_id=uuid4(), sender=bob, kind="text", text=words,
            reply_to=40 if n == MANY else None,
        )
        for n, words in texts.items()
    )  # fmt: skip
    SearchEntry.objects.bulk_create(
        SearchEntry(thread=thread, seq=n, words=words_for(words, alice.pk, bob.pk)) for n, words in texts.items()
    )
    Thread.objects.update(last_seq=MANY, revision=MANY)
    Participant.objects.update(preview_seq=MANY, unread=0, read_seq=MANY)
    Mailbox.objects.update(unread_chats=0)
    return [alice, bob]


def test_typing_finds_and_the_chat_opens_around_it_and_goes_on_both_ways(
    person: Callable[..., Person], long_chat: list[User]
) -> None:
    alice = person("alice")
    page = alice.goto("/messages/")
    alice.wait_until_live()
    page.keyboard.press("/")
    box = page.get_by_role("searchbox", name="Search")
    expect(box).to_be_focused()
    page.keyboard.type("walr")
    expect(page.locator("#found mark")).to_have_text("Wälrus")
    expect(page.locator("#chats")).to_be_hidden()
    expect(page).to_have_url(re.compile(r"/messages/search/\?q=walr$"))
    page.locator("#found a").click()

    found = alice.messages.filter(has_text="Wälrus")
    expect(found).to_be_visible()
    expect(found).to_have_class(re.compile("found"))
    assert found.evaluate(IN_VIEW)
    expect(page).to_have_url(re.compile(r"/messages/@bob/\?around=40$"))
    pill = page.get_by_role("button", name="Jump to newest")
    expect(pill).to_be_visible()
    expect(page.locator("#found mark")).to_be_visible()  # the results stay beside it

    # What comes meanwhile does not adjoin, so it waits; the page stays where it is and asks for nothing in a circle.
    alice.wait_until_live()
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/sync" in request.url else None)
    send(long_chat[1], long_chat[0], "letter 201, just now")
    expect(page.locator("#unread-badge")).to_have_text("1", timeout=PATIENCE)
    page.wait_for_timeout(1_000)
    assert len(asked) <= 2
    assert seqs(alice.log)[-1] < MANY
    assert found.evaluate(IN_VIEW)

    # Down to the end, page by page, without a gap.
    for _turn in range(12):
        page.locator(".log-scroll").evaluate("(box) => { box.scrollTop = box.scrollHeight; }")
        page.wait_for_timeout(150)
        if not alice.log.evaluate("(log) => 'short' in log.dataset"):
            break
    expect(alice.messages.filter(has_text="just now")).to_be_attached(timeout=PATIENCE)
    expect(page.locator("a.newer")).to_have_count(0)
    shown = seqs(alice.log)
    assert shown == list(range(shown[0], MANY + 2))
    page.locator(".log-scroll").evaluate("(box) => { box.scrollTop = box.scrollHeight; }")
    expect(pill).to_be_hidden()
    expect(page.locator("#unread-badge")).to_have_text("", timeout=PATIENCE)


def test_from_an_old_message_a_press_or_a_word_of_ones_own_leads_to_the_newest(
    person: Callable[..., Person], long_chat: list[User]
) -> None:
    alice = person("alice", viewport={"width": 360, "height": 780})
    page = alice.goto("/messages/@bob/?around=40")
    alice.wait_until_live()
    expect(alice.messages.filter(has_text="Wälrus")).to_be_in_viewport()
    page.get_by_role("button", name="Jump to newest").click()
    expect(alice.messages.last).to_have_attribute("data-seq", str(MANY))
    expect(alice.messages.last).to_be_in_viewport()
    expect(page.locator("#pill")).to_be_hidden()
    expect(page).to_have_url(re.compile(r"/messages/@bob/$"))
    # A quote whose original is far above leads there.
    alice.messages.last.locator("[data-part=quote] a").click()
    expect(alice.messages.filter(has_text="of a Wälrus").first).to_be_in_viewport(timeout=PATIENCE)

    page = alice.goto("/messages/@bob/?around=40")
    alice.wait_until_live()
    alice.send("an answer")
    expect(alice.messages.last).to_contain_text("an answer")
    expect(alice.messages.last).to_be_in_viewport()
    assert seqs(alice.log)[-2:] == [MANY, MANY + 1]


def test_without_scripts_it_is_a_form_and_links(person: Callable[..., Person], long_chat: list[User]) -> None:
    alice = person("alice", java_script_enabled=False)
    page = alice.goto("/messages/")
    box = page.get_by_role("searchbox", name="Search")
    box.fill("WALRUS")
    box.press("Enter")
    page.locator("#found a").click()
    expect(alice.messages.filter(has_text="Wälrus")).to_be_in_viewport()
    page.get_by_role("link", name="Newer messages").click()
    assert seqs(alice.log)[0] == 66
    page.get_by_role("button", name="Jump to newest").click()
    assert seqs(alice.log)[-1] == MANY


def test_new_chat_has_the_one_search_box_while_it_is_open(person: Callable[..., Person], long_chat: list[User]) -> None:
    alice = person("alice")
    page = alice.goto("/messages/search/?q=letter")
    expect(page.locator("#found mark").first).to_be_visible()
    page.locator("#found .more a").click()
    expect(page.locator("#found-messages > li:not(.more)")).to_have_count(60)
    page.get_by_role("link", name="New chat").click()
    expect(page.get_by_role("searchbox", name="Search")).to_have_count(1)
    expect(page.locator("#chats")).to_be_visible()
