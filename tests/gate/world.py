"""One small world with somebody in every role, and what the addresses in it are called."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from accounts import actions as accounts
from accounts.actions_exports import ask_for_export
from accounts.models import Notice, User
from messaging.exporting import jobs
from messaging.models import StickerPack
from social import actions as social
from social.models import Audience, Follow, Video, VideoUpload
from tests.factories import UserFactory, follow_each_other, make_video, open_to_all, send
from tests.gate.doors import ROLES
from tests.messaging import pictures

NAMES = {
    "owner": "alice",
    "other": "bob",
    "stranger": "carol",
    "blocked": "frank",
    "blocker": "gina",
    "young": "dana",
    "staff": "moderator",
    "suspended": "sam",
}
TALKERS = ("other", "blocked", "blocker", "suspended")
APART = {"blocked", "blocker"}
# Who accepts messages from everyone, and whom everybody follows.
HELEN = "helen"
# As long as "alice", so that not even a length tells them apart.
NOBODY = "ecila"
NOTHING = 10**9

# In each chat with Alice: her word, the other's, and a GIF of hers.
TEXT, PICTURE = 1, 3


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that an address can name; `seen_by` are the roles that may know of it (None: the table says)."""

    parameters: Callable[[World, str], dict[str, object]]
    unknown: dict[str, object]
    seen_by: frozenset[str] | None = None


class World:
    """Who is there, what they use, and what they have. Made once, and looked at from every side."""

    def __init__(self) -> None:
        self.people = {role: _person(role, name) for role, name in NAMES.items()}
        self.alice = self.people["owner"]
        helen = open_to_all(username=HELEN)
        Follow.objects.bulk_create(Follow(follower=user, followed=helen) for user in self.people.values())
        follow_each_other(self.alice, self.people["other"])
        self._talk()
        self._own()
        accounts.suspend(user_id=self.people["suspended"].pk, until=_tomorrow(), reason="spam")
        social.block(blocker_id=self.alice.pk, blocked_id=self.people["blocked"].pk)
        social.block(blocker_id=self.people["blocker"].pk, blocked_id=self.alice.pk)
        self.sessions = {role: _session(user) for role, user in self.people.items()}
        self.sessions["logged_out"] = self._ended_session()
        self.device = UserSession.objects.create(
            user=self.alice, session_key="a" * 32, ip="127.0.0.1", user_agent="secret-device"
        )
        self.export = ask_for_export(user_id=self.alice.pk)[0]
        jobs.make(self.export.pk)

    def _talk(self) -> None:
        for role in TALKERS:
            other = self.people[role]
            if role != "other":
                social.follow(follower_id=self.alice.pk, followed_id=other.pk)
                social.follow(follower_id=other.pk, followed_id=self.alice.pk)
            send(self.alice, other, f"secret-of-alice-and-{other.username} https://secret-place.example/")
            send(other, self.alice, f"secret-of-{other.username}-and-alice")
            pictures.send_picture(self.alice, other, pictures.add_gif(self.alice, tags="secret-gif", is_kept=False))
            if role == "suspended":
                # Otherwise he would be one of Alice's friends, whom more is open to.
                social.unfollow(follower_id=self.alice.pk, followed_id=other.pk)

    def _own(self) -> None:
        self.gifs = {
            "private": pictures.add_gif(self.alice, tags="secret-gif"),
            "public": pictures.add_gif(self.alice, tags="duck", is_public=True),
        }
        captions = {
            Audience.EVERYONE: "a lake",
            Audience.FRIENDS: "secret-for-friends",
            Audience.ONLY_ME: "secret-film",
        }
        self.videos = {
            str(audience): make_video(self.alice, audience=audience, caption=caption, allow_download=True)
            for audience, caption in captions.items()
        }
        self.videos["removed"] = make_video(self.alice, caption="secret-removed", removed_at=timezone.now())
        self.videos["in_the_works"] = Video.objects.create(author=self.alice, caption="secret-work", source="uploads/x")
        self.notice = Notice.objects.create(user=self.alice, acknowledged_at=timezone.now(), words="secret-notice")
        self.upload = VideoUpload.objects.create(owner=self.alice, name="secret-upload.mp4", size=10, file="uploads/y")
        retired = StickerPack.objects.create(slug="old", title="Old", retired_at=timezone.now())
        self.stickers = {"offered": pictures.add_sticker(), "retired": pictures.add_sticker("leap", retired)}
        for name in ("avatars/face.webp", "stickers/cat.webp"):
            default_storage.save(name, ContentFile(b"a picture"))

    def _ended_session(self) -> str:
        session = _session(self.alice)
        client = Client()
        client.cookies["sessionid"] = session
        client.logout()
        return session

    def browser(self, role: str, *, forged: bool = False) -> Client:
        """What somebody in that role uses, with the cookie that she has; `forged` by a page that is not ours."""
        client = Client(enforce_csrf_checks=forged)
        if role in self.sessions:
            client.cookies["sessionid"] = self.sessions[role]
        return client

    def secrets_from(self, role: str) -> list[bytes]:
        """What must not be in any answer to that role."""
        return [words.encode() for words, known_to in SECRETS.items() if role not in known_to]


def _person(role: str, name: str) -> User:
    if role == "young":
        return UserFactory(username=name, birthdate=timezone.now().date() - dt.timedelta(days=15 * 366))
    return open_to_all(username=name, email=f"secret-{name}@example.org", is_staff=role == "staff")


def _session(user: User) -> str:
    client = Client()
    client.force_login(user)
    return str(client.cookies["sessionid"].value)


def _tomorrow() -> dt.datetime:
    return timezone.now() + dt.timedelta(days=1)


# Who may know what. Whoever talks with Alice knows the words of that chat, and she all of them.
SECRETS: dict[str, set[str]] = {
    **{f"secret-of-alice-and-{NAMES[role]}": {"owner", role} for role in TALKERS},
    **{f"secret-of-{NAMES[role]}-and-alice": {"owner", role} for role in TALKERS},
    **{f"secret-{name}@example.org": {role} for role, name in NAMES.items()},
    "secret-gif": {"owner"},
    "secret-for-friends": {"owner", "other"},
    "secret-film": {"owner"},
    "secret-removed": set(),
    "secret-work": {"owner"},
    "secret-upload": {"owner"},
    "secret-device": {"owner"},
    "secret-notice": {"owner"},
}

EVERYONE = frozenset(ROLES)
MET = EVERYONE - APART
OWNER, FRIENDS, NO_ONE = frozenset({"owner"}), frozenset({"owner", "other"}), frozenset[str]()
VIDEO_SEEN_BY = {"everyone": MET, "friends": FRIENDS, "only_me": OWNER, "removed": NO_ONE, "in_the_works": NO_ONE}


def _peer(_world: World, role: str) -> dict[str, object]:
    return {"name": "bob" if role == "owner" else "alice"}


def _of(found: Callable[[World], object], key: str = "pk") -> Callable[[World, str], dict[str, object]]:
    return lambda world, _role: {key: found(world)}


def _videos(seen_by: dict[str, frozenset[str]]) -> dict[str, Thing]:
    return {
        audience: Thing(_of(lambda world, audience=audience: world.videos[audience].pk), {"pk": NOTHING}, seen)
        for audience, seen in seen_by.items()
    }


# What an address can name: each kind with its cases.
THINGS: dict[str, dict[str, Thing]] = {
    "": {"": Thing(lambda _world, _role: {}, {})},
    "person": {"": Thing(_peer, {"name": NOBODY})},
    "message": {"": Thing(lambda world, role: _peer(world, role) | {"seq": TEXT}, {"name": NOBODY, "seq": TEXT})},
    "link": {
        "": Thing(
            lambda world, role: _peer(world, role) | {"seq": TEXT, "number": 0},
            {"name": NOBODY, "seq": TEXT, "number": 0},
        )
    },
    "picture": {"": Thing(lambda world, role: _peer(world, role) | {"seq": PICTURE}, {"name": NOBODY, "seq": PICTURE})},
    "gif": {
        "private": Thing(_of(lambda world: world.gifs["private"].pk), {"pk": NOTHING}, OWNER),
        "public": Thing(_of(lambda world: world.gifs["public"].pk), {"pk": NOTHING}, MET),
    },
    "pack": {"": Thing(_of(lambda world: world.stickers["offered"].pack_id), {"pk": NOTHING})},
    "notice": {"": Thing(_of(lambda world: world.notice.pk), {"pk": NOTHING}, OWNER)},
    "sticker": {
        "offered": Thing(_of(lambda world: world.stickers["offered"].pk), {"pk": NOTHING}),
        "retired": Thing(_of(lambda world: world.stickers["retired"].pk), {"pk": NOTHING}, NO_ONE),
    },
    "video": _videos(VIDEO_SEEN_BY),
    # What is for oneself alone nobody can be sent.
    "video to share": _videos({case: seen for case, seen in VIDEO_SEEN_BY.items() if case != "only_me"}),
    # Its author sees her own at any stage.
    "own video": _videos(dict.fromkeys(("everyone", "only_me", "in_the_works"), OWNER) | {"removed": NO_ONE}),
    # Taking away what is gone is no mistake.
    "video ever owned": _videos(dict.fromkeys(("everyone", "only_me", "in_the_works", "removed"), OWNER)),
    "failed video": _videos({"in_the_works": OWNER, "everyone": NO_ONE}),
    "export": {"": Thing(_of(lambda world: world.export.pk), {"pk": NOTHING}, OWNER)},
    "upload": {"": Thing(_of(lambda world: world.upload.pk), {"pk": UUID(int=1)}, OWNER)},
    "session": {"": Thing(_of(lambda world: world.device.pk), {"pk": NOTHING}, OWNER)},
    "key": {"": Thing(lambda _world, _role: {"key": "wrong"}, {"key": "gnorw"})},
    "key pk": {"": Thing(lambda _world, _role: {"pk": 1}, {"pk": 2})},
    "reset key": {"": Thing(lambda _world, _role: {"uidb36": "1", "key": "wrong"}, {"uidb36": "2", "key": "wrong"})},
    "avatar": {"": Thing(_of(lambda _world: "face.webp", "file"), {"file": "ecaf.webp"})},
    "sticker file": {"": Thing(_of(lambda _world: "cat.webp", "file"), {"file": "tac.webp"})},
    "emoji": {
        "": Thing(
            lambda _world, _role: {"language": "en", "version": "any"},
            {"language": "xx", "version": "x"},
        )
    },
}
