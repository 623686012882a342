"""A push is handed over and given up in time: whoever stores a message waits for no channel layer."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Iterator

import pytest

from messaging import bus


class Standing:
    """A channel layer that takes everything and finishes nothing. `given_up` counts what was called off."""

    def __init__(self) -> None:
        self.begun = self.given_up = 0

    async def group_send(self, group: str, event: dict[str, str]) -> None:
        self.begun += 1
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.given_up += 1
            raise


@pytest.fixture
def layer(monkeypatch: pytest.MonkeyPatch) -> Iterator[Standing]:
    """It stands still under a loop that goes on, as a server's does."""
    standing, loop = Standing(), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    monkeypatch.setattr(bus, "get_channel_layer", lambda: standing)
    monkeypatch.setattr(bus, "_server_loop", loop)
    monkeypatch.setattr(bus, "PATIENCE", 0.2)
    yield standing
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def test_what_a_channel_layer_does_not_take_is_given_up(layer: Standing, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "messaging.bus"):
        for _push in range(20):
            bus.push("user-1", "<live-frame></live-frame>")
        # The word of it is written after the push was called off, by the loop's own thread.
        deadline = time.monotonic() + 10
        while len(lost(caplog)) < 20 and time.monotonic() < deadline:
            time.sleep(0.01)
    assert (layer.begun, layer.given_up) == (20, 20)
    assert lost(caplog) == ["A push was lost: TimeoutError()"] * 20


def lost(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "messaging.bus"]
