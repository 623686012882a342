"""A chat as plain text, to keep before it is deleted."""

from __future__ import annotations

from collections.abc import Iterator

from accounts.models import User
from messaging.models import Kind, Message, Participant

CHUNK = 500


def transcript_of(user: User, peer: User, side: Participant) -> Iterator[str]:
    """The messages of `side` that `user` can see, oldest first, a line each, read in chunks as they are asked for."""
    names = {user.pk: user.name_shown, peer.pk: peer.name_shown}
    # Said now, in the reader's language: what follows is drawn when the request is over.
    kinds = {kind.value: str(kind.label) for kind in Kind}
    return _lines(user, side, names, kinds)


def _lines(user: User, side: Participant, names: dict[int, str], kinds: dict[str, str]) -> Iterator[str]:
    visible = Message.objects.for_user(user).filter(thread=side.thread_id).order_by("seq")
    seq = side.cleared_seq
    while chunk := list(visible.filter(seq__gt=seq)[:CHUNK]):
        for message in chunk:
            said = message.text or f"[{kinds[message.kind]}]"
            yield f"[{message.sent_at:%Y-%m-%d %H:%M} UTC] {names[message.sender_id]}: {said}\n"
        seq = chunk[-1].seq
