"""Beside others: `make bench-peers`, or `python -m benchmarks.peers [--write] [peer...]`.

Installs what it measures into var/peers (Prosody and PostgreSQL come from the system), takes about ten minutes, prints
a table. `--write` puts it into docs/performance.md.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, ExitStack, asynccontextmanager
from pathlib import Path

from benchmarks import report
from benchmarks.chat import Chat, at_rate, chatting, in_flight, share
from benchmarks.measures import IN_FLIGHT, LONG, PAIRS, ROUNDS, STEADY, WARM_UP, Figures, millis
from benchmarks.peers import private_chat, prosody, synapse
from benchmarks.report import Line, at_most, told
from benchmarks.servers import Server, make_world, serving
from tests import services
from tests.cluster import make_database

PEERS = {"prosody": prosody, "synapse": synapse, "private-chat": private_chat}
OURS = {"SQLite": "Paperplane, daphne, SQLite", "PostgreSQL": "Paperplane, daphne, PostgreSQL"}
# Which of ours stands beside which peer: on the same database.
BESIDE = {"prosody": "PostgreSQL", "synapse": "SQLite", "private-chat": "SQLite"}
# How much processor time a send may take beside theirs.
BOUNDS = {"synapse": 1 / 8}

# Seconds until one that does not start, its installation included, or a round that does not end, is given up.
START_PATIENCE, ROUND_PATIENCE = 900.0, 120.0

Talking = Callable[[Path, int], AbstractAsyncContextManager[Chat]]


def directory(place: Path) -> Path:
    place.mkdir()
    return place


@asynccontextmanager
async def ours_on_sqlite(place: Path, pairs: int) -> AsyncIterator[Chat]:
    world = make_world("ours", directory(place), pairs, 1)
    with serving(world, "daphne") as server:
        async with chatting([server], world) as chat:
            yield chat


@asynccontextmanager
async def ours_on_postgresql(place: Path, pairs: int) -> AsyncIterator[Chat]:
    """As one process, without Redis; the database's processor time counts."""
    with ExitStack() as stack:
        home = stack.enter_context(services.directory())
        url = stack.enter_context(services.postgresql(home, fsync="on"))
        make_database(url)
        world = make_world("ours", directory(place), pairs, 1, DATABASE_URL=url)
        server = stack.enter_context(serving(world, "daphne"))
        async with chatting([server], world) as chat:
            chat.behind.append(Server(prosody.postmaster(home), 0))
            yield chat


OURS_ON: dict[str, Talking] = {"SQLite": ours_on_sqlite, "PostgreSQL": ours_on_postgresql}


async def one_round(chat: Chat, noted: Figures) -> None:
    """As many letters as possible, and then a steady few."""
    async with asyncio.timeout(ROUND_PATIENCE):
        await in_flight(chat, IN_FLIGHT, WARM_UP)
        busy = await in_flight(chat, IN_FLIGHT, LONG)
        noted.note(busy)
        steady = await at_rate(chat, STEADY, LONG)
        noted.delivered += steady.delivered
        noted.lost += steady.lost + steady.failed + steady.refused + busy.refused


async def measure(names: list[str], place: Path) -> list[Line]:
    """One peer after the other, and ours beside it: the two take turns. Whoever can't be measured has a line that says
    so, and costs the others nothing."""
    lines: list[Line] = []
    for name in names:
        try:
            lines += compare(name, *await beside(name, place))
        except Exception as reason:  # noqa: BLE001
            lines.append(Line(f"{PEERS[name].NAME}: not measured", f"{type(reason).__name__}: {reason}".strip(": ")))
    return lines


async def beside(name: str, place: Path) -> tuple[Figures, Figures]:
    """The figures of ours and of a peer, which take turns: ours, theirs, ours, theirs, on the same kind of database."""
    makers: tuple[Talking, ...] = (OURS_ON[BESIDE[name]], PEERS[name].talking)
    home = directory(place / name)
    async with AsyncExitStack() as stack:
        pair = []
        for number, maker in enumerate(makers):
            async with asyncio.timeout(START_PATIENCE):
                pair.append((await stack.enter_async_context(maker(home / str(number), PAIRS)), Figures()))
        for _round in range(ROUNDS):
            for chat, noted in pair:
                await one_round(chat, noted)
    (_ours, ours), (_theirs, theirs) = pair
    return ours, theirs


def compare(name: str, ours: Figures, theirs: Figures) -> list[Line]:
    """The lines of one peer, beside ours on the same database."""
    peer, kind = PEERS[name].named(), BESIDE[name]
    rate, cpu = told(ours.rates), told(ours.cpu)
    ratio = cpu / told(theirs.cpu)
    bound = at_most(ratio, BOUNDS[name]) if name in BOUNDS else (f"{ratio:.2f}",)
    return [
        Line(
            f"{OURS[kind]} / {peer}: sends a second",
            f"{rate:,.0f}/s",
            f"{told(theirs.rates):,.0f}/s",
            f"{rate / told(theirs.rates):.2f}",
        ),
        Line("processor seconds for 1,000 sends", f"{cpu:.2f}", f"{told(theirs.cpu):.2f}", *bound),
        Line(f"delivered at {STEADY}/s, p50 / p99", times(ours), times(theirs)),
        Line("lost, failed or turned away", str(ours.lost), str(theirs.lost)),
        Line("the load generator's own share of a core", f"{told(ours.own):.0%}", f"{told(theirs.own):.0%}"),
    ]


def times(noted: Figures) -> str:
    return f"{millis(share(noted.delivered, 0.5))} / {millis(share(noted.delivered, 0.99))}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("peers", nargs="*", metavar="peer", help=f"of {', '.join(PEERS)} (all)")
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    options = parser.parse_args()
    names = options.peers or list(PEERS)
    if unknown := set(names) - PEERS.keys():
        parser.error(f"There is no peer called {', '.join(sorted(unknown))}.")
    # Ended from outside, the servers of others end too.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    with tempfile.TemporaryDirectory(prefix="paperplane-peers-") as place:
        lines = asyncio.run(measure(names, Path(place)))
    sys.stdout.write(report.table(lines) + "\n")
    if options.write:
        report.put(lines, report.PEERS_START, report.PEERS_END)
    return 0


if __name__ == "__main__":
    sys.exit(main())
