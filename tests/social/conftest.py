"""Alice, Bob and Carol, who don't know each other yet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from social.models import Video
from social.signals import video_changed, video_liked
from tests.factories import UserFactory, make_video


@pytest.fixture
def alice(db: None) -> User:
    return UserFactory(username="alice")


@pytest.fixture
def bob(alice: User) -> User:
    return UserFactory(username="bob")


@pytest.fixture
def carol(db: None) -> User:
    return UserFactory(username="carol")


@pytest.fixture
def as_alice(client: Client, alice: User) -> Client:
    """Alice's browser."""
    client.force_login(alice)
    return client


@pytest.fixture
def media(settings: Settings, tmp_path: Path) -> Path:
    """A place for uploaded files that this test alone has."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return tmp_path / "media"


@pytest.fixture
def video(carol: User) -> Video:
    """One of Carol's, for everyone."""
    return make_video(carol, caption="A lake")


@pytest.fixture
def as_carol(carol: User) -> Client:
    """Carol's browser."""
    client = Client()
    client.force_login(carol)
    return client


@pytest.fixture
def heard() -> Iterator[list[tuple[Any, ...]]]:
    """What the apps above were told."""
    told: list[tuple[Any, ...]] = []
    receivers = {
        video_changed: lambda video_id, **_rest: told.append(("changed", video_id)),
        video_liked: lambda video_id, actor_id, liked, **_rest: told.append(("liked", video_id, actor_id, liked)),
    }
    for signal, receiver in receivers.items():
        signal.connect(receiver, weak=False)
    yield told
    for signal, receiver in receivers.items():
        signal.disconnect(receiver)
