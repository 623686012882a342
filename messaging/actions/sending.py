"""Sending a message: once, in order, and only if the rule says so at that moment."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, field

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from accounts.mailboxes import count_fact, lock_users
from accounts.models import Mailbox, User
from messaging import live, permissions, search
from messaging.actions.noticing import note_on_video
from messaging.actions.stamps import Stamp, advance
from messaging.models import Gif, Kind, Message, Participant, Sticker, Thread, Verb
from messaging.payload import Payload
from messaging.refusals import Refusal, Refused
from social.models import Video

FIRST_MESSAGES = 30
FIRST_MESSAGES_WITHIN = dt.timedelta(hours=24)


class TooMany(Exception):
    """More first messages to people who never answered than a day allows. `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


class UnknownReply(Exception):
    """The message it replies to is not one that its sender can see."""


class NotOffered(Exception):
    """The sticker, GIF or video is not there for her to send: retired, removed, somebody else's or unknown. Says its
    kind."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind)
        self.kind = kind


class Conflict(Exception):
    """The client id already belongs to another message of this thread."""


@dataclass(slots=True)
class Sent:
    """A message as it was stored. `stamps` is empty for a replay; `frames` holds what each side was pushed."""

    message: Message
    stamps: dict[int, Stamp] = field(default_factory=dict)
    opens_dialogue: bool = False
    frames: dict[int, str] = field(default_factory=dict)

    @property
    def is_replay(self) -> bool:
        return not self.stamps


def send_message(*, sender_id: int, recipient_id: int, payload: Payload) -> Sent:
    """Store a message and push it to both sides once it is committed.

    A retry with the same client id answers the first result, whatever the rule has come to say since.
    Raises Refused with the rule's answer, TooMany when she writes to too many strangers, UnknownReply when what she
    quotes is not there for her, NotOffered for a sticker, GIF or video that is not hers to send, and Conflict when the
    client id belongs to another message. Refused also where the recipient may not watch the video.
    """
    try:
        return _send(sender_id, recipient_id, payload)
    except IntegrityError:
        # Its owner has removed the GIF since we looked, and the database holds to that.
        if payload.gif_id is None or Gif.objects.filter(pk=payload.gif_id).exists():
            raise
        raise NotOffered(Kind.GIF) from None


def _send(sender_id: int, recipient_id: int, payload: Payload) -> Sent:
    with transaction.atomic():
        lock_users(sender_id, recipient_id)
        thread = Thread.objects.between(sender_id, recipient_id).first()
        if earlier := thread and Message.objects.filter(thread=thread, client_id=payload.client_id).first():
            return _replayed(earlier, sender_id, payload)
        if refusal := permissions.ask(sender_id, recipient_id):
            raise Refused(refusal)
        _check_reply(thread, sender_id, payload)
        _check_picture(sender_id, payload)
        _check_video(sender_id, recipient_id, payload)
        if thread is None:
            _check_first_messages(sender_id)
            thread = _open_thread(sender_id, recipient_id)
        message = _write(thread, sender_id, payload)
        search.enter(message, sender_id, recipient_id)
        sent = Sent(message, advance(sender_id, recipient_id))
        sent.opens_dialogue = _stamp_sender(sent, recipient_id)
        _stamp_recipient(sent, recipient_id)
        transaction.on_commit(lambda: live.message_sent(sent), robust=True)
        if (video_id := payload.video_id) is not None:
            transaction.on_commit(lambda: _tell_author(video_id, sender_id, recipient_id), robust=True)
    return sent


def _tell_author(video_id: int, sender_id: int, recipient_id: int) -> None:
    """The author may know that her video is passed on, and not to whom; if it is to her, the message says so."""
    if not Video.objects.filter(pk=video_id, author=recipient_id).exists():
        note_on_video(video_id, sender_id, Verb.SHARE)


def _replayed(earlier: Message, sender_id: int, payload: Payload) -> Sent:
    """The first result; after erasure there is no content left to compare with."""
    is_same = earlier.erased_at or payload.is_content_of(earlier)
    if earlier.sender_id != sender_id or not is_same:
        raise Conflict
    return Sent(earlier)


def _check_reply(thread: Thread | None, sender_id: int, payload: Payload) -> None:
    if payload.reply_to is None:
        return
    visible = Message.objects.for_user(User(pk=sender_id))
    if thread is None or not visible.filter(thread=thread, seq=payload.reply_to).exists():
        raise UnknownReply


def _check_picture(sender_id: int, payload: Payload) -> None:
    sticker, gif = payload.sticker_id, payload.gif_id
    if sticker and not Sticker.objects.offered().filter(pk=sticker).exists():
        raise NotOffered(Kind.STICKER)
    if gif and not Gif.objects.for_user(User(pk=sender_id)).filter(pk=gif).exists():
        raise NotOffered(Kind.GIF)


def _check_video(sender_id: int, recipient_id: int, payload: Payload) -> None:
    """Both must be among those who may watch it. Its author's lock is not ours: the card asks again as it is drawn."""
    if payload.video_id is None:
        return
    users = User.objects.in_bulk([sender_id, recipient_id])
    if not Video.objects.visible_to(users[sender_id]).filter(pk=payload.video_id).exists():
        raise NotOffered(Kind.VIDEO)
    if not Video.objects.visible_to(users[recipient_id]).filter(pk=payload.video_id).exists():
        raise Refused(Refusal("not_in_audience", name=users[recipient_id].name_shown))


def _check_first_messages(sender_id: int) -> None:
    """Hold the sender, under her lock, to so many unanswered first messages in any 24 hours."""
    if not settings.PAPERPLANE_RATE_LIMITS:
        return
    since = timezone.now() - FIRST_MESSAGES_WITHIN
    answered = Participant.objects.filter(user=OuterRef("peer"), peer=OuterRef("user"), has_written=True)
    firsts = Participant.objects.filter(user=sender_id, has_written=True, answered_at__gt=since)
    moments = firsts.exclude(Exists(answered)).order_by("-answered_at").values_list("answered_at", flat=True)
    counted = [moment for moment in moments[:FIRST_MESSAGES] if moment]
    if len(counted) == FIRST_MESSAGES:
        raise TooMany(math.ceil((counted[-1] - since).total_seconds()))


def _open_thread(one_id: int, other_id: int) -> Thread:
    low_id, high_id = sorted((one_id, other_id))
    thread = Thread.objects.create(low_id=low_id, high_id=high_id)
    sides = ((low_id, high_id), (high_id, low_id))
    Participant.objects.bulk_create(Participant(thread=thread, user_id=me, peer_id=peer) for me, peer in sides)
    return thread


def _write(thread: Thread, sender_id: int, payload: Payload) -> Message:
    """The next message of `thread`; the lock makes its seq and revision the next ones."""
    thread.last_seq += 1
    thread.revision += 1
    thread.save(update_fields=["last_seq", "revision"])
    return Message.objects.create(
        thread=thread,
        seq=thread.last_seq,
        revision=thread.revision,
        client_id=payload.client_id,
        sender_id=sender_id,
        kind=payload.kind,
        text=payload.text,
        sticker_id=payload.sticker_id,
        gif_id=payload.gif_id,
        video_id=payload.video_id,
        reply_to=payload.reply_to,
    )


def _stamp_sender(sent: Sent, recipient_id: int) -> bool:
    """Move the chat up for its sender; answers whether this is her first word here, which the rule asks about."""
    message = sent.message
    stamp = sent.stamps[message.sender_id].stamp
    side = Participant.objects.filter(thread=message.thread_id, user=message.sender_id)
    side.update(order=stamp, stamp=stamp, preview_seq=message.seq)
    first = side.filter(has_written=False).update(has_written=True, answered_at=message.sent_at)
    if first:
        # From the first answer on, the other may know what has been read.
        side.update(seen_seq=F("read_seq"))
        count_fact(message.sender_id, recipient_id)
    return bool(first)


def _stamp_recipient(sent: Sent, recipient_id: int) -> None:
    """Move the chat up for its recipient and count it as unread; a muted one counts for no badge."""
    message, stamp = sent.message, sent.stamps[recipient_id].stamp
    side = Participant.objects.filter(thread=message.thread_id, user=recipient_id)
    if side.filter(unread=0, muted_at=None).exists():
        Mailbox.objects.filter(pk=recipient_id).update(unread_chats=F("unread_chats") + 1)
    side.update(order=stamp, stamp=stamp, preview_seq=message.seq, unread=F("unread") + 1)
