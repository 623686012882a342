"""How long pages take on a site with many messages, beside one with few: see benchmarks.large.

One thread and no server: the handler is asked as a server would ask it. Two such processes, one with each site, are
asked in turn.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.report import Line, at_most
from benchmarks.servers import ENVIRONMENT, run
from tests import services
from tests.cluster import make_database

SMALL, HUB = (10_000, 0, 0), 100_000
ROUNDS, TIMES = 5, 12
# How many times as long a page may take on the large site; the others may take 1.2 times as long.
BOUNDS = {"search, a rare word": 2.0, "search, the commonest word": None, "template of a thread": None}

Times = dict[str, dict[str, list[float]]]


def pages(place: Path, kind: str, messages: int) -> list[Line]:
    """The pages of a reader at 10,000 messages and at more than `messages`, of somebody with 100,000 chats, and of a
    chat of `messages`; `kind` is "SQLite" or "PostgreSQL"."""
    large = (messages + HUB + SMALL[0], HUB, messages)
    taken: dict[str, Times] = {}
    with ExitStack() as stack:
        asked = {}
        for name, size in (("small", SMALL), ("large", large)):
            environment = stack.enter_context(database(place / name, kind))
            told = run(["-m", "benchmarks.large", *map(str, size)], environment)
            asked[name] = stack.enter_context(asking(environment, told))
            taken[name] = defaultdict(lambda: defaultdict(list))
        for number in range(ROUNDS + 1):
            for name, process in asked.items():
                for who, times in rounds(process).items():
                    for page, some in times.items():
                        # The first round fills what a process remembers.
                        taken[name][who][page] += some if number else []
    return list(lines(kind, messages, taken["small"]["reader"], taken["large"]))


def lines(kind: str, messages: int, small: dict[str, list[float]], large: Times) -> Iterator[Line]:
    before = statistics.median(small["template of a thread"]) * 1000
    for page, times in small.items():
        what = f"{kind}, {messages:,} messages / 10,000: {page}"
        yield line(what, large["reader"][page], times, BOUNDS.get(page, 1.2))
    yield Line(
        f"{kind}: template of a thread of 50 messages, beside 3.1 ms",
        f"{before:.2f} ms",
        "3.10 ms",
        *at_most(before / 3.1, 1 / 3),
    )
    for who, what in (("hub", f"{HUB:,} chats"), ("giant", f"a chat of {messages:,} messages")):
        for page in ("inbox", "thread"):
            yield line(f"{kind}, {what}: {page}", large[who][page], large["reader"][page], 1.2)
    common = statistics.median(large["giant"]["search, the commonest word"]) * 1000
    yield Line(
        f"{kind}: the commonest word, of {messages:,} messages of one's own",
        f"{common:.1f} ms",
        "",
        *at_most(common, 200),
    )


def line(what: str, here: list[float], beside: list[float], bound: float | None) -> Line:
    one, other = statistics.median(here), statistics.median(beside)
    ratio = one / other
    told = at_most(ratio, bound) if bound else (f"{ratio:.2f}",)
    return Line(what, f"{one * 1000:.2f} ms", f"{other * 1000:.2f} ms", *told)


@contextmanager
def database(place: Path, kind: str) -> Iterator[dict[str, str]]:
    """The environment of a site with an empty database of its own."""
    place.mkdir()
    told = ENVIRONMENT | {"STATIC_ROOT": str(place / "static"), "MEDIA_ROOT": str(place / "media")}
    with ExitStack() as stack:
        if kind == "PostgreSQL":
            url = stack.enter_context(services.postgresql(stack.enter_context(services.directory())))
            make_database(url)
        else:
            url = f"sqlite:///{place / 'site.sqlite3'}"
        told |= {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings"}
        run(["manage.py", "collectstatic", "--no-input", "--verbosity", "0"], told)
        yield told


@contextmanager
def asking(environment: dict[str, str], told: str) -> Iterator[subprocess.Popen[str]]:
    """A process that asks a round of pages for every line it is given."""
    command = [sys.executable, "-m", "benchmarks.pages"]
    own = os.environ | environment | {"BENCHMARK_ASKED": told}
    process = subprocess.Popen(command, env=own, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.communicate(timeout=30)


def rounds(process: subprocess.Popen[str]) -> dict[str, dict[str, list[float]]]:
    assert process.stdin  # noqa: S101  (it is a pipe, as the other is)
    assert process.stdout  # noqa: S101
    process.stdin.write("\n")
    process.stdin.flush()
    answer: dict[str, dict[str, list[float]]] = json.loads(process.stdout.readline())
    return answer


def answer_rounds(asked: dict[str, Any]) -> None:
    """A round for every line of standard input: each page some times over, its seconds as JSON."""
    from config import asgi  # noqa: F401, PLC0415  (it sets Django up)
    from config.handler import Handler  # noqa: PLC0415

    handler, drawing = Handler(), watch_templates()
    for _line in sys.stdin:
        told: Times = defaultdict(lambda: defaultdict(list))
        for who, one in asked.items():
            for page, address in one["pages"].items():
                for _n in range(TIMES):
                    drawing.clear()
                    began = time.perf_counter()
                    ask(handler, address, one["cookie"])
                    told[who][page].append(time.perf_counter() - began)
                    if page == "thread":
                        told[who]["template of a thread"].append(sum(drawing))
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


def watch_templates() -> list[float]:
    """A list that gets the seconds of every template drawn from now on."""
    from django.template.backends import django as engine  # noqa: PLC0415

    took: list[float] = []
    render = engine.Template.render

    def timed(self: Any, *arguments: Any, **named: Any) -> Any:
        began = time.perf_counter()
        try:
            return render(self, *arguments, **named)
        finally:
            took.append(time.perf_counter() - began)

    engine.Template.render = timed  # type: ignore[method-assign]
    return took


def ask(handler: Any, address: str, cookie: str) -> None:
    path, _mark, query = address.partition("?")
    headers = [(b"host", b"127.0.0.1"), (b"cookie", cookie.encode())]
    scope = {"type": "http", "method": "GET", "scheme": "http", "path": path, "query_string": query.encode()}
    answer = handler.respond(scope | {"headers": headers}, b"")
    if answer.status != 200:
        raise RuntimeError(f"{address}: {answer.status}")


if __name__ == "__main__":
    answer_rounds(json.loads(os.environ["BENCHMARK_ASKED"]))
