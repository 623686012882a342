"""GET /messages/@NAME/: the conversation as its reader sees it, in pages."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts import actions as accounts
from accounts.models import Mailbox, User
from messaging import actions
from messaging.log import PAGE
from messaging.models import Message, Participant, Thread
from social import actions as social
from tests.factories import UserFactory, open_to_all, send
from tests.messaging.frames import frame_in, parse, words_of

HTMX = {"hx-request": "true"}
PANE = {"hx-request": "true", "hx-target": "pane"}


def opened(client, name="bob", query="", headers=None):
    response = client.get(f"/messages/@{name}/{query}", headers=headers)
    assert response.status_code == 200
    return parse(response.content)


def log_of(page, name="bob"):
    return page.by_id(f"log-{name}")


def seqs_in(element):
    return [int(a.attrs["data-seq"]) for a in element.find_all("article") if "data-seq" in a.attrs]


def write_many(sender, recipient, count):
    """That many messages on top of a real one, without the ceremony."""
    message = send(sender, recipient).message
    thread = message.thread
    Message.objects.bulk_create(
        Message(thread=thread, seq=n, revision=n, client_id=uuid4(), sender=sender, kind="text", text=f"message {n}")
        for n in range(2, count + 1)
    )
    Thread.objects.update(last_seq=count, revision=count)
    Participant.objects.update(preview_seq=count)


def test_it_works(as_alice, alice, bob):
    send(alice, bob, "are you there?")
    send(bob, alice, "I am")
    page = opened(as_alice)
    log = log_of(page)
    assert (log.attrs["role"], log.attrs["aria-label"], log.attrs["data-with"]) == ("log", "Messages", "bob")
    mine, theirs = (a for a in log.find_all("article") if "data-seq" in a.attrs)
    assert "mine" in mine.attrs["class"].split()
    assert "are you there?" in mine.text
    assert "theirs" in theirs.attrs["class"].split()
    assert "I am" in theirs.text
    assert page.find("textarea").attrs["aria-label"] == "Message"
    assert [b.text for b in page.by_id("composer-bob").find_all("button", type="submit")] == ["Send"]


def test_the_page_says_where_it_stands(as_alice, alice, bob):
    for _n in range(3):
        send(bob, alice)
    actions.mark_read(user=alice, peer_id=bob.pk, seq=2)
    page = opened(as_alice)
    body, log = page.find("body"), log_of(page)
    assert body.attrs["data-me"] == "alice"
    assert int(body.attrs["data-stamp"]) == Mailbox.objects.get(pk=alice.pk).counter
    told = {name: log.attrs[f"data-{name}"] for name in ("revision", "from", "to", "read")}
    assert told == {"revision": "3", "from": "1", "to": "3", "read": "2"}


def test_an_empty_chat_has_a_log_to_write_into(as_alice, bob):
    log = log_of(opened(as_alice))
    assert (log.attrs["data-revision"], log.attrs["data-from"], log.attrs["data-to"]) == ("0", "1", "0")
    assert not seqs_in(log)


def test_the_newest_messages_come_first_and_older_ones_by_page(as_alice, alice, bob):
    write_many(bob, alice, PAGE * 2 + 5)
    page = opened(as_alice, query="?newest=1")
    assert seqs_in(log_of(page)) == list(range(PAGE + 6, PAGE * 2 + 6))
    link = log_of(page).find("a", class_="older")
    assert link.attrs["href"] == f"/messages/@bob/?before={PAGE + 6}"

    older = frame_in(as_alice.get(link.attrs["href"], headers=HTMX).content)
    assert "data-older" in older.attrs
    assert (older.attrs["data-with"], older.attrs["data-from"], older.attrs["data-to"]) == ("bob", "6", str(PAGE + 5))
    assert seqs_in(older) == list(range(6, PAGE + 6))

    last = frame_in(as_alice.get(f"/messages/@bob/?before={older.attrs['data-from']}", headers=HTMX).content)
    assert seqs_in(last) == [1, 2, 3, 4, 5]
    assert last.attrs["data-from"] == "1"
    assert not last.find("a", class_="older")


def test_without_javascript_an_older_page_is_a_page(as_alice, alice, bob):
    write_many(bob, alice, PAGE + 10)
    page = opened(as_alice, query="?before=11")
    assert seqs_in(log_of(page)) == list(range(1, 11))
    assert page.find("textarea")


def test_a_full_page_that_is_the_whole_chat_offers_no_older_one(as_alice, alice, bob):
    write_many(bob, alice, PAGE)
    log = log_of(opened(as_alice))
    assert len(seqs_in(log)) == PAGE
    assert log.attrs["data-from"] == "1"
    assert not log.find("a", class_="older")


@pytest.mark.parametrize("before", ["0", "-1", "x", "", "1", "9" * 40, "٣", "²"])
def test_a_page_that_cannot_be_is_answered_calmly(as_alice, alice, bob, before):
    for _n in range(3):
        send(bob, alice)
    response = as_alice.get("/messages/@bob/", {"before": before})
    assert response.status_code == 200
    assert set(seqs_in(log_of(parse(response.content)))) <= {1, 2, 3}


def test_what_one_side_deleted_is_on_the_others_page_still(as_alice, as_bob, alice, bob):
    for words in ("one", "two", "three"):
        send(alice, bob, words)
    actions.delete_message(user=alice, peer=bob, seq=2)
    assert seqs_in(log_of(opened(as_alice))) == [1, 3]
    assert seqs_in(log_of(opened(as_bob, "alice"), "alice")) == [1, 2, 3]


def test_only_the_pane_is_drawn_where_only_the_pane_is_swapped(as_alice, alice, bob):
    send(bob, alice, "hello")
    pane = as_alice.get("/messages/@bob/", headers=PANE)
    assert "hello" in words_of(pane.content)
    tree = parse(pane.content)
    assert tree.by_id("pane")
    assert not tree.find("body")
    assert not tree.by_id("chats")


def test_the_pane_is_the_one_of_the_whole_page(as_alice, alice, bob):
    send(bob, alice, "hello")
    pane = parse(as_alice.get("/messages/@bob/", headers=PANE).content).by_id("pane")
    assert pane.html == opened(as_alice).by_id("pane").html


def test_the_open_chat_is_marked_in_the_list_beside_it(as_alice, alice, bob):
    dana = open_to_all(username="dana")
    social.follow(follower_id=alice.pk, followed_id=dana.pk)
    send(alice, bob)
    send(alice, dana)
    page = opened(as_alice)
    marked = [a.attrs["href"] for a in page.by_id("chats").find_all("a") if a.attrs.get("aria-current")]
    assert marked == ["/messages/@bob/"]


CARDS = {
    "not_following": (lambda _alice: open_to_all(username="dana"), "Subscribe to Dana to write.", "Follow"),
    "friends_only": (
        lambda _alice: UserFactory(username="dana"),
        "Dana accepts messages only from accounts they follow.",
        None,
    ),
    "nobody": (
        lambda _alice: UserFactory(username="dana", message_privacy="nobody"),
        "Dana accepts private messages from nobody.",
        None,
    ),
    "you_blocked": (
        lambda alice: social.block(blocker_id=alice.pk, blocked_id=UserFactory(username="dana").pk),
        "Dana is on your blacklist.",
        "Unblock",
    ),
    "blocked_you": (
        lambda alice: social.block(blocker_id=UserFactory(username="dana").pk, blocked_id=alice.pk),
        "This account has blocked you.",
        None,
    ),
    "unavailable": (
        lambda _alice: UserFactory(username="dana", is_active=False),
        "This account can't receive private messages.",
        None,
    ),
}


@pytest.mark.parametrize("code", CARDS)
def test_where_no_message_can_go_a_card_says_so_before_anybody_types(as_alice, alice, code):
    make, sentence, remedy = CARDS[code]
    make(alice)
    composer = opened(as_alice, "dana").by_id("composer-dana")
    card = composer.find("div", data_refusal=code)
    assert sentence in card.text
    assert [button.text for button in card.find_all("button")] == [remedy] * bool(remedy)
    assert "data-refused" in composer.attrs
    assert "hidden" in composer.find("form").attrs


def test_where_a_message_can_go_there_is_no_card(as_alice, bob):
    composer = opened(as_alice).by_id("composer-bob")
    assert not [e for e in composer.find_all() if "data-refusal" in e.attrs]
    assert "data-refused" not in composer.attrs
    assert "hidden" not in composer.find("form").attrs


def test_somebody_suspended_reads_until_when_and_why(as_alice, alice, bob):
    send(bob, alice, "an earlier word")
    until = timezone.now() + dt.timedelta(days=3)
    accounts.suspend(user_id=alice.pk, until=until, reason="spam")
    page = opened(as_alice)
    card = page.by_id("composer-bob").find("div", data_refusal="suspended")
    assert "spam" in card.text
    assert card.attrs["data-until"] == f"{until:%Y-%m-%dT%H:%M:%SZ}"
    assert "an earlier word" in log_of(page).text


def test_who_accepts_nobody_herself_is_told_that_she_can_be_answered(as_alice, alice, bob):
    User.objects.filter(pk=alice.pk).update(message_privacy="nobody")
    assert "You accept messages from nobody, but Bob will be able to answer." in opened(as_alice).text
    send(alice, bob)
    send(bob, alice)
    assert "will be able to answer" not in opened(as_alice).text


def test_without_javascript_a_button_marks_it_read(as_alice, alice, bob):
    send(bob, alice)
    form = opened(as_alice).find("form", action="/messages/@bob/read")
    assert form.find("button").text == "Mark read"
    fields = {field.attrs["name"]: field.attrs["value"] for field in form.find_all("input")}
    assert as_alice.post("/messages/@bob/read", fields).status_code == 303
    assert Participant.objects.get(user=alice).unread == 0
    assert not opened(as_alice).find("form", action="/messages/@bob/read")


def test_the_head_of_the_page_leads_back_and_to_the_person(as_alice, bob):
    page = opened(as_alice)
    assert page.by_id("pane").find("a", href="/messages/").text == "Back"
    assert page.by_id("pane").find("a", class_="chat-peer").attrs["href"] == "/@bob/"


def test_a_head_request_is_answered(as_alice, bob):
    response = as_alice.head("/messages/@bob/")
    assert response.status_code == 200
    assert response.content == b""


def test_times_are_utc_for_the_readers_own_clock_to_say(as_alice, alice, bob):
    message = send(bob, alice).message
    Message.objects.update(sent_at=dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC))
    time = opened(as_alice).by_id(message.dom_id).find("time")
    assert time.attrs["datetime"] == "2026-01-02T03:04:05Z"
    assert time.text == "03:04"


def test_emoji_alone_are_shown_large(as_alice, alice, bob):
    large, small = send(bob, alice, "🎉🎉").message, send(bob, alice, "🎉 party").message
    page = opened(as_alice)
    assert "big-emoji" in page.by_id(large.dom_id).find("p").attrs["class"]
    assert "big-emoji" not in page.by_id(small.dom_id).find("p").attrs["class"]
