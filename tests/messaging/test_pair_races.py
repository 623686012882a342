"""Both of a pair, or two tabs of one of them, do something at the same moment: what is there afterwards is what one
order of the two would have left, with every counter right.

`RACE_ROUNDS=2000 python -m pytest -s tests/messaging/test_pair_races.py` is the long run (otherwise 60 rounds each);
it prints its figures, and runs on PostgreSQL where DATABASE_URL names one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from accounts import actions as accounts
from accounts.models import Mailbox
from messaging import actions
from messaging.models import Like, Message, Participant, Thread
from messaging.refusals import Refused
from social import actions as social
from tests.messaging.frames import frame_in
from tests.messaging.racing import ROUNDS, Pair, follows, meet, run, say
from tests.messaging.sockets import session_of


@dataclass(frozen=True)
class Meeting:
    """What `one` and `other` do at once, and a name for what that has left; `right` are the names that may come up."""

    one: Callable[[Pair], Any]
    other: Callable[[Pair], Any]
    left: Callable[[Pair, Any, Any], str]
    right: frozenset[str]
    prepare: Callable[[Pair], Any] = lambda _pair: None
    follow: bool = True
    follow_back: bool = True


def like(pair: Pair, *, liked: bool) -> None:
    alice, bob = pair.users
    actions.set_like(user=alice, peer=bob, seq=1, liked=liked)


def likes(pair: Pair, _one: Any, _other: Any) -> str:
    thread = Thread.objects.between(*pair).get()
    message, hearts = Message.objects.get(thread=thread), Like.objects.filter(thread=thread).count()
    stamps = set(Participant.objects.filter(thread=thread).values_list("stamp", flat=True))
    assert message.revision == thread.revision
    assert stamps == set(Mailbox.objects.filter(pk__in=pair).values_list("counter", flat=True))
    return f"{hearts} hearts after {thread.revision - 1} changes"


def followed(pair: Pair, _one: Any, _other: Any) -> str:
    facts = set(Mailbox.objects.filter(pk__in=pair).values_list("facts", flat=True))
    return f"{follows(pair)} follows, {facts} facts"


def first_words(pair: Pair, one: int, other: int) -> str:
    thread = Thread.objects.between(*pair).get()
    sides = list(Participant.objects.filter(thread=thread).values_list("unread", "has_written"))
    unread = list(Mailbox.objects.filter(pk__in=pair).values_list("unread_chats", flat=True))
    seqs = list(Message.objects.filter(thread=thread).order_by("seq").values_list("seq", flat=True))
    assert (sides, unread, seqs, thread.revision) == ([(1, True)] * 2, [1, 1], [1, 2], 2)
    return f"seqs {sorted((one, other))} in one thread"


def attempt(act: Callable[[], Any]) -> str:
    try:
        act()
    except Refused as refused:
        return refused.refusal.code
    return "sent"


def dialogue(pair: Pair) -> None:
    say(pair.alice, pair.bob)
    say(pair.bob, pair.alice)


def restrict(pair: Pair) -> None:
    accounts.set_message_privacy(user_id=pair.bob, value="nobody")


def ask(pair: Pair, revision: int = 0) -> Any:
    """What `/sync` tells Alice of her chat with Bob since `revision`."""
    alice, bob = pair.users
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = SESSIONS.setdefault(pair.alice, session_of(alice))
    response = client.get("/sync", {"stamp": 0, "with": bob.username, "revision": revision})
    assert response.status_code == 200
    return frame_in(response.content)


SESSIONS: dict[int, str] = {}


def caught_up(pair: Pair, _one: Any, first: Any) -> str:
    """A tab that asked while the message went, and asks once more from the cursor it was given."""
    second = ask(pair, int(first.attrs["data-revision"]))
    dom_id = Message.objects.get(thread__in=Thread.objects.between(*pair), seq=2).dom_id
    told = [frame.by_id(dom_id) for frame in (first, second)]
    shows = [bool(article and "data-gone" not in article.attrs) for article in told]
    assert not shows[1]
    is_gone = not shows[0] or (told[1] is not None and "data-gone" in told[1].attrs)
    return "gone" if is_gone else "still there"


def delete(pair: Pair) -> None:
    alice, bob = pair.users
    actions.delete_message(user=alice, peer=bob, seq=2)


MEETINGS = {
    "follow x follow": Meeting(
        lambda pair: social.follow(follower_id=pair.alice, followed_id=pair.bob),
        lambda pair: social.follow(follower_id=pair.bob, followed_id=pair.alice),
        followed,
        frozenset({"2 follows, {2} facts"}),
        follow=False,
        follow_back=False,
    ),
    "first message both ways": Meeting(
        lambda pair: say(pair.alice, pair.bob),
        lambda pair: say(pair.bob, pair.alice),
        first_words,
        frozenset({"seqs [1, 2] in one thread"}),
    ),
    "like x unlike": Meeting(
        lambda pair: like(pair, liked=True),
        lambda pair: like(pair, liked=False),
        likes,
        frozenset({"1 hearts after 1 changes", "0 hearts after 2 changes"}),
        prepare=lambda pair: say(pair.bob, pair.alice),
    ),
    "delete x sync": Meeting(delete, ask, caught_up, frozenset({"gone"}), prepare=dialogue),
    # A dialogue goes on whatever the setting says; where there is none yet, see test_rule_races.
    "setting x send": Meeting(
        restrict,
        lambda pair: attempt(lambda: say(pair.alice, pair.bob)),
        lambda _pair, _one, sent: sent,
        frozenset({"sent"}),
        prepare=dialogue,
    ),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", MEETINGS)
def test_what_two_do_at_once_leaves_what_one_after_the_other_would(name: str) -> None:
    meeting = MEETINGS[name]
    pairs = meet(ROUNDS, follow=meeting.follow, follow_back=meeting.follow_back)
    SESSIONS.clear()
    for pair in pairs:
        meeting.prepare(pair)
        if meeting.other is ask:
            SESSIONS[pair.alice] = session_of(pair.users[0])
    one, other, took = run(pairs, meeting.one, meeting.other)
    left = Counter(meeting.left(*round_) for round_ in zip(pairs, one, other, strict=True))
    assert left.keys() <= meeting.right, left
    print(  # noqa: T201 (the figures of the long run)
        f"\n{connection.vendor}: {name}: {ROUNDS} rounds in {took:.0f} s, 0 violations, 0 errors; {dict(left)}"
    )
