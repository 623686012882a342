"""GET /sync: what a tab has missed, told from its cursors alone."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Mailbox, User
from messaging import actions
from messaging.catchup import LIMIT
from messaging.log import PAGE
from messaging.models import Message, Participant, Thread
from social import actions as social
from tests.factories import UserFactory, follow_each_other, open_to_all, send
from tests.messaging.frames import frame_in, parse

JSON = {"accept": "application/json"}


def sync(client, **cursors):
    """Asks; `peer` stands for `with`, which Python keeps to itself."""
    query = {("with" if name == "peer" else name): value for name, value in {"stamp": 0, **cursors}.items()}
    response = client.get("/sync", query)
    assert response.status_code == 200
    return frame_in(response.content)


def rows_in(frame):
    return {row.attrs["id"] for row in frame.find_all("li") if row.attrs.get("id", "").startswith("chat-")}


def seqs_in(frame):
    return [int(article.attrs["data-seq"]) for article in frame.find_all("article") if "data-seq" in article.attrs]


def counter(user):
    return Mailbox.objects.get(pk=user.pk).counter


def many_messages(sender, recipient, count):
    """As many messages as that, written at once."""
    thread = send(sender, recipient).message.thread
    Message.objects.bulk_create(
        Message(thread=thread, seq=n, revision=n, client_id=uuid4(), sender=sender, kind="text", text=f"message {n}")
        for n in range(2, count + 1)
    )
    Thread.objects.filter(pk=thread.pk).update(last_seq=count, revision=count)
    Participant.objects.filter(thread=thread).update(preview_seq=count)


def test_it_works(as_alice, alice, bob):
    send(bob, alice, "one")
    stamp, revision = counter(alice), 1
    send(bob, alice, "two")
    frame = sync(as_alice, stamp=stamp, peer="bob", revision=revision)
    assert "data-sync" in frame.attrs
    assert frame.attrs["data-me"] == "alice"
    assert int(frame.attrs["data-stamp"]) == counter(alice)
    assert (frame.attrs["data-with"], frame.attrs["data-revision"], frame.attrs["data-to"]) == ("bob", "2", "2")
    assert seqs_in(frame) == [2]
    assert rows_in(frame) == {"chat-bob"}
    assert frame.by_id("unread-badge").attrs["data-count"] == "1"
    assert frame.by_id("composer-bob")


def test_who_has_missed_nothing_is_told_nothing_new(as_alice, alice, bob):
    send(bob, alice)
    frame = sync(as_alice, stamp=counter(alice), peer="bob", revision=1)
    assert seqs_in(frame) == []
    assert rows_in(frame) == set()
    assert frame.by_id("composer-bob")
    assert int(frame.attrs["data-stamp"]) == counter(alice)


def test_from_zero_it_tells_everything(as_alice, alice, bob):
    send(bob, alice)
    send(alice, bob)
    dana = open_to_all(username="dana")
    follow_each_other(alice, dana)
    send(dana, alice)
    frame = sync(as_alice, peer="bob", revision=0)
    assert seqs_in(frame) == [1, 2]
    assert rows_in(frame) == {"chat-bob", "chat-dana"}


def test_without_a_chat_it_tells_of_the_lists_alone(as_alice, alice, bob):
    send(bob, alice)
    frame = sync(as_alice)
    assert rows_in(frame) == {"chat-bob"}
    assert not frame.find("article")
    assert not frame.find("section")
    assert "data-with" not in frame.attrs


def test_a_chat_nobody_has_written_in_has_its_composer(as_alice, bob):
    frame = sync(as_alice, peer="bob", revision=0)
    assert (frame.attrs["data-revision"], frame.attrs["data-to"]) == ("0", "0")
    assert frame.by_id("composer-bob")


def test_the_card_is_told_although_no_stamp_has_changed(as_alice, alice, bob):
    send(bob, alice)
    social.block(blocker_id=bob.pk, blocked_id=alice.pk)
    frame = sync(as_alice, stamp=counter(alice), peer="bob", revision=1)
    assert frame.by_id("composer-bob").find("div", data_refusal="blocked_you")


def test_the_cursors_are_read_before_the_rows(as_alice, alice, bob):
    """What is written in between then comes twice; the other way round it would never come."""
    send(bob, alice)
    with CaptureQueriesContext(connection) as queries:
        sync(as_alice, peer="bob", revision=0)
    tables = [query["sql"] for query in queries]
    box = next(n for n, sql in enumerate(tables) if 'FROM "accounts_mailbox"' in sql)
    chats = next(n for n, sql in enumerate(tables) if 'FROM "messaging_participant"' in sql)
    thread = next(n for n, sql in enumerate(tables) if '"messaging_thread"."revision"' in sql)
    messages = next(n for n, sql in enumerate(tables) if '"messaging_message"."revision" > ' in sql)
    assert box < chats
    assert thread < messages


@pytest.mark.parametrize("moment", ['FROM "messaging_participant"', '"messaging_message"."revision" > '])
def test_what_is_written_while_it_is_answered_is_told_the_next_time(as_alice, alice, bob, moment):
    """A message comes just before the rows are read: whatever this answer holds of it, its cursors don't."""
    send(bob, alice)
    before = counter(alice)
    pending = [lambda: send(bob, alice, "in between")]

    def meanwhile(execute, sql, params, many, context):
        if moment in sql and pending:
            pending.pop()()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(meanwhile):
        frame = sync(as_alice, stamp=before, peer="bob", revision=1)
    assert not pending
    cursors = {"stamp": frame.attrs["data-stamp"], "revision": frame.attrs["data-revision"]}
    assert "in between" in sync(as_alice, peer="bob", **cursors).by_id("chat-bob").text
    assert 2 in seqs_in(frame) or seqs_in(sync(as_alice, peer="bob", **cursors)) == [2]


@pytest.mark.parametrize(("changes", "is_whole"), [(LIMIT, False), (LIMIT + 1, True)])
def test_beyond_a_hundred_changes_the_whole_log_comes(as_alice, alice, bob, changes, is_whole):
    many_messages(bob, alice, changes)
    frame = sync(as_alice, stamp=0, peer="bob", revision=0)
    log = frame.by_id("log-bob")
    if is_whole:
        assert "data-whole" in log.attrs
        assert seqs_in(log) == list(range(changes - PAGE + 1, changes + 1))
        assert (log.attrs["data-from"], log.attrs["data-to"]) == (str(changes - PAGE + 1), str(changes))
        assert log.find("a", class_="older")
    else:
        assert log is None
        assert seqs_in(frame) == list(range(1, changes + 1))


def test_the_whole_log_is_the_one_of_the_page(as_alice, alice, bob):
    many_messages(bob, alice, LIMIT + 1)
    actions.mark_read(user=alice, peer_id=bob.pk, seq=LIMIT)
    whole = sync(as_alice, peer="bob", revision=0).by_id("log-bob")
    page = parse(as_alice.get("/messages/@bob/").content).by_id("log-bob")
    assert [article.html for article in whole.find_all("article")] == [a.html for a in page.find_all("article")]
    told = ("data-from", "data-to", "data-revision", "data-read", "data-cleared")
    assert {name: whole.attrs[name] for name in told} == {name: page.attrs[name] for name in told}


def test_beyond_a_hundred_chats_both_lists_come_whole(as_alice, alice):
    User.objects.filter(pk=alice.pk).update(message_privacy="everyone")
    for n in range(LIMIT + 1):
        person = UserFactory(username=f"person{n:03}")
        social.follow(follower_id=person.pk, followed_id=alice.pk)
        if n % 2:
            social.follow(follower_id=alice.pk, followed_id=person.pk)
        send(person, alice)
    frame = sync(as_alice)
    for box in ("chats", "requests"):
        fresh = parse(as_alice.get("/messages/" if box == "chats" else "/messages/requests/").content).by_id(box)
        standing = frame.by_id(box)
        assert "data-whole" in standing.attrs
        assert [row.html for row in standing.find_all("li")] == [row.html for row in fresh.find_all("li")]


def test_a_hundred_deletions_count_as_changes_too(as_alice, alice, bob):
    many_messages(bob, alice, LIMIT + 1)
    for seq in range(1, 4):
        actions.delete_message(user=alice, peer=bob, seq=seq)
    gone = sync(as_alice, peer="bob", revision=LIMIT + 1)
    assert len([a for a in gone.find_all("article") if "data-gone" in a.attrs]) == 3
    assert not gone.by_id("log-bob")


@pytest.mark.parametrize("name", ["nobody", "alice", "BOB", "", "../../x", "bob&stamp=9", "'", "<b>", "x" * 3000])
def test_a_name_that_is_nobodys_is_left_out_of_the_answer(as_alice, alice, bob, name):
    send(bob, alice)
    frame = sync(as_alice, peer=name, revision=0)
    assert rows_in(frame) == {"chat-bob"}
    assert not frame.find_all("article")


def test_a_strangers_chat_is_no_more_than_a_composer(as_carol, alice, bob):
    send(alice, bob, "between the two")
    for name in ("alice", "bob"):
        frame = sync(as_carol, peer=name, revision=0)
        assert not frame.find("article")
        assert "between the two" not in frame.text


@pytest.mark.parametrize(
    "query",
    ["", "stamp=", "stamp=x", "stamp=-1", "stamp=1.5", "stamp=0&revision=x", "stamp=0&revision=-1"],
)
def test_a_cursor_that_is_none_is_422_in_words(as_alice, query):
    response = as_alice.get(f"/sync?{query}", headers=JSON)
    assert response.status_code == 422
    assert response.json() == {"error": "invalid", "text": "Say where the page stands."}


@pytest.mark.parametrize("cursor", [10**9, 10**18, 10**30])
def test_a_cursor_from_the_future_is_brought_back(as_alice, alice, bob, cursor):
    send(bob, alice)
    frame = sync(as_alice, stamp=cursor, peer="bob", revision=cursor)
    assert (int(frame.attrs["data-stamp"]), frame.attrs["data-revision"]) == (counter(alice), "1")
    assert seqs_in(frame) == []


def test_somebody_elses_session_is_told_by_name(as_alice, as_bob, alice, bob):
    """A tab that was left open while another signed in finds out, and shows nothing of it."""
    assert sync(as_alice).attrs["data-me"] == "alice"
    assert sync(as_bob).attrs["data-me"] == "bob"


def test_a_list_of_people_is_told_how_each_stands_to_its_reader(as_alice, alice, bob, carol):
    social.follow(follower_id=alice.pk, followed_id=carol.pk)
    frame = sync(as_alice, person=["bob", "carol", "nobody.there"])
    verbs = {name: frame.by_id(f"follow-{name}").find("button").text for name in ("bob", "carol")}
    assert verbs == {"bob": "Unfollow", "carol": "Unfollow"}
    assert frame.by_id("follow-nobody.there") is None
    social.block(blocker_id=carol.pk, blocked_id=alice.pk)
    assert sync(as_alice, person=["carol"]).by_id("follow-carol").find("button") is None
    assert sync(as_alice).by_id("follow-bob") is None


def test_however_many_people_are_asked_about_it_is_one_query_for_a_hundred_of_them(as_alice, alice):
    people = [UserFactory(username=f"person{n:03}") for n in range(101)]
    names = [one.username for one in people]
    with CaptureQueriesContext(connection) as one:
        sync(as_alice, person=names[:1])
    with CaptureQueriesContext(connection) as many:
        frame = sync(as_alice, person=names)
    assert len(many) == len(one)
    assert len([span for span in frame.find_all("span") if span.attrs.get("id", "").startswith("follow-")]) == 100
