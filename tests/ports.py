"""Ports of this machine."""

from __future__ import annotations

import random
import socket
from contextlib import suppress

LOOPBACK = "127.0.0.1"


# Below those that the system gives to whoever calls out: what is free now is not taken by chance a moment later.
OURS = range(15_000, 32_000)


def free_port() -> int:
    """A port that nobody listens on now."""
    while True:
        port = random.SystemRandom().choice(OURS)
        with suppress(OSError), socket.create_server((LOOPBACK, port)):
            return port


def answers(port: int) -> bool:
    """Whether somebody listens on `port`."""
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) == 0
