"""What is pushed after a commit: rendered for each reader, in her language, and handed to her own group of sockets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from accounts.known import accounts
from accounts.models import Mailbox, User
from messaging import activity, bus, chats, log
from messaging.models import Message, Participant
from messaging.ordinary import ORDINARY, is_ordinary
from messaging.outline import Outline
from messaging.permissions import Facts
from messaging.seen import last_seen
from social.models import Video
from social.people import with_relation
from social.works import is_news

if TYPE_CHECKING:
    from accounts.mailboxes import Stamp
    from messaging.actions.sending import Sent


def user_group(user_id: int) -> str:
    """The group of all sockets of one user; no other session joins it."""
    return f"user-{user_id}"


def about_group(user_id: int) -> str:
    """The group of the sockets of those who have a chat or the profile of this user open; it only says: ask again."""
    return f"about-{user_id}"


def message_sent(sent: Sent, facts: Facts) -> None:
    """Push a new message to both sides: the article, the chat's row and the badge, all as they were when it was stored
    upon `facts`.

    No query for an ordinary one.
    """
    users = accounts(sent.sides)
    for user_id, side in sent.sides.items():
        user, peer = users[user_id], users[side.peer_id]
        user.mailbox = sent.mailboxes[user_id]
        message = log.just_written(user, peer, sent.message)
        chat = chats.moved(side, peer, message, facts)
        context = {"message": message, "messages": [message], "peer": peer, "chat": chat, "asks": sent.opens_dialogue}
        if sent.opens_dialogue:
            context |= {"marks_seen": True, "seen": last_seen(user, peer)}
        template = ORDINARY if is_ordinary(message, chat, asks=sent.opens_dialogue) else "messaging/live/message.html"
        sent.frames[user_id] = render(user, template, sent.stamps[user_id], **context)
    bus.push_all({user_group(user_id): frame for user_id, frame in sent.frames.items()})


def message_frame(user: User, peer: User, message: Message) -> str:
    """A frame that only shows `message` again, for a retry whose first answer was lost."""
    visible = Message.objects.for_user(user).filter(pk=message.pk)
    messages = log.for_reader(user, peer, visible)
    return render(user, "messaging/live/message.html", messages=messages, peer=peer)


def message_changed(message: Message, stamps: dict[int, Stamp]) -> None:
    """Push a message that looks different now to those who can see it."""
    messages_changed(message.thread_id, [message.seq], stamps)


def messages_changed(thread_id: int, seqs: Sequence[int], stamps: dict[int, Stamp]) -> None:
    """Push those messages of a thread that look different now to those who can see them."""
    sides = Participant.objects.filter(thread=thread_id, user__in=stamps)
    for side in sides.select_related("user__mailbox", "peer"):
        visible = Message.objects.for_user(side.user).filter(thread=thread_id, seq__in=seqs)
        frame = _messages_frame(side.user, side.peer, visible, stamps[side.user_id])
        bus.push(user_group(side.user_id), frame)


def message_deleted(user: User, peer: User, message: Message, stamp: Stamp) -> None:
    """Take a message from all of `user`'s tabs, and its quotes with it."""
    user = User.objects.select_related("mailbox").get(pk=user.pk)
    quoting = Message.objects.for_user(user).filter(thread=message.thread_id, reply_to=message.seq)
    bus.push(user_group(user.pk), _messages_frame(user, peer, quoting, stamp, [message.dom_id]))


def chat_deleted(user: User, peer: User, stamp: Stamp) -> None:
    """Empty the chat on all of `user`'s tabs and take its row from the list."""
    user = User.objects.select_related("mailbox").get(pk=user.pk)
    bus.push(user_group(user.pk), _cleared_frame(user, peer, stamp))


def chat_read(side: Participant, stamps: dict[int, Stamp]) -> None:
    """Tell the reader's own tabs how far she has read and, where `stamps` has the other too, tell him what was seen."""
    users = User.objects.select_related("mailbox").in_bulk([side.user_id, side.peer_id])
    reader, writer = users[side.user_id], users[side.peer_id]
    chat_changed(reader, side, stamps[reader.pk])
    if writer.pk in stamps:
        context = {"chat": _row(writer, reader), "peer": reader, "seen": last_seen(writer, reader)}
        bus.push(user_group(writer.pk), render(writer, "messaging/live/seen.html", stamps[writer.pk], **context))


def chat_changed(user: User, side: Participant, stamp: Stamp) -> None:
    """Tell all of the reader's tabs how her chat stands in the list now, and how far she has read."""
    bus.push(user_group(user.pk), chat_frame(user, side, stamp))


def chat_frame(user: User, side: Participant, stamp: Stamp | None = None) -> str:
    """A frame with the chat's row and the badge as they stand now."""
    user = User.objects.select_related("mailbox").get(pk=user.pk)
    return render(user, "messaging/live/chat.html", stamp, chat=_row(user, side.peer), read_seq=side.read_seq)


def answer_frame(user: User, peer: User, side: Participant, seq: int | None = None) -> str:
    """How the chat with `peer`, or message `seq` of it, stands for `user` now, as the answer to what she just did."""
    user = User.objects.select_related("mailbox").get(pk=user.pk)
    if seq is not None:
        message = Message.objects.filter(thread=side.thread_id, seq=seq)
        visible = message.for_user(user)
        gone = [] if visible else [one.dom_id for one in message]
        return _messages_frame(user, peer, visible, gone=gone)
    if side.preview_seq is None:
        return _cleared_frame(user, peer)
    return chat_frame(user, side)


def _cleared_frame(user: User, peer: User, stamp: Stamp | None = None) -> str:
    side = chats.with_peer(user, peer)
    context = {"peer": peer, "side": side, "page": log.newest(user, peer, side), "chat": _row(user, peer)}
    return render(user, "messaging/live/cleared.html", stamp, **context)


def _messages_frame(
    user: User,
    peer: User,
    messages: Iterable[Message],
    stamp: Stamp | None = None,
    gone: Sequence[str] = (),
) -> str:
    """A frame with `messages`, without those that are `gone`, and with the chat's row."""
    shown = log.for_reader(user, peer, messages)
    context = {"messages": shown, "gone": gone, "peer": peer, "chat": _row(user, peer)}
    if gone:
        context |= {"marks_seen": True, "seen": last_seen(user, peer)}
    return render(user, "messaging/live/message.html", stamp, **context)


def _row(user: User, peer: User) -> Participant:
    return chats.rows(user, Participant.objects.for_user(user).filter(peer=peer))[0]


def related(user: User, other: User) -> None:
    """Show `user` how she stands to `other`, wherever that is to be seen, and have open chats ask again."""
    person = with_relation(User.objects.all(), user).get(pk=other.pk)
    bus.push(user_group(user.pk), render(user, "social/live/relation.html", person=person))


def followed(user: User, follower: User) -> None:
    """Show a new follower among `user`'s activity."""
    rows = [row for row in activity.new_followers(user).followers if row.follower_id == follower.pk]
    if rows:
        bus.push(user_group(user.pk), render(user, "messaging/live/activity.html", follow=rows[0]))


def acts_changed(user_id: int, stamp: Stamp) -> None:
    """Tell that others did something with `user_id`'s messages and videos, and how much of it is new. The list itself
    is not sent: it costs the same for one heart as for a thousand, and hardly any tab shows it."""
    user = User.objects.select_related("mailbox").get(pk=user_id)
    bus.push(user_group(user.pk), render(user, "messaging/live/acts.html", stamp, is_news=True))


def acts_seen(user_id: int, stamp: Stamp) -> None:
    """Take the dot from all of `user_id`'s tabs."""
    user = User.objects.select_related("mailbox").get(pk=user_id)
    bus.push(user_group(user.pk), acts_frame(user, stamp))


def acts_frame(user: User, stamp: Stamp | None = None) -> str:
    """A frame with how much of what others did with `user`'s own is new to her."""
    return render(user, "messaging/live/acts.html", stamp)


def video_worked(author_id: int, video_id: int, stamp: Stamp) -> None:
    """Show `author_id` how far a video of hers in the works is, or that there is nothing to be told of it any more."""
    author = User.objects.select_related("mailbox").get(pk=author_id)
    video = Video.objects.get(pk=video_id)
    context = {"video": video, "is_news": is_news(video), "works_stamp": author.mailbox.counter}
    bus.push(user_group(author_id), render(author, "social/live/video_work.html", stamp, **context))


def ask_again(group: str, about: str = "") -> None:
    """Have the tabs of `group` ask what the rule says now; `about` narrows it to those that show this NAME."""
    bus.tell(group, {"type": "ask", "html": f'<live-frame data-ask="{about}"></live-frame>'})


def came(user_id: int) -> None:
    """Tell the tabs that show this user that she is active again; each decides whether its reader may know."""
    bus.tell(
        about_group(user_id), {"type": "came", "who": str(user_id), "html": '<live-frame data-ask=""></live-frame>'}
    )


def heartbeat(counter: int, *, asks: bool = False) -> str:
    """The empty frame: a tab that is behind `counter` will notice."""
    return f'<live-frame data-prev="{counter}" data-stamp="{counter}"{" data-ask" if asks else ""}></live-frame>'


def render(user: User, template: str | Outline, stamp: Stamp | None = None, **context: Any) -> str:
    """`template` as `user` reads it. The badge is drawn from her mailbox as it was read before the rows."""
    mailbox: Mailbox = user.mailbox
    context |= {"user": user, "change": stamp, "stamp": mailbox.counter, "unread_chats": mailbox.unread_chats}
    context["unseen_acts"] = mailbox.unseen_acts
    context["requests_wait"] = lambda: chats.requests_waiting(user)
    with translation.override(user.language or settings.LANGUAGE_CODE):
        return template.fill(context) if isinstance(template, Outline) else render_to_string(template, context)
