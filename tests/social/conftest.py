"""Alice, Bob and Carol, who don't know each other yet."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from tests.factories import UserFactory


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
