"""The world of the gate, and a place for its files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from channels.layers import channel_layers

from tests.gate.world import World


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Path) -> World:
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.PAPERPLANE_GIF_PROVIDER = "tests.messaging.gif_service.Service"
    return World()


@pytest.fixture
def fresh_layer() -> Iterator[None]:
    """A channel layer belongs to the event loop it has worked on, and each test runs one of its own."""
    channel_layers.backends.clear()
    yield
    channel_layers.backends.clear()
