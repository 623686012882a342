"""People and chats for tests. Names tell who they are: Alice and Bob talk, Carol is the stranger."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import factory
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import MessagePrivacy, User
from messaging import actions
from messaging.actions import Sent
from messaging.models import Kind
from messaging.payload import Payload
from social.models import Follow, State, Video
from tests import videos

PASSWORD = "a long enough password"  # noqa: S105


class UserFactory(DjangoModelFactory[User]):
    """A grown-up with the default setting."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person{n}")
    display_name = factory.LazyAttribute(lambda user: user.username.capitalize())
    birthdate = dt.date(1995, 5, 17)
    welcomed_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def password(self: User, create: bool, extracted: str | None, **_kwargs: object) -> None:
        """Hashing is slow on purpose: only those who sign in by password get one."""
        if extracted:
            self.set_password(extracted)
            self.save(update_fields=["password"])


def follow_each_other(one: User, other: User) -> None:
    Follow.objects.create(follower=one, followed=other)
    Follow.objects.create(follower=other, followed=one)


def friends(*names: str) -> list[User]:
    """Accounts with these names who all follow each other."""
    people = [UserFactory(username=name) for name in names]
    for index, one in enumerate(people):
        for other in people[index + 1 :]:
            follow_each_other(one, other)
    return people


def open_to_all(**fields: object) -> User:
    """Somebody who accepts messages from everyone."""
    return UserFactory(message_privacy=MessagePrivacy.EVERYONE, **fields)


def text(words: str = "hello", **fields: object) -> Payload:
    """A text on its way."""
    return Payload(**({"client_id": uuid4(), "kind": Kind.TEXT, "text": words} | fields))  # type: ignore[arg-type]


def send(sender: User, recipient: User, words: str = "hello", **fields: object) -> Sent:
    """Send a text the way the site does."""
    return actions.send_message(sender_id=sender.pk, recipient_id=recipient.pk, payload=text(words, **fields))


def share(sender: User, recipient: User, video: Video, words: str = "") -> Sent:
    """Share a video the way the site does."""
    return send(sender, recipient, words, kind=Kind.VIDEO, video_id=video.pk)


def make_video(author: User, **fields: object) -> Video:
    """A video that can be played: a second of moving colours, 90 x 160 pixels, for everyone unless `fields` say else.

    Its files are real, and of this run: all of them are the one clip, but for the poster.
    """
    film, poster = videos.clip(), videos.poster()
    names = {
        "file": store_video(film, "mp4"),
        "small_file": store_video(film, "mp4"),
        "preview": store_video(film, "mp4"),
        "poster": store_video(poster, "jpg"),
    }
    ready = {"state": State.READY, "ready_at": timezone.now(), "duration_ms": 1000, "width": 90, "height": 160}
    return Video.objects.create(author=author, **(names | ready | {"progress": 100} | fields))


def store_video(content: bytes, ending: str) -> str:
    """Put a file where those of videos are; answers its name in the storage."""
    return default_storage.save(f"videos/{uuid4().hex}.{ending}", ContentFile(content))
