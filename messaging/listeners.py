"""What this app does when the apps below say that something has changed."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from accounts.files import Freed
from accounts.mailboxes import Stamp
from accounts.models import User
from accounts.signals import account_changed, sessions_ended
from messaging import bus, erasing, live
from messaging.actions.arranging import relist
from messaging.actions.noticing import note_on_video
from messaging.models import Verb
from messaging.tasks import redraw_cards
from social.signals import relation_changed, video_changed, video_erased, video_liked, video_worked


def listen() -> None:
    """Connect once, when the apps are ready."""
    account_changed.connect(on_account_changed, dispatch_uid="messaging")
    relation_changed.connect(on_relation_changed, dispatch_uid="messaging")
    video_changed.connect(on_video_changed, dispatch_uid="messaging")
    video_erased.connect(on_video_erased, dispatch_uid="messaging")
    video_liked.connect(on_video_liked, dispatch_uid="messaging")
    video_worked.connect(on_video_worked, dispatch_uid="messaging")
    sessions_ended.connect(on_sessions_ended, dispatch_uid="messaging")


def on_account_changed(user_id: int, **_kwargs: Any) -> None:
    """Her own tabs and everybody who has her open ask again; her videos go and come with her account."""
    live.ask_again(live.user_group(user_id))
    live.ask_again(live.about_group(user_id))
    if User.objects.filter(Q(is_active=False) | Q(suspensions__isnull=False), pk=user_id).exists():
        redraw_cards(author_id=user_id)


def on_sessions_ended(user_id: int, **_kwargs: Any) -> None:
    """Each of her sockets looks whether its own session still stands."""
    bus.tell(live.user_group(user_id), {"type": "recheck"})


def on_relation_changed(actor_id: int, other_id: int, verb: str, **_kwargs: Any) -> None:
    """The pages of either show how they stand to the other now, and ask what the rule says of it; a new follower also
    appears among the other's activity, and a chat that was never answered moves to the list it belongs in now."""
    users = User.objects.select_related("mailbox").in_bulk([actor_id, other_id])
    actor, other = users[actor_id], users[other_id]
    live.related(actor, other)
    live.related(other, actor)
    if verb == "follow":
        live.followed(other, actor)
    relist(user=actor, peer=other)
    if verb == "block":  # it has undone what the other followed, too
        relist(user=other, peer=actor)
    # Each is, or is no longer, among those who may watch the other's videos.
    redraw_cards(author_id=actor.pk, reader_id=other.pk)
    if verb in {"block", "unblock"}:
        redraw_cards(author_id=other.pk, reader_id=actor.pk)


def on_video_changed(video_id: int, **_kwargs: Any) -> None:
    """The cards in all chats it was shared into show it, or say that it is gone."""
    redraw_cards(video_id=video_id)


def on_video_erased(freed: Freed, **_kwargs: Any) -> None:
    """What a video took up is counted among what was erased."""
    erasing.note(0, freed)


def on_video_liked(video_id: int, actor_id: int, liked: bool, **_kwargs: Any) -> None:
    """Its author finds the heart among her activity."""
    note_on_video(video_id, actor_id, Verb.VIDEO_LIKE, holds=liked)


def on_video_worked(author_id: int, video_id: int, stamp: Stamp, **_kwargs: Any) -> None:
    """Its author's tabs show how far it is."""
    live.video_worked(author_id, video_id, stamp)
