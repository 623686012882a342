"""What a tab has missed, from its cursors alone: states, not events, so that nothing depends on what was pushed."""

from __future__ import annotations

from dataclasses import dataclass, field

from accounts.models import User
from messaging import chats, log
from messaging.models import Message, Participant

LIMIT = 100


@dataclass(frozen=True, slots=True)
class ChatsSince:
    """The rows that changed, or with `whole` the first page of both lists in place of too many of them."""

    rows: list[Participant]
    whole: bool = False
    requests: list[Participant] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ThreadSince:
    """What changed in one chat. With `whole`, `messages` is its last page in place of too many changes."""

    messages: list[Message]
    gone: list[str]
    low: int
    high: int
    revision: int
    whole: bool = False

    @property
    def has_older(self) -> bool:
        """Whether the last page is not the first."""
        return self.low > 1


def chats_since(user: User, stamp: int) -> ChatsSince:
    """What changed in `user`'s lists after `stamp`."""
    rows = chats.changed_since(user, stamp, LIMIT + 1)
    if len(rows) <= LIMIT:
        return ChatsSince(rows)
    return ChatsSince(chats.page(user).chats, whole=True, requests=chats.page(user, requests=True).chats)


def thread_since(user: User, peer: User, side: Participant | None, revision: int) -> ThreadSince:
    """What changed in `user`'s chat with `peer` after `revision`; `side` was read before, with its thread's cursors."""
    if side is None:
        return ThreadSince([], [], low=1, high=0, revision=0)
    thread = side.thread
    messages = log.changed_since(user, peer, side, revision, LIMIT + 1)
    gone = log.gone_since(user, side, revision, LIMIT + 1)
    if len(messages) + len(gone) <= LIMIT and side.cleared_revision <= revision:
        return ThreadSince(messages, gone, 0, thread.last_seq, thread.revision)
    page = log.newest(user, peer, side)
    return ThreadSince(page.messages, [], page.low, page.high, page.revision, whole=True)
