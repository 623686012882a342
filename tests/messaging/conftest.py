"""Alice and Bob follow each other; Carol is a stranger to both."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from channels.layers import channel_layers
from django.test import Client

from accounts.models import User
from messaging import actions
from messaging.models import Case, Thing
from messaging.moderation import roles, subjects
from tests.factories import UserFactory, follow_each_other, send
from tests.layers import RecordingLayer


@pytest.fixture
def alice(db: None) -> User:
    return UserFactory(username="alice")


@pytest.fixture
def bob(alice: User) -> User:
    bob = UserFactory(username="bob")
    follow_each_other(alice, bob)
    return bob


@pytest.fixture
def carol(db: None) -> User:
    return UserFactory(username="carol")


@pytest.fixture
def as_alice(client: Client, alice: User) -> Client:
    """Alice's browser."""
    client.force_login(alice)
    return client


@pytest.fixture
def as_bob(bob: User) -> Client:
    """Bob's browser."""
    client = Client()
    client.force_login(bob)
    return client


@pytest.fixture
def as_carol(carol: User) -> Client:
    """The stranger's browser."""
    client = Client()
    client.force_login(carol)
    return client


@pytest.fixture
def pushed(settings: Any) -> list[tuple[str, dict[str, Any]]]:
    """What goes out to sockets, as (group, event), in order."""
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "tests.layers.RecordingLayer"}}
    RecordingLayer.sent.clear()
    return RecordingLayer.sent


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    """Where the files of this test are kept, and no others."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return tmp_path / "media"


@pytest.fixture
def fresh_layer() -> Iterator[None]:
    """A channel layer belongs to the event loop it has worked on, and each test runs one of its own."""
    channel_layers.backends.clear()
    yield
    channel_layers.backends.clear()


@pytest.fixture
def mod(db: None) -> User:
    user = UserFactory(username="mod")
    roles.enrol(user, roles.MODERATOR)
    return user


@pytest.fixture
def as_mod(mod: User) -> Client:
    """The moderator's browser."""
    client = Client()
    client.force_login(mod)
    return client


@pytest.fixture
def case(alice: User, bob: User) -> Case:
    """Alice has reported a message of Bob's."""
    send(alice, bob, "hello")
    message = send(bob, alice, "give me your password").message
    subject = subjects.find(alice, Thing.MESSAGE, message.thread_id, message.seq)
    return actions.report(reporter=alice, subject=subject, reason="spam", note="help").case
