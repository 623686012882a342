"""What is measured, and the bounds it is held to. Everything that is compared is measured in turn, three times each."""

from __future__ import annotations

import asyncio
import os
import statistics
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.chat import Chat, Outcome, at_rate, chatting, echoes, idle, in_flight, share
from benchmarks.floors import sqlite_loop
from benchmarks.pages import pages
from benchmarks.report import Line, at_least, at_most, told
from benchmarks.servers import World, make_world, serving
from benchmarks.steps import steps
from tests import services
from tests.cluster import make_database

PAIRS, IN_FLIGHT, CROWD = 16, 16, 5000
ROUNDS = 3
WARM_UP, LONG, SHORT = 1.0, 4.0, 3.0  # seconds
STEADY = 20  # letters a second
MANY = int(os.environ.get("MESSAGES", "1000000"))  # in the longest chat of a large site
PROGRAMS = ("daphne", "uvicorn")


@dataclass(slots=True)
class Figures:
    """What was measured of one kind of server, a value a round."""

    rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    own: list[float] = field(default_factory=list)
    delivered: list[float] = field(default_factory=list)
    echo: list[float] = field(default_factory=list)
    lost: int = 0

    def note(self, outcome: Outcome) -> None:
        """Take in a measure of as many letters as possible."""
        self.rates.append(outcome.rate)
        self.cpu.append(outcome.cpu_per_thousand)
        self.own.append(outcome.own_cpu / outcome.seconds)
        self.lost += outcome.lost + outcome.failed


@asynccontextmanager
async def warm(stack: ExitStack, world: World, program: str, count: int = 1) -> AsyncIterator[Chat]:
    """A chat on fresh servers that have answered for a second; they end with `stack`."""
    servers = [stack.enter_context(serving(world, program)) for _n in range(count)]
    async with chatting(servers, world) as chat:
        await in_flight(chat, IN_FLIGHT, WARM_UP)
        yield chat


async def sends(place: Path) -> list[Line]:
    """Letters a second, what each costs and how fast it arrives: beside the textbook, and beside the floors."""
    worlds = {kind: make_world(kind, place, PAIRS, 1) for kind in ("textbook", "ours")}
    figures = {(kind, program): Figures() for program in PROGRAMS for kind in worlds}
    floors = []
    for _round in range(ROUNDS):
        floors.append(sqlite_loop(place, SHORT / 2))
        for (kind, program), noted in figures.items():
            with ExitStack() as stack:
                async with warm(stack, worlds[kind], program) as chat:
                    noted.note(await in_flight(chat, IN_FLIGHT, LONG))
                    steady = await at_rate(chat, STEADY, SHORT)
                    noted.delivered += steady.delivered
                    noted.lost += steady.lost + steady.failed
                    if kind == "textbook":
                        noted.echo += await echoes(chat.servers[0], 40)
    floor = told([floor.rate for floor in floors])
    lines = [Line("raw SQLite loop, synchronous=FULL", f"{floor:,.0f}/s")]
    for program in PROGRAMS:
        lines += compare(program, figures["textbook", program], figures["ours", program], floor)
    return lines


def compare(program: str, textbook: Figures, ours: Figures, floor: float) -> list[Line]:
    """The lines of one server program."""
    rate, cpu = told(ours.rates), told(ours.cpu)
    p50, echo = share(ours.delivered, 0.5), statistics.median(textbook.echo)
    bound = {"daphne": 4, "uvicorn": 6}[program]
    lost, both = ours.lost, f"{told(textbook.rates):,.0f}/s"
    return [
        Line(f"{program}: sends a second", f"{rate:,.0f}/s", both, *at_least(rate / told(textbook.rates), bound)),
        Line(
            f"{program}: processor seconds for 1,000 sends",
            f"{cpu:.2f}",
            f"{told(textbook.cpu):.2f}",
            *at_most(cpu / told(textbook.cpu), 0.25),
        ),
        Line(
            f"{program}: delivered at {STEADY}/s, p50 / p99",
            f"{millis(p50)} / {millis(share(ours.delivered, 0.99))}",
            f"{millis(share(textbook.delivered, 0.5))} / {millis(share(textbook.delivered, 0.99))}",
        ),
        Line(
            f"{program}: p50 beside an echo", f"{p50 * 1000:.1f} ms", f"{echo * 1000:.1f} ms", *at_most(p50 / echo, 4)
        ),
        Line(f"{program}: sends beside the raw loop", f"{rate:,.0f}/s", f"{floor:,.0f}/s", f"{rate / floor:.2f}"),
        Line(f"{program}: lost or failed", str(lost), str(textbook.lost), *at_most(lost, 0)),
        Line(
            f"{program}: the load generator's own share of a core", f"{told(ours.own):.0%}", f"{told(textbook.own):.0%}"
        ),
    ]


def millis(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


async def crowd(place: Path) -> list[Line]:
    """What tabs cost that are only open: in sends, and in memory beside a bare consumer's."""
    ours, textbook = make_world("ours", place, PAIRS, CROWD), make_world("textbook", place, 1, 1)
    cookies, rates, memory = [person["cookie"] for person in ours.idle], dict[bool, list[float]](), []
    with ExitStack() as stack:
        async with warm(stack, ours, "daphne") as chat:
            [server], before = chat.servers, chat.servers[0].memory
            for _round in range(ROUNDS):
                rates.setdefault(False, []).append((await in_flight(chat, IN_FLIGHT, LONG)).rate)
                async with idle(server, "/ws/", cookies) as sockets:
                    memory.append((server.memory - before) / len(sockets))
                    rates.setdefault(True, []).append((await in_flight(chat, IN_FLIGHT, LONG)).rate)
    with serving(textbook, "daphne") as server:
        before = server.memory
        async with idle(server, "/echo/", [""] * CROWD):
            bare = (server.memory - before) / CROWD
    without, within, each = told(rates[False]), told(rates[True]), memory[0]
    return [
        Line(
            f"sends a second with {CROWD:,} idle sockets / with none",
            f"{within:,.0f}/s",
            f"{without:,.0f}/s",
            *at_least(within / without, 0.9),
        ),
        Line(
            "memory of an idle socket / of a bare consumer's",
            f"{each / 1024:.1f} KiB",
            f"{bare / 1024:.1f} KiB",
            *at_most(each / bare, 1.5),
        ),
    ]


async def overload(place: Path) -> list[Line]:
    """Twice as many letters as can be taken."""
    world = make_world("ours", place, PAIRS, 1)
    peaks, goods, slow, lost, refused = [], [], [], 0, 0
    with ExitStack() as stack:
        async with warm(stack, world, "daphne") as chat:
            for _round in range(ROUNDS):
                peaks.append((await in_flight(chat, 2 * IN_FLIGHT, SHORT)).rate)
                outcome = await at_rate(chat, 2 * peaks[-1], LONG, connections=256)
                goods.append(outcome.rate)
                slow.append(share(outcome.answered, 0.99))
                lost += outcome.lost + outcome.failed
                refused += outcome.refused
    peak, good = told(peaks), told(goods)
    return [
        Line("at twice the peak: accepted / peak", f"{good:,.0f}/s", f"{peak:,.0f}/s", *at_least(good / peak, 0.9)),
        Line(
            "at twice the peak: p99 of the accepted",
            f"{told(slow) * 1000:.0f} ms",
            "",
            *at_most(told(slow) * 1000, 250),
        ),
        Line("at twice the peak: accepted and lost", str(lost), f"{refused:,} refused at once", *at_most(lost, 0)),
    ]


async def processes(place: Path) -> list[Line]:
    """One process and two on PostgreSQL and Redis; the two of a pair have their tabs on different ones."""
    figures = {1: Figures(), 2: Figures()}
    with ExitStack() as stack:
        home = stack.enter_context(services.directory())
        database = stack.enter_context(services.postgresql(home, fsync="on"))
        make_database(database)
        urls = {"DATABASE_URL": database, "REDIS_URL": stack.enter_context(services.redis(home))}
        world = make_world("ours", place, PAIRS, 1, **urls)
        for _round in range(ROUNDS):
            for count, noted in figures.items():
                with ExitStack() as servers:
                    async with warm(servers, world, "daphne", count) as chat:
                        noted.note(await in_flight(chat, IN_FLIGHT, LONG))
    one, two = told(figures[1].rates), told(figures[2].rates)
    lost = figures[1].lost + figures[2].lost
    return [
        Line("PostgreSQL and Redis: two processes / one", f"{two:,.0f}/s", f"{one:,.0f}/s", f"{two / one:.2f}"),
        Line("PostgreSQL and Redis: lost or failed", str(lost), "", *at_most(lost, 0)),
        Line("PostgreSQL and Redis: the generator's own share of a core", f"{told(figures[2].own):.0%}"),
    ]


async def profile(place: Path) -> list[Line]:
    """What one send is made of."""
    return steps(place)


async def sqlite_pages(place: Path) -> list[Line]:
    """Pages on a site with a million messages."""
    return pages(place, "SQLite", MANY)


async def postgresql_pages(place: Path) -> list[Line]:
    return pages(place, "PostgreSQL", MANY)


MEASURES: dict[str, Callable[[Path], Any]] = {
    "steps": profile,
    "sends": sends,
    "crowd": crowd,
    "overload": overload,
    "processes": processes,
    "sqlite-pages": sqlite_pages,
    "postgresql-pages": postgresql_pages,
}


def measure(names: Iterable[str], place: Path) -> list[Line]:
    """The lines of the measures called `names`, one after the other."""
    lines: list[Line] = []
    for name in names:
        (own := place / name).mkdir()
        lines += asyncio.run(MEASURES[name](own))
    return lines
