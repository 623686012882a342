"""Many open sockets for a long time, while people sign in, write and sign out: nothing grows, nothing is left open."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from tests.faults.client import CUT_OFF, TOKEN, Wire, wire
from tests.faults.ledger import Ledger, Writer, compare
from tests.faults.report import Line
from tests.faults.stack import SQLITE, Stack, stack

SOCKETS = 500
GROWTH = 1.05
VISIT, SEND, SETTLE = 2.0, 0.5, 5.0  # seconds between visits, between sends, and until what has ended is gone
VISITORS = 4
BURST = 40
LEAVING = 20  # looks, a second apart


@dataclass(frozen=True)
class Sample:
    """What the servers hold: memory in bytes, open files but for the pools', connections, and the pools' own."""

    memory: int
    files: int
    connections: int
    pooled: int


async def run(
    kind: str, static_root: Path, *, early: float, late: float, sockets: int = SOCKETS, most: float = GROWTH
) -> list[Line]:
    """Compare the servers `early` and `late` seconds after the last socket was opened."""
    async with stack(kind, static_root) as site:
        people = await site.people(sockets + VISITORS)
        async with wire(people, keeps_alive=False) as at, AsyncExitStack() as opened:
            homes = itertools.cycle(site.urls)
            for name in people.names[:sockets]:
                await opened.enter_async_context(reading(at, next(homes), name))
            begun, ledger, visits = time.monotonic(), Ledger(), Visits(at, site.urls, people.names[sockets:])
            pairs = zip(people.names[::2], people.names[1::2], strict=True)
            writers = itertools.cycle([ledger.writer(*pair) for pair in pairs])
            before = await live(site, visits, ledger, at, writers, begun + early, sockets)
            after = await live(site, visits, ledger, at, writers, begun + late, sockets)
            findings = await compare(ledger, site)
    growth = after.memory / before.memory
    same = (before.files, before.connections) == (after.files, after.connections)
    held = f"{after.files} files, {after.connections} connections"
    if kind != SQLITE:
        held += f" (and {before.pooled} and {after.pooled} of the pools)"
    figure = f"memory {growth:.3f} x ({before.memory >> 20} to {after.memory >> 20} MB); {held}: "
    figure += f"{'equal' if same else before}; {findings}; {visits.left_open} left open"
    span = f"{late / 60:.1f} min, compared with {early / 60:.1f}"
    done = f"{sockets} sockets, {span}, {visits.count} visits, {findings.stored} sends"
    holds = growth <= most and same and findings.are_sound and visits.count > 0 and not visits.left_open
    return [Line("open sockets", kind, done, figure, f"<= {most} x, equal", holds)]


@asynccontextmanager
async def reading(at: Wire, url: str, name: str) -> AsyncIterator[None]:
    """A socket whose frames are read and forgotten; one that is cut off is opened again, as a browser would."""
    opened = asyncio.Event()

    async def keep() -> None:
        while True:
            with suppress(*CUT_OFF):
                async with at.socket(url, name) as socket:
                    opened.set()
                    await drain(socket)
            await asyncio.sleep(1)

    task = asyncio.create_task(keep())
    await opened.wait()
    yield
    task.cancel()


async def drain(socket: aiohttp.ClientWebSocketResponse) -> None:
    async for _frame in socket:
        pass


async def live(
    site: Stack, visits: Visits, ledger: Ledger, at: Wire, writers: Iterator[Writer], until: float, sockets: int
) -> Sample:
    """Let people come, write and go until then, and look what is held once all is quiet: the last to come may take a
    moment to be gone, what is left of one who never goes stays."""
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(visits.go_on(until))
        tasks.create_task(write(at, site.urls, ledger, writers, until))
    await fill_pools(at, site.urls)
    await asyncio.sleep(SETTLE)
    for _time in range(LEAVING):
        held = await asyncio.to_thread(sample, site)
        if held.connections <= sockets:
            break
        await asyncio.sleep(1)
    return held


async def fill_pools(at: Wire, urls: list[str]) -> None:
    """Ask as much at once as there are threads and more: the pools, which breathe, have their full size then."""
    for _time in range(3):
        await asyncio.gather(*(at.sync(url, name, stamp=0) for url in urls for name in at.people.names[:BURST]))


async def write(at: Wire, urls: list[str], ledger: Ledger, writers: Iterator[Writer], until: float) -> None:
    homes = itertools.cycle(urls)
    while time.monotonic() < until:
        writer = next(writers)
        await ledger.post(at, next(homes), writer, writer.next())
        await asyncio.sleep(SEND)


class Visits:
    """People who sign in, look in, write and sign out, one after the other."""

    def __init__(self, at: Wire, urls: list[str], names: list[str]) -> None:
        self.at, self.urls, self.names = at, itertools.cycle(urls), itertools.cycle(names)
        self.count = self.left_open = 0

    async def go_on(self, until: float) -> None:
        while time.monotonic() < until:
            with suppress(*CUT_OFF):
                await self.visit(next(self.urls), next(self.names))
            await asyncio.sleep(VISIT)

    async def visit(self, url: str, name: str) -> None:
        people = self.at.people
        form = {"login": name, "password": people.password}
        headers = {"Cookie": f"{people.csrf}={TOKEN}", "X-CSRFToken": TOKEN}
        [session_cookie] = people.cookies[name]
        address = f"{url}/accounts/login/"
        async with self.at.session.post(address, data=form, headers=headers, allow_redirects=False) as answer:
            people.cookies[name][session_cookie] = answer.cookies[session_cookie].value
        async with self.at.socket(url, name) as socket:
            peer = next(other for other in people.names[-VISITORS:] if other != name)
            await self.at.ask("POST", f"{url}/messages/@{peer}/typing", name)
            await self.at.ask("POST", f"{url}/accounts/logout/", name)
            try:
                await asyncio.wait_for(drain(socket), 30)
            except TimeoutError:
                self.left_open += 1
        self.count += 1


def sample(site: Stack) -> Sample:
    pooled = 0
    if site.kind != SQLITE:
        counted = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = 'paperplane' AND pid <> pg_backend_pid()"
        [(pooled,)] = site.query(counted)
        # Redis is asked through as many connections as are needed at once; they stay, as those to the database do.
        pooled += established(urlsplit(site.environment["REDIS_URL"]).port or 0)
    memory = sum(resident(server.pid) for server in site.servers)
    files = sum(len(list(Path(f"/proc/{server.pid}/fd").iterdir())) for server in site.servers)
    return Sample(memory, files - pooled, sum(established(server.port) for server in site.servers), pooled)


def resident(pid: int) -> int:
    """The memory of a process that is no file's, in bytes."""
    told = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return int(told["VmRSS"].split()[0]) * 1024


def established(port: int) -> int:
    """How many connections a local port holds."""
    lines = [
        line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]
    ]
    return sum(fields[1].endswith(f":{port:04X}") and fields[3] == "01" for fields in lines)
