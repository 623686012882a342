"""What an export tells of an account beside its chats: what its owner meets on the pages of the site, and no more."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from accounts.devices import device_name
from accounts.models import Suspension, User
from messaging import activity
from messaging.exporting.archive import Archive
from messaging.exporting.chats import film_into
from messaging.models import Gif, Report, StickerFavourite
from social.models import Block, Follow, Video, VideoLike
from social.people import visible_to


def account(archive: Archive, user: User) -> dict[str, Any]:
    """Who she is to this site: all that was ever asked of her, and what she chose."""
    has_picture = bool(user.avatar) and archive.stored("media/picture.webp", user.avatar.name)
    sessions = UserSession.objects.filter(user=user).order_by("-last_seen_at")
    keys = Authenticator.objects.filter(user=user)
    suspensions = Suspension.objects.filter(user=user).order_by("-pk")
    return {
        "name": user.username,
        "display_name": user.display_name,
        "email": user.email,
        "birthdate": user.birthdate,
        "about": user.bio,
        "picture": "media/picture.webp" if has_picture else "",
        "language": user.language,
        "joined": user.date_joined,
        "who_can_write": str(user.get_message_privacy_display()),
        "shows_seen": user.shows_seen,
        "shows_typing": user.shows_typing,
        "shows_activity": user.shows_activity,
        "signed_in": [
            {"device": device_name(one.user_agent), "ip": one.ip, "since": one.created_at} for one in sessions
        ],
        "second_steps": [{"kind": one.type, "since": one.created_at} for one in keys],
        "suspensions": [{"reason": one.reason, "until": one.until, "since": one.created_at} for one in suspensions],
    }


def people(user: User) -> dict[str, list[dict[str, Any]]]:
    """Whom she follows and blocks, and who follows her."""
    follows = Follow.objects.filter(follower=user, followed__is_active=True).select_related("followed").order_by("-pk")
    followers = Follow.objects.filter(followed=user, follower__in=visible_to(user)).select_related("follower")
    blocks = Block.objects.filter(blocker=user, blocked__is_active=True).select_related("blocked").order_by("-pk")
    return {
        "subscriptions": [_person(row.followed, row.created_at) for row in follows.iterator()],
        "followers": [_person(row.follower, row.created_at) for row in followers.order_by("-pk").iterator()],
        "blacklist": [_person(row.blocked, row.created_at) for row in blocks.iterator()],
    }


def _person(person: User, since: Any) -> dict[str, Any]:
    return {"name": person.username, "display_name": person.display_name, "since": since}


def videos(archive: Archive, user: User) -> dict[str, list[dict[str, Any]]]:
    """The videos she posted, films included, and those of others that she likes and can watch."""
    posted = Video.objects.ready().filter(author=user).order_by("-pk")
    hearts = VideoLike.objects.filter(user=user, video__in=Video.objects.visible_to(user))
    return {
        "posted": [_film(archive, video) for video in posted.iterator()],
        "liked": [
            {"by": row.video.author.username, "caption": row.video.caption, "liked": row.created_at}
            for row in hearts.select_related("video__author").order_by("-pk").iterator()
        ],
    }


def _film(archive: Archive, video: Video) -> dict[str, Any]:
    poster = f"media/videos/{video.pk}.jpg"
    return {
        "caption": video.caption,
        "audience": str(video.get_audience_display()),
        "downloads": video.allow_download,
        "posted": video.created_at,
        "seconds": video.seconds,
        "file": film_into(archive, video),
        "poster": poster if archive.stored(poster, video.poster.name) else "",
        "likes": video.likes.count(),
    }


def pictures(archive: Archive, user: User) -> dict[str, list[dict[str, Any]]]:
    """Her GIFs, and the stickers she keeps at hand."""
    told = []
    for gif in Gif.objects.kept_by(user).order_by("-pk"):
        name = f"media/gifs/{gif.pk}.webp"
        there = archive.stored(name, gif.file.name)
        made = {"tags": gif.tags, "public": gif.is_public, "made": gif.created_at, "file": name if there else ""}
        told.append(made | {"width": gif.width, "height": gif.height})
    favourites = StickerFavourite.objects.filter(user=user).select_related("sticker").order_by("-created_at")
    return {"gifs": told, "favourite_stickers": [{"name": one.sticker.name} for one in favourites]}


def acts(user: User) -> dict[str, list[dict[str, Any]]]:
    """What others did with what is hers, as her activity shows it; and what she reported."""
    groups = activity.acts(user).groups
    reports = Report.objects.filter(reporter=user).order_by("-pk")
    return {
        "activity": [
            {
                "what": str(group.latest.get_verb_display()),
                "who": [] if group.is_share else [actor.username for actor in group.actors],
                "count": group.count,
                "when": group.latest.created_at,
            }
            for group in groups
        ],
        "reports": [
            {"reason": str(one.get_reason_display()), "note": one.note, "when": one.created_at} for one in reports
        ],
    }
