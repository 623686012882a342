"""A cache that goes away takes nothing with it: no answer, no thread, no limit."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from config import shared_cache
from config.shared_cache import SharedCache
from tests import services
from tests.ports import LOOPBACK, free_port

PARAMS = {"KEY_PREFIX": "paperplane"}


def cache_at(port: int) -> SharedCache:
    cache = SharedCache(f"redis://{LOOPBACK}:{port}/0", PARAMS)
    cache.clear()
    return cache


@pytest.fixture
def silent() -> Iterator[int]:
    """A port where somebody takes every call and never says a word."""
    with socket.create_server((LOOPBACK, 0), backlog=64) as listening:
        yield listening.getsockname()[1]


def all_of_it(cache: SharedCache) -> None:
    """Everything that a cache is asked for."""
    assert cache.get("a", "nothing") == "nothing"
    cache.set("a", 1)
    assert cache.get("a") == 1
    assert cache.add("a", 2) is False
    assert cache.incr("a") == 2
    assert cache.touch("a", 60)
    assert cache.has_key("a")
    cache.set_many({"b": 3, "c": 4}, 60)
    assert cache.get_many(["a", "b", "nothing"]) == {"a": 2, "b": 3}
    assert cache.delete("a")
    cache.delete_many(["b", "c"])
    assert cache.get_many(["a", "b", "c"]) == {}


def test_without_redis_a_process_remembers_by_itself() -> None:
    all_of_it(cache_at(free_port()))


def test_a_redis_that_stands_still_is_waited_for_once(silent: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_cache, "PAUSE", 60.0)
    started = time.monotonic()
    all_of_it(cache_at(silent))
    # A dozen questions, and one patience; the rest is for a machine that is busy with other things.
    assert time.monotonic() - started < 10 * shared_cache.PATIENCE


@pytest.mark.services
def test_redis_is_used_again_as_soon_as_it_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_cache, "PAUSE", 0.0)
    with services.directory() as place, ExitStack() as running:
        url = running.enter_context(services.redis(place))
        one, other = (SharedCache(url, PARAMS) for _n in range(2))
        all_of_it(one)
        one.set("a", "told to all")
        assert other.get("a") == "told to all"
        running.close()
        assert one.get("a") is None
        port = int(url.rsplit(":", 1)[1].split("/")[0])
        with services.service(services.redis_command(port), lambda: services.answers(port), place):
            one.set("a", "told again")
            assert other.get("a") == "told again"
