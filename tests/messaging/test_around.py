"""A chat opened around one of its messages, and the pages that lead from there to either end."""

from __future__ import annotations

from uuid import uuid4

import pytest

from messaging import actions
from messaging.log import HALF, PAGE
from messaging.models import Deletion, Message, Participant
from tests.factories import send
from tests.messaging.frames import frame_in, parse
from tests.messaging.test_chat import HTMX, log_of, opened, seqs_in, write_many


def unread_line_before(log) -> int | None:
    """The seq of the message that stands below the line "New"."""
    children = [child for child in log.children if not isinstance(child, str)]
    for at, child in enumerate(children):
        if child.attrs.get("class") == "unread-line":
            return next(int(one.attrs["data-seq"]) for one in children[at:] if "data-seq" in one.attrs)
    return None


def test_the_message_stands_in_the_midst_and_both_ends_lead_on(as_alice, alice, bob):
    write_many(bob, alice, PAGE * 4)
    log = log_of(opened(as_alice, query="?around=100"))
    assert seqs_in(log) == list(range(101 - HALF, 101 + HALF))
    assert log.attrs["data-around"] == "100"
    assert "data-short" in log.attrs
    assert log.find("a", class_="older").attrs["href"] == f"/messages/@bob/?before={101 - HALF}"

    seen = seqs_in(log)
    link = log.find("a", class_="newer").attrs["href"]
    assert link == f"/messages/@bob/?after={100 + HALF}"
    while True:
        frame = frame_in(as_alice.get(link, headers=HTMX).content)
        assert "data-newer" in frame.attrs
        assert int(frame.attrs["data-from"]) == seen[-1] + 1
        seen += seqs_in(frame)
        link = f"/messages/@bob/?after={frame.attrs['data-to']}"
        if "data-short" not in frame.attrs:
            break
    assert seen == list(range(101 - HALF, PAGE * 4 + 1))
    assert frame.attrs["data-to"] == str(PAGE * 4)


def test_without_javascript_a_newer_page_is_a_page_that_leads_on(as_alice, alice, bob):
    write_many(bob, alice, PAGE * 3)
    page = opened(as_alice, query="?after=10")
    assert seqs_in(log_of(page)) == list(range(11, PAGE + 11))
    assert log_of(page).find("a", class_="newer").attrs["href"] == f"/messages/@bob/?after={PAGE + 10}"
    pill = page.by_id("pill")
    assert "hidden" not in pill.attrs
    assert pill.attrs["href"] == "/messages/@bob/?newest=1"
    last = opened(as_alice, query=f"?after={PAGE * 3 - 5}")
    assert not log_of(last).find("a", class_="newer")
    assert "hidden" in last.by_id("pill").attrs
    # An older page, too, knows that it is not the end.
    assert "data-short" in log_of(opened(as_alice, query="?before=60")).attrs


@pytest.mark.parametrize(("asked", "nearest"), [(5, 4), (4, 4), (6, 4), (1, 3), (2, 3), (0, 3), (9, 8), (10**17, 8)])
def test_what_is_gone_or_never_was_leads_to_what_is_nearest(as_alice, alice, bob, asked, nearest):
    for _n in range(8):
        send(bob, alice)
    for seq in (1, 2, 5, 6):
        actions.delete_message(user=alice, peer=bob, seq=seq)
    log = log_of(opened(as_alice, query=f"?around={asked}"))
    assert seqs_in(log) == [3, 4, 7, 8]
    assert log.attrs["data-around"] == str(nearest)
    assert (log.attrs["data-from"], log.attrs["data-to"]) == ("1", "8")
    assert "data-short" not in log.attrs


@pytest.mark.parametrize("asked", ["x", "-1", "", "1.5", "9" * 40])
@pytest.mark.parametrize("how", ["around", "after", "newest"])
def test_nonsense_is_answered_calmly(as_alice, alice, bob, carol, how, asked):
    assert as_alice.get("/messages/@carol/", {how: asked}).status_code == 200
    send(bob, alice)
    assert as_alice.get("/messages/@bob/", {how: asked}).status_code == 200
    assert as_alice.get("/messages/@bob/", {how: asked}, headers=HTMX).status_code == 200


def test_a_cleared_chat_shows_nothing_of_before_around_it(as_alice, alice, bob):
    for _n in range(3):
        send(bob, alice, "gone words")
    actions.delete_chat(user=alice, peer=bob)
    send(bob, alice, "new words")
    for query in ("?around=2", "?after=0", "?before=4"):
        page = as_alice.get(f"/messages/@bob/{query}")
        assert set(seqs_in(log_of(parse(page.content)))) <= {4}
        assert b"gone words" not in page.content


def test_the_newest_page_comes_as_a_whole_log(as_alice, alice, bob):
    write_many(bob, alice, PAGE * 2)
    frame = frame_in(as_alice.get("/messages/@bob/?newest=1", headers=HTMX).content)
    log = log_of(frame)
    assert "data-whole" in log.attrs
    assert "data-short" not in log.attrs
    assert seqs_in(log) == list(range(PAGE + 1, PAGE * 2 + 1))


def unread_from(seq, alice, count=PAGE * 3):
    """Alice has read everything before message `seq` of a talk of so many."""
    Participant.objects.filter(user=alice).update(read_seq=seq - 1, unread=count - seq + 1)


def test_the_line_stands_before_the_first_unread_message_wherever_the_page_begins(as_alice, alice, bob):
    write_many(bob, alice, PAGE * 3)
    unread_from(71, alice)
    assert unread_line_before(log_of(opened(as_alice, query="?around=70"))) == 71
    assert unread_line_before(log_of(opened(as_alice, query="?around=71"))) == 71
    # Where it is not on the page, it stands nowhere.
    for query in ("?around=20", "?around=110", "?newest=1"):
        assert unread_line_before(log_of(opened(as_alice, query=query))) is None
    Deletion.objects.create(thread_id=Participant.objects.first().thread_id, seq=71, user=alice, revision=1)
    assert unread_line_before(log_of(opened(as_alice, query="?around=70"))) == 72
    actions.mark_read(user=alice, peer_id=bob.pk, seq=PAGE * 3)
    assert unread_line_before(log_of(opened(as_alice, query="?around=70"))) is None


def test_a_chat_opens_where_what_is_new_begins_however_far_back_that_is(as_alice, alice, bob):
    write_many(bob, alice, PAGE * 3)
    unread_from(71, alice)
    log = log_of(opened(as_alice))
    assert unread_line_before(log) == 71
    assert seqs_in(log) == list(range(72 - HALF, 72 + HALF))
    assert "data-short" in log.attrs
    # Nothing was looked for: nothing is pointed at.
    assert "data-around" not in log.attrs
    pill = opened(as_alice).by_id("pill")
    assert ("hidden" in pill.attrs, pill.attrs["href"]) == (False, "/messages/@bob/?newest=1")
    pane = as_alice.get("/messages/@bob/", headers=HTMX | {"hx-target": "pane"})
    assert seqs_in(log_of(parse(pane.content))) == seqs_in(log)


def test_a_chat_opens_at_its_end_where_that_page_holds_all_that_is_new(as_alice, alice, bob):
    write_many(bob, alice, PAGE * 2)
    unread_from(PAGE + 1, alice, PAGE * 2)
    log = log_of(opened(as_alice))
    assert (seqs_in(log)[0], seqs_in(log)[-1], unread_line_before(log)) == (PAGE + 1, PAGE * 2, PAGE + 1)
    assert "data-short" not in log.attrs
    # One's own stand between what was read and what is new: the line is where the other's begin.
    Message.objects.filter(seq__lt=PAGE + 20).update(sender=alice)
    unread_from(3, alice, PAGE * 2)
    log = log_of(opened(as_alice))
    assert (seqs_in(log)[-1], unread_line_before(log)) == (PAGE * 2, PAGE + 20)


def test_whoever_writes_has_seen_what_stands_above(as_alice, alice, bob):
    write_many(bob, alice, PAGE * 2)
    unread_from(3, alice, PAGE * 2)
    assert as_alice.post("/messages/@bob/", {"client_id": uuid4(), "text": "from here"}).status_code == 303
    log = log_of(opened(as_alice))
    assert (seqs_in(log)[-1], unread_line_before(log)) == (PAGE * 2 + 1, None)
    send(bob, alice)
    log = log_of(opened(as_alice))
    assert (seqs_in(log)[-1], unread_line_before(log)) == (PAGE * 2 + 2, PAGE * 2 + 2)


def test_what_was_deleted_or_cleared_is_not_where_a_chat_opens(as_alice, alice, bob):
    write_many(bob, alice, PAGE * 2)
    unread_from(3, alice, PAGE * 2)
    actions.delete_chat(user=alice, peer=bob)
    send(bob, alice, "anew")
    log = log_of(opened(as_alice))
    assert (seqs_in(log), unread_line_before(log)) == ([PAGE * 2 + 1], PAGE * 2 + 1)
