"""Servers as real processes, each with its world, and what they take of the machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.ports import answers, free_port

PATIENCE = 60.0  # seconds until a server must listen
TICKS = os.sysconf("SC_CLK_TCK")
ENVIRONMENT = {
    "DJANGO_SECRET_KEY": "of a benchmark, which serves nobody and keeps nothing, on this machine alone",
    "DJANGO_ALLOWED_HOSTS": "127.0.0.1",
    "DJANGO_INSECURE_HTTP": "1",
    "DJANGO_DEBUG": "0",
    "PAPERPLANE_TESTING": "1",
    "PAPERPLANE_RATE_LIMITS": "off",
    "EMAIL_URL": "dummy://",
}
UVICORN = ["uvicorn", "--no-access-log", "--log-level", "warning", "--lifespan", "off", "--port", "{port}"]
DAPHNE = ["daphne", "--no-server-name", "--verbosity", "0", "--port", "{port}"]
COMMANDS = {
    ("ours", "daphne"): ["config.server", "--port", "{port}"],
    ("ours", "uvicorn"): [*UVICORN, "config.asgi:application"],
    ("textbook", "daphne"): [*DAPHNE, "benchmarks.textbook.asgi:application"],
    ("textbook", "uvicorn"): [*UVICORN, "benchmarks.textbook.asgi:application"],
}


@dataclass(frozen=True, slots=True)
class World:
    """A filled database, and who is in it: see benchmarks.worlds."""

    kind: str
    environment: dict[str, str]
    pairs: list[list[dict[str, str]]]
    idle: list[dict[str, str]]


def make_world(kind: str, place: Path, pairs: int, idle: int, **environment: str) -> World:
    """A world of its own in a new SQLite file of `place`, or where DATABASE_URL of `environment` says."""
    url = f"sqlite:///{place / f'{kind}.sqlite3'}"
    told = ENVIRONMENT | {"DATABASE_URL": url, "STATIC_ROOT": str(place / "static")} | environment
    told["MEDIA_ROOT"] = str(place / "media")
    if kind == "ours":
        run(["manage.py", "collectstatic", "--no-input", "--verbosity", "0"], told)
    made: dict[str, Any] = json.loads(run(["-m", "benchmarks.worlds", kind, str(pairs), str(idle)], told))
    return World(kind, told, **made)


def run(arguments: list[str], environment: dict[str, str]) -> str:
    """What a Python program says that must succeed."""
    command = [sys.executable, *arguments]
    done = subprocess.run(command, env=os.environ | environment, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


@dataclass(frozen=True, slots=True)
class Server:
    """A server that listens on `port`."""

    pid: int
    port: int

    @property
    def cpu(self) -> float:
        """Seconds of processor time that it and its children, those that ended too, have taken so far."""
        return ticks_below(self.pid) / TICKS

    @property
    def memory(self) -> int:
        """Bytes that it holds in memory now."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


def ticks_below(pid: int) -> int:
    """What the process and all that it has started have taken, in the kernel's ticks."""
    children: dict[int, list[int]] = {}
    taken: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            fields = stat.read_text().rpartition(")")[2].split()
            one = int(stat.parent.name)
            children.setdefault(int(fields[1]), []).append(one)
            taken[one] = sum(map(int, fields[11:15]))

    def below(one: int) -> int:
        return taken.get(one, 0) + sum(map(below, children.get(one, [])))

    return below(pid)


@contextmanager
def serving(world: World, program: str) -> Iterator[Server]:
    """`world` served by `program`, "daphne" or "uvicorn", for as long as the block lasts."""
    port = free_port()
    arguments = [part.format(port=port) for part in COMMANDS[world.kind, program]]
    process = subprocess.Popen([sys.executable, "-m", *arguments], env=os.environ | world.environment)
    try:
        deadline = time.monotonic() + PATIENCE
        while not answers(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{' '.join(arguments)} does not start.")
            time.sleep(0.05)
        yield Server(process.pid, port)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
