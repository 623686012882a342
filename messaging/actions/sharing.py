"""Sharing a video: one message to each of several people, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid5

from accounts.models import User
from messaging.actions.sending import Conflict, NotOffered, Sent, TooMany, send_message
from messaging.models import Kind
from messaging.payload import Payload
from messaging.refusals import Refused

AT_ONCE = 50  # people to share with in one go


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it for one person: a message, or the reason why there is none."""

    recipient: User
    sent: Sent | None = None
    error: Refused | TooMany | NotOffered | Conflict | None = None


def share_video(
    *, sender_id: int, recipients: Iterable[User], video_id: int, caption: str, client_id: UUID
) -> list[Outcome]:
    """Send a video to each of `recipients` through the one way that messages go, so that the rule is asked for each.

    Each message's own id follows from `client_id`: asking again sends to nobody twice.
    """
    return [_share(sender_id, one, video_id, caption, id_for(client_id, one)) for one in recipients]


def id_for(client_id: UUID, recipient: User) -> UUID:
    """The id of the message to `recipient` that is part of the sharing `client_id`."""
    return uuid5(client_id, str(recipient.pk))


def _share(sender_id: int, recipient: User, video_id: int, caption: str, client_id: UUID) -> Outcome:
    payload = Payload(client_id=client_id, kind=Kind.VIDEO, text=caption, video_id=video_id)
    try:
        return Outcome(recipient, send_message(sender_id=sender_id, recipient_id=recipient.pk, payload=payload))
    except (Refused, TooMany, NotOffered, Conflict) as error:
        return Outcome(recipient, error=error)
