"""Where a send spends its time: `python -m benchmarks.steps` (or `make bench ARGS=steps`).

One thread, no server, no socket: the handler is given requests as a server would give them. The number of Python calls
is the same on a busy machine and on an idle one.
"""

from __future__ import annotations

import asyncio
import cProfile
import json
import os
import pstats
import sys
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from benchmarks.report import Line
from benchmarks.servers import make_world, run
from benchmarks.worlds import TOKEN

SENDS = 300
# Functions whose time, with all they call, is told of; what is left of the whole is Django's and allauth's middleware.
PARTS = {
    "the view and all below it": ("messaging/views/conversation.py", "chat"),
    "of that: checking the form": ("django/forms/forms.py", "is_valid"),
    "of that: statements": ("accounts/prepared.py", "__call__"),
    "of that: the commit": ("config/sqlite/base.py", "_commit"),
    "of that: two frames, drawn and handed out": ("messaging/live.py", "message_sent"),
}


def steps(place: Path) -> list[Line]:
    """The lines that `measure` prints, from a process of its own."""
    world = make_world("ours", place, 4, 1)
    told = {"BENCHMARK_PAIRS": json.dumps(world.pairs), "DJANGO_SETTINGS_MODULE": "config.settings"}
    return [Line(*line) for line in json.loads(run(["-m", "benchmarks.steps", "inside"], world.environment | told))]


def measure(pairs: list[Any]) -> list[tuple[str, str]]:
    """Send, and tell how many calls that takes and where the time goes."""
    from accounts import remembered  # noqa: PLC0415  (there are no settings before the environment is made)
    from config import asgi  # noqa: F401, PLC0415  (it sets Django up)
    from config.handler import Handler  # noqa: PLC0415
    from messaging import bus  # noqa: PLC0415

    remembered.SECONDS = 3600.0  # as on a machine that sends hundreds in its second
    handler, loop = Handler(), asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()
    bus.remember_loop(loop)
    for n in range(20):
        send(handler, pairs[n % len(pairs)])
    spent = time.thread_time()
    for n in range(SENDS):
        send(handler, pairs[n % len(pairs)])
    spent = time.thread_time() - spent
    profile = cProfile.Profile()
    profile.enable()
    for n in range(SENDS):
        send(handler, pairs[n % len(pairs)])
    profile.disable()
    stats: Any = pstats.Stats(profile)
    lines = [
        ("one send: Python calls", f"{stats.total_calls / SENDS:,.0f}"),
        ("one send: processor time of its thread", f"{spent / SENDS * 1e6:,.0f} us"),
    ]
    for what, (file, function) in PARTS.items():
        seconds = sum(row[3] for key, row in stats.stats.items() if key[0].endswith(file) and key[2] == function)
        lines.append((what, f"{seconds / stats.total_tt:.0%}"))
    return lines


def send(handler: Any, pair: list[dict[str, str]]) -> None:
    sender, recipient = pair
    body = urlencode({"client_id": uuid4(), "text": "a letter, and a few words more, as people write"}).encode()
    headers = {
        "host": "127.0.0.1",
        "origin": "http://127.0.0.1",
        "cookie": sender["cookie"],
        "x-csrftoken": TOKEN,
        "hx-request": "true",
        "content-type": "application/x-www-form-urlencoded",
        "content-length": str(len(body)),
    }
    scope = {
        "type": "http",
        "method": "POST",
        "scheme": "http",
        "path": f"/messages/@{recipient['name']}/",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    answer = handler.respond(scope, body)
    if answer.status != 201:
        raise RuntimeError(f"{answer.status}: {answer.content[:500]!r}")


def main(arguments: list[str]) -> None:
    if arguments == ["inside"]:
        sys.stdout.write(json.dumps(measure(json.loads(os.environ["BENCHMARK_PAIRS"]))))
        return
    with TemporaryDirectory(prefix="paperplane-bench-") as place:
        for line in steps(Path(place)):
            sys.stdout.write(f"{line.what}: {line.here}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
