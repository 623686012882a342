"""What this app does when the apps below say that something has changed."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from accounts.signals import account_changed, sessions_ended
from messaging import bus, live
from messaging.actions.arranging import relist
from social.signals import relation_changed


def listen() -> None:
    """Connect once, when the apps are ready."""
    account_changed.connect(on_account_changed, dispatch_uid="messaging")
    relation_changed.connect(on_relation_changed, dispatch_uid="messaging")
    sessions_ended.connect(on_sessions_ended, dispatch_uid="messaging")


def on_account_changed(user_id: int, **_kwargs: Any) -> None:
    """Her own tabs and everybody who has her open ask again."""
    live.ask_again(live.user_group(user_id))
    live.ask_again(live.about_group(user_id))


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
