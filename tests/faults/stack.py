"""The site as processes of this machine: SQLite and one server, or PostgreSQL, Redis and two servers behind nginx."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sqlite3
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import psycopg

from config.environment import BASE_DIR
from tests import services
from tests.e2e.cluster import front, nginx_command
from tests.e2e.site import collect_static
from tests.faults.processes import Process
from tests.ports import LOOPBACK, answers, free_port
from tests.settings import TEST_ENVIRONMENT

SQLITE, SERVICES = "sqlite", "services"
CONNECTIONS = 8192
TRACE = 4000  # characters
GATE = "gate"


class Server(Process):
    """One web server of the site."""

    def __init__(self, stack: Stack, port: int) -> None:
        self.port = port
        self.url = f"http://localhost:{port}"
        command = [sys.executable, "-m", "config.server", "--port", str(port), "--proxy-headers"]
        super().__init__(f"server-{port}", command, stack.place, self.listens, cwd=BASE_DIR, env=stack.environment)

    def listens(self) -> bool:
        return answers(self.port)


@dataclass
class People:
    """Who is there, with the cookies they are signed in by."""

    cookies: dict[str, dict[str, str]]
    csrf: str
    password: str

    @property
    def names(self) -> list[str]:
        return list(self.cookies)


@dataclass
class Stack:
    """A running site. `url` is where browsers would go, `urls` lead to one server each."""

    kind: str
    place: Path
    environment: dict[str, str]
    servers: list[Server] = field(default_factory=list)
    url: str = ""
    database: Process | None = None
    redis: Process | None = None
    proxy: Process | None = None

    @property
    def urls(self) -> list[str]:
        return [server.url for server in self.servers]

    async def run(self, *arguments: str) -> str:
        """What a Python program of the project prints, run on this site's database. Raises RuntimeError."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, *arguments, cwd=BASE_DIR, env=self.environment, stdout=-1, stderr=-1
        )
        try:
            output, errors = await process.communicate()
        finally:
            if process.returncode is None:
                process.kill()
        if process.returncode:
            raise RuntimeError(f"{arguments}:\n{errors.decode()[-3000:]}")
        return output.decode()

    async def people(self, count: int) -> People:
        """`count` people, p0 and on, each signed in once, who may write to each other."""
        return People(**json.loads(await self.run("-m", "tests.faults.people", str(count))))

    async def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """What the database itself says."""
        return await asyncio.to_thread(self.query, sql)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        url = self.environment["DATABASE_URL"]
        if self.kind == SQLITE:
            with closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=20)) as database:
                return database.execute(sql).fetchall()
        with psycopg.connect(url, autocommit=True) as connection:
            return connection.execute(sql).fetchall()  # type: ignore[call-overload]

    def log_of(self, words: str) -> int:
        """In how many lines the servers have logged `words`."""
        return sum(server.log.read_text(errors="replace").count(words) for server in self.servers)

    def last_trace(self) -> str:
        """What the servers have logged last, the last line first: it tells why a request broke."""
        lines = [server.log.read_text(errors="replace")[-TRACE:].splitlines() for server in self.servers]
        return "\n".join(line for log in lines for line in reversed(log))

    def hold_sockets(self) -> None:
        """With a faulty layer: no socket takes anything from it, until they are released."""
        (self.place / GATE).touch()

    def release_sockets(self) -> None:
        (self.place / GATE).unlink()

    async def start_servers(self, count: int) -> None:
        self.servers = [Server(self, free_port()) for _n in range(count)]
        await asyncio.gather(*(server.start() for server in self.servers))

    async def stop(self) -> None:
        for process in [self.proxy, *self.servers, self.redis]:
            if process:
                await process.stop()
        if self.database:
            await self.database.stop(signal.SIGINT)

    @classmethod
    def of(cls, kind: str, place: Path, static_root: Path, **environment: str) -> Self:
        told = (
            os.environ
            | TEST_ENVIRONMENT
            | {"DJANGO_SETTINGS_MODULE": "config.settings", "STATIC_ROOT": str(static_root)}
        )
        told |= {"MEDIA_ROOT": str(place / "media"), "PYTHONUNBUFFERED": "1"}
        told |= {"FAULTS_GATE": str(place / GATE), "FAULTS_DROPPED": str(place / "dropped")}
        for name in ("REDIS_URL", "REDIS_URLS", "DATABASE_URL", "DJANGO_DEBUG", "PYTHONDONTWRITEBYTECODE"):
            told.pop(name, None)
        return cls(kind, place, told | environment)


@asynccontextmanager
async def stack(
    kind: str, static_root: Path, *, disk: Path | None = None, servers: bool = True, **environment: str
) -> AsyncIterator[Stack]:
    """A site of this `kind` for as long as the block lasts. `disk` is where its database lies, if not with the rest."""
    place = Path(tempfile.mkdtemp(prefix="paperplane-faults-"))
    os.chmod(place, 0o755)  # noqa: PTH101, S103  (PostgreSQL runs as somebody else)
    one = Stack.of(kind, place, static_root, **environment)
    try:
        await (_sqlite if kind == SQLITE else _services)(one, disk or place, static_root, servers=servers)
        yield one
    finally:
        await one.stop()
        shutil.rmtree(place, ignore_errors=True)


async def _sqlite(one: Stack, disk: Path, static_root: Path, *, servers: bool) -> None:
    one.environment["DATABASE_URL"] = f"sqlite:///{disk / 'paperplane.sqlite3'}"
    await one.run("manage.py", "migrate", "-v0")
    if servers:
        await one.start_servers(1)
        one.url = one.urls[0]


async def _services(one: Stack, disk: Path, static_root: Path, *, servers: bool) -> None:
    user = services.unprivileged()
    home = disk / "data"
    home.mkdir()
    if user:
        os.chown(home, user["user"], user["group"])
    data = await asyncio.to_thread(services.new_database, home)
    port = free_port()
    command = services.postgresql_command(home, data, port)
    one.database = Process(
        "postgresql", command, one.place, lambda: services.postgresql_answers(port), cwd=home, **user
    )
    await one.database.start()
    redis_port = free_port()
    one.redis = Process("redis", services.redis_command(redis_port), one.place, lambda: answers(redis_port))
    await one.redis.start()
    server = f"postgres://paperplane@{LOOPBACK}:{port}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE paperplane")
    one.environment |= {"DATABASE_URL": f"{server}/paperplane", "REDIS_URL": f"redis://{LOOPBACK}:{redis_port}/0"}
    await one.run("manage.py", "migrate", "-v0")
    if servers:
        await one.start_servers(2)
        await _proxy(one, static_root)


async def _proxy(one: Stack, static_root: Path) -> None:
    port = free_port()
    command = nginx_command(one.place, [front(port, one.servers, static_root)], CONNECTIONS)
    one.proxy = Process("nginx", command, one.place, lambda: answers(port))
    await one.proxy.start()
    one.url = f"http://localhost:{port}"


def static_files(directory: Path) -> Path:
    """The static files under their final names, in `directory`, collected once."""
    return directory if (directory / "staticfiles.json").exists() else collect_static(directory)
