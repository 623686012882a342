"""Sending a message: once, in order, and only if the rule says so at that moment."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, field

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.age import today
from accounts.mailboxes import Stamp, count_fact, lock_users
from accounts.models import Mailbox, User
from messaging import live, metrics, permissions, search
from messaging.actions import statements
from messaging.actions.noticing import note_on_video
from messaging.actions.statements import Chat, chat_between
from messaging.links import touch_links
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
    """A message as it was stored, and how chat and mailbox of either user stood right then, by the user's id: nothing
    of it for a replay. `frames` holds what each side was pushed."""

    message: Message
    stamps: dict[int, Stamp] = field(default_factory=dict)
    sides: dict[int, Participant] = field(default_factory=dict)
    mailboxes: dict[int, Mailbox] = field(default_factory=dict)
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
        sent = _send(sender_id, recipient_id, payload)
    except Refused as refused:
        metrics.REFUSED.labels(refused.refusal.code).inc()
        raise
    except IntegrityError:
        # Its owner has removed the GIF since we looked, and the database holds to that.
        if payload.gif_id is None or Gif.objects.filter(pk=payload.gif_id).exists():
            raise
        raise NotOffered(Kind.GIF) from None
    if not sent.is_replay:
        metrics.SENT.labels(sent.message.kind).inc()
    return sent


def _send(sender_id: int, recipient_id: int, payload: Payload) -> Sent:
    with transaction.atomic():
        lock_users(sender_id, recipient_id)
        chat = chat_between(sender_id, recipient_id, payload.client_id)
        if chat and chat.is_retry:
            return _replayed(chat, sender_id, payload)
        facts = permissions.facts_between(sender_id, recipient_id)
        if refusal := permissions.refusal(facts, today()):
            raise Refused(refusal)
        _check_reply(chat, sender_id, payload)
        _check_picture(sender_id, payload)
        _check_video(sender_id, recipient_id, payload)
        if chat is None:
            _check_first_messages(sender_id)
            chat = _open_chat(sender_id, recipient_id, payload)
        sent = Sent(_write(chat, sender_id, payload), sides=chat.sides)
        search.enter(sent.message, sender_id, recipient_id)
        _stamp(sent, sender_id, recipient_id)
        if sent.opens_dialogue:  # whoever answers is warned of the other's links no longer
            touch_links(chat.thread_id, sent.message.revision, recipient_id)
        transaction.on_commit(lambda: live.message_sent(sent, facts), robust=True)
        if (video_id := payload.video_id) is not None:
            transaction.on_commit(lambda: _tell_author(video_id, sender_id, recipient_id), robust=True)
    return sent


def _tell_author(video_id: int, sender_id: int, recipient_id: int) -> None:
    """The author may know that her video is passed on, and not to whom; if it is to her, the message says so."""
    if not Video.objects.filter(pk=video_id, author=recipient_id).exists():
        note_on_video(video_id, sender_id, Verb.SHARE)


def _replayed(chat: Chat, sender_id: int, payload: Payload) -> Sent:
    """The first result; after erasure there is no content left to compare with."""
    earlier = Message.objects.get(thread=chat.thread_id, client_id=payload.client_id)
    is_same = earlier.erased_at or payload.is_content_of(earlier)
    if earlier.sender_id != sender_id or not is_same:
        raise Conflict
    return Sent(earlier)


def _check_reply(chat: Chat | None, sender_id: int, payload: Payload) -> None:
    if payload.reply_to is None:
        return
    visible = Message.objects.for_user(User(pk=sender_id))
    if chat is None or not visible.filter(thread=chat.thread_id, seq=payload.reply_to).exists():
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


def _open_chat(one_id: int, other_id: int, payload: Payload) -> Chat:
    low_id, high_id = sorted((one_id, other_id))
    thread = Thread.objects.create(low_id=low_id, high_id=high_id)
    sides = ((low_id, high_id), (high_id, low_id))
    Participant.objects.bulk_create(Participant(thread=thread, user_id=me, peer_id=peer) for me, peer in sides)
    opened = chat_between(one_id, other_id, payload.client_id)
    assert opened  # noqa: S101  (it was opened a line above)
    return opened


def _write(chat: Chat, sender_id: int, payload: Payload) -> Message:
    """The next message of `chat`; the lock makes its seq and revision the next ones."""
    message = Message(
        thread_id=chat.thread_id,
        seq=chat.last_seq + 1,
        revision=chat.revision + 1,
        client_id=payload.client_id,
        sender_id=sender_id,
        kind=payload.kind,
        text=payload.text,
        sticker_id=payload.sticker_id,
        gif_id=payload.gif_id,
        video_id=payload.video_id,
        reply_to=payload.reply_to,
    )
    statements.move_thread(chat.thread_id, message.seq, message.revision)
    statements.add_message(message)
    return message


def _stamp(sent: Sent, sender_id: int, recipient_id: int) -> None:
    """Move the chat up for both, and count it as unread for its recipient; a muted one counts for no badge."""
    sent.mailboxes = statements.mailboxes_of(sender_id, recipient_id)
    statements.count_change(sender_id, recipient_id)
    own, theirs = sent.sides[sender_id], sent.sides[recipient_id]
    if theirs.unread == 0 and theirs.muted_at is None:
        statements.count_unread_chat(recipient_id)
        sent.mailboxes[recipient_id].unread_chats += 1
    theirs.unread += 1
    for user_id, box in sent.mailboxes.items():
        sent.stamps[user_id] = Stamp(box.counter, box.counter + 1)
        box.counter += 1
        side = sent.sides[user_id]
        side.order = side.stamp = box.counter
        side.preview_seq = sent.message.seq
        statements.move_side(side.pk, side.stamp, side.preview_seq, side.unread)
    if not own.has_written:
        sent.opens_dialogue = True
        _note_first_word(sent.message, own)


def _note_first_word(message: Message, own: Participant) -> None:
    """The rule asks about it; and from the first answer on, the other may know what has been read."""
    own.has_written, own.answered_at, own.seen_seq = True, message.sent_at, own.read_seq
    own.save(update_fields=["has_written", "answered_at", "seen_seq"])
    count_fact(own.user_id, own.peer_id)
