"""People who write to each other: what a measure asks a server to do, and what came of it."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import uuid4

from benchmarks.servers import Server, World
from benchmarks.wires import Gone, Request, Socket
from benchmarks.worlds import TOKEN

MARK = re.compile(rb"letter (\d+)x")
SETTLE = 5.0  # seconds that what was accepted has to arrive
OPENING = 50  # sockets that are opened at once
HEAD = (
    "POST /messages/@{name}/ HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nCookie: {cookie}\r\n"
    "X-CSRFToken: {token}\r\nHX-Request: true\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    "Content-Length: {length}\r\n\r\n{body}"
)


@dataclass(slots=True)
class Outcome:
    """What became of the letters of one measure; times in seconds."""

    seconds: float = 0.0
    cpu: float = 0.0
    own_cpu: float = 0.0
    accepted: int = 0
    refused: int = 0
    failed: int = 0
    held_back: int = 0
    lost: int = 0
    answered: list[float] = field(default_factory=list)
    delivered: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Accepted letters a second."""
        return self.accepted / self.seconds

    @property
    def cpu_per_thousand(self) -> float:
        """Processor seconds of the server for a thousand accepted letters."""
        return self.cpu / self.accepted * 1000


def share(times: list[float], part: float) -> float:
    """The time within which `part` of `times` lie."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else float("nan")


class Chat:
    """Every person of the pairs has a tab open; letters go from the first of a pair to the second."""

    def __init__(self, servers: list[Server], world: World) -> None:
        self.servers, self.world = servers, world
        self.behind: list[Server] = []  # whose processor time counts, too: a database
        self.number = 0
        self.begun: dict[int, float] = {}
        self.seen: dict[int, float] = {}
        self.sockets: list[Socket] = []

    def arrive(self, frame: bytes) -> None:
        now = time.perf_counter()
        for mark in MARK.findall(frame):
            self.seen.setdefault(int(mark), now)

    async def send(self, connection: Request, pair: int, outcome: Outcome) -> int | None:
        """Write one letter; the pause that was asked for, in seconds, where it was refused for now."""
        self.number += 1
        number = self.number
        started = self.begun[number] = time.perf_counter()
        try:
            answer = await connection.ask(self.letter(pair, number))
        except Gone:
            outcome.failed += 1
            return 1
        if answer.status == 201:
            outcome.accepted += 1
            outcome.answered.append(time.perf_counter() - started)
            return None
        del self.begun[number]
        if answer.status == 503 and answer.retry_after is not None:
            outcome.refused += 1
            return answer.retry_after
        outcome.failed += 1
        return None

    def letter(self, pair: int, number: int) -> bytes:
        sender, recipient = self.world.pairs[pair % len(self.world.pairs)]
        body = urlencode({"client_id": uuid4(), "text": f"letter {number}x, and a few words more, as people write"})
        told = {"name": recipient["name"], "cookie": sender["cookie"], "host": "127.0.0.1", "token": TOKEN}
        return HEAD.format(**told, length=len(body), body=body).encode()

    async def connection(self, number: int) -> Request:
        """A connection to the one of the servers whose turn it is."""
        return await Request.open(self.servers[number % len(self.servers)].port)

    @property
    def cpu(self) -> float:
        """Processor seconds that all servers have taken."""
        return sum(server.cpu for server in (*self.servers, *self.behind))

    @asynccontextmanager
    async def measured(self) -> AsyncIterator[Outcome]:
        """Count what is done within the block, and wait at its end for what is still under way."""
        self.begun.clear()
        self.seen.clear()
        outcome = Outcome()
        cpu, own, started = self.cpu, time.process_time(), time.perf_counter()
        yield outcome
        outcome.seconds = time.perf_counter() - started
        deadline = started + outcome.seconds + SETTLE
        while self.begun.keys() - self.seen.keys() and time.perf_counter() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        outcome.cpu, outcome.own_cpu = self.cpu - cpu, time.process_time() - own
        outcome.delivered = [self.seen[n] - begun for n, begun in self.begun.items() if n in self.seen]
        outcome.lost = len(self.begun) - len(outcome.delivered) - outcome.failed


@asynccontextmanager
async def chatting(servers: list[Server], world: World) -> AsyncIterator[Chat]:
    """A chat whose people have their tabs open: with several servers, the two of a pair on different ones."""
    chat = Chat(servers, world)
    try:
        for sender, recipient in world.pairs:
            chat.sockets.append(await Socket.open(servers[0].port, "/ws/", sender["cookie"], ignore))
            chat.sockets.append(await Socket.open(servers[-1].port, "/ws/", recipient["cookie"], chat.arrive))
        yield chat
    finally:
        for socket in chat.sockets:
            socket.close()


def ignore(_frame: bytes) -> None:
    """A tab that is only there."""


async def in_flight(chat: Chat, count: int, seconds: float) -> Outcome:
    """`count` people who write the next letter as soon as the last is answered; one who is refused waits as told."""
    connections = [await chat.connection(n) for n in range(count)]
    async with chat.measured() as outcome:
        deadline = time.perf_counter() + seconds

        async def write(pair: int, connection: Request) -> None:
            while time.perf_counter() < deadline:
                pause = await chat.send(connection, pair, outcome)
                if pause is not None:
                    await asyncio.sleep(pause)

        await asyncio.gather(*(write(n, connection) for n, connection in enumerate(connections)))
    for connection in connections:
        connection.transport.close()
    return outcome


async def at_rate(chat: Chat, rate: float, seconds: float, connections: int = 16) -> Outcome:
    """Letters that come at their own time, `rate` a second, whatever has become of those before. At most `connections`
    are under way at once; what finds none free is never sent, as behind a proxy."""
    free = [await chat.connection(n) for n in range(connections)]
    everybody, under_way = list(free), set[asyncio.Task[None]]()

    async def write(number: int, connection: Request) -> None:
        await chat.send(connection, number, outcome)
        if connection.transport.is_closing():
            everybody.append(connection := await chat.connection(number))
        free.append(connection)

    async with chat.measured() as outcome:
        started = time.perf_counter()
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, started + number / rate - time.perf_counter()))
            if not free:
                outcome.held_back += 1
                continue
            task = asyncio.create_task(write(number, free.pop()))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
        if under_way:
            await asyncio.wait(under_way)
    for connection in everybody:
        connection.transport.close()
    return outcome


@asynccontextmanager
async def idle(server: Server, path: str, cookies: list[str]) -> AsyncIterator[list[Socket]]:
    """So many tabs that are only open."""
    sockets: list[Socket] = []
    try:
        for start in range(0, len(cookies), OPENING):
            some = cookies[start : start + OPENING]
            sockets += await asyncio.gather(*(Socket.open(server.port, path, cookie, ignore) for cookie in some))
        yield sockets
    finally:
        for socket in sockets:
            socket.close()
        await asyncio.sleep(0.5)


async def echoes(server: Server, count: int, cookie: str = "") -> list[float]:
    """How long `count` short frames take to come back through Channels, one after the other, 20 a second."""
    back: asyncio.Queue[float] = asyncio.Queue()
    socket = await Socket.open(server.port, "/echo/", cookie, lambda _frame: back.put_nowait(time.perf_counter()))
    times = []
    for _n in range(count):
        started = time.perf_counter()
        socket.send(b"letter")
        times.append(await back.get() - started)
        await asyncio.sleep(0.05)
    socket.close()
    return times
