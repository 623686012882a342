"""What a page must bear: names as long as they may be, words without an end, more new messages than a page holds."""

from __future__ import annotations

from collections.abc import Callable

from accounts import actions as accounts
from accounts.models import User
from messaging import actions
from messaging.log import PAGE
from messaging.models import Message
from social import actions as social

# 24 characters of NAME, and 30 of the widest letters there are for the name that is shown.
NAME = "wwwwwwwwmmmmmmmm_longest"
SHOWN = "W" * 30
WORD = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen" * 6
ADDRESS = "https://example.org/" + "a-path-that-does-not-end/" * 8
BIO = f"{WORD[:70]}\n{ADDRESS[:85]}"  # 160 characters are the most

Write = Callable[..., Message]


def add_the_longest(friend: User, newcomer: Callable[[str, str], User], write: Write) -> User:
    """Somebody whose every word is too long, and who talks with `friend`."""
    longest = newcomer(NAME, SHOWN)
    _follow_each_other(friend, longest)
    longest.bio = BIO
    longest.save(update_fields=["bio"])
    write(longest, friend, WORD, 60 * 31)
    write(friend, longest, f"{WORD[:300]} {ADDRESS}", 60 * 31 - 1)
    answer = write(longest, friend, "מה שלומך? كيف حالك؟ 12:30 👍🏽", 60 * 31 - 2)
    last = write(friend, longest, f"{SHOWN} {WORD[:90]}", 60 * 31 - 3, reply_to=1)
    actions.set_like(user=friend, peer=longest, seq=answer.seq, liked=True)
    actions.set_like(user=longest, peer=friend, seq=last.seq, liked=True)
    actions.mark_read(user=friend, peer_id=longest.pk, seq=last.seq)
    accounts.set_message_privacy(user_id=longest.pk, value="everyone")
    return longest


def add_an_absence(reader: User, writer: User, write: Write) -> None:
    """More new messages than a page holds, after one that was read."""
    _follow_each_other(reader, writer)
    for number in range(8):
        seen = write(
            (writer, reader)[number % 2], (reader, writer)[number % 2], f"Day {number + 1} of the ferry", 300 - number
        )
    actions.mark_read(user=reader, peer_id=writer.pk, seq=seen.seq)
    for number in range(PAGE + 20):
        write(writer, reader, f"Bird number {number + 1}" + ", still not an otter" * (number % 3), 200 - number)


def _follow_each_other(one: User, other: User) -> None:
    social.follow(follower_id=one.pk, followed_id=other.pk)
    social.follow(follower_id=other.pk, followed_id=one.pk)
