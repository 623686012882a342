"""django-private-chat2 on daphne: a letter is a frame of the writer's socket, and is read on the reader's."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from benchmarks.peers.running import environment, environment_with, last_line, started
from benchmarks.peers.talk import Talk
from benchmarks.servers import Server
from benchmarks.wires import Socket
from config.environment import BASE_DIR
from tests.ports import free_port
from tests.services import CannotServe

NAME = "django-private-chat2 1.0.2, daphne, SQLite"
REQUIREMENTS = ("django-private-chat2==1.0.2", "daphne==4.2.3", "Django==5.2.19")
TEXT_MESSAGE = 3
# What both sides are told once a letter is in the database, by the number that its writer gave it, below zero.
STORED = re.compile(rb'"random_id": -(\d+), "db_id"')


class PrivateChat(Talk):
    """A letter counts as seen when its reader is told that it is stored: the text itself comes before that."""

    def __init__(self, server: Server, people: list[list[dict[str, str]]]) -> None:
        super().__init__([server], len(people))
        self.people = people
        self.waiting: dict[int, asyncio.Future[bool]] = {}
        self.writers: list[Socket] = []
        self.readers: list[Socket] = []

    async def meet(self, port: int) -> None:
        for writer, reader in self.people:
            self.writers.append(await Socket.open(port, "/chat_ws", writer["cookie"], self.accepted))
            self.readers.append(await Socket.open(port, "/chat_ws", reader["cookie"], self.arrive))

    def accepted(self, frame: bytes) -> None:
        for number in numbers(frame):
            if number in self.waiting:
                self.waiting.pop(number).set_result(True)

    def arrive(self, frame: bytes) -> None:
        now = time.perf_counter()
        for number in numbers(frame):
            self.seen.setdefault(number, now)

    async def say(self, connection: Any, pair: int, number: int, text: str) -> bool:
        stored: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self.waiting[number] = stored
        told = {"msg_type": TEXT_MESSAGE, "text": text, "user_pk": self.people[pair][1]["pk"], "random_id": -number}
        self.writers[pair].send(json.dumps(told, separators=(",", ":")).encode())
        return await stored


def numbers(frame: bytes) -> list[int]:
    return [int(number) for number in STORED.findall(frame)]


def prepare(python: Path, place: Path, pairs: int, own: dict[str, str]) -> list[list[dict[str, str]]]:
    """Who is in a database of their own. Raises CannotServe."""
    place.mkdir()
    make = [str(python), "-m", "benchmarks.peers.site.people", str(pairs)]
    made = subprocess.run(make, env=own, cwd=BASE_DIR, capture_output=True, text=True, check=False)
    if made.returncode:
        raise CannotServe(f"django-private-chat2 has no people: {last_line(made.stderr)}")
    people: list[list[dict[str, str]]] = json.loads(made.stdout)
    return people


def named() -> str:
    return NAME


@asynccontextmanager
async def talking(place: Path, pairs: int) -> AsyncIterator[Talk]:
    """People of a site that has nothing but this package. Raises CannotServe."""
    python = await asyncio.to_thread(environment_with, "private-chat", *REQUIREMENTS)
    own = environment(
        DJANGO_SETTINGS_MODULE="benchmarks.peers.site.settings", PEER_DATABASE=str(place / "site.sqlite3")
    )
    people = prepare(python, place, pairs, own)
    port = free_port()
    daphne = ["-m", "daphne", "--verbosity", "0", "--port", str(port), "benchmarks.peers.site.asgi:application"]
    with ExitStack() as stack:
        server = stack.enter_context(started([str(python), *daphne], port, place, env=own, cwd=BASE_DIR))
        talk = PrivateChat(server, people)
        try:
            await talk.meet(port)
            yield talk
        finally:
            for socket in (*talk.writers, *talk.readers):
                socket.close()
