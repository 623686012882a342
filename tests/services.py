"""Throwaway PostgreSQL and Redis for one run of the whole suite: `python -m tests.services [pytest arguments]`.

Each worker of a run has a database of its own, and a Redis of its own, for what is published there knows no databases.
They listen on free ports of this machine, keep their data in a directory of their own, run as an unprivileged user
even where root asks, and end with the run.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tests.ports import answers, free_port

PATIENCE = 30.0  # seconds until a service must answer
POSTGRESQL = "/usr/lib/postgresql/*/bin"
WORKERS = min(os.cpu_count() or 1, 8)
NOTHING_TO_RUN = 5  # pytest's exit code
SIDE_BY_SIDE = ("-n", str(WORKERS), "--dist", "worksteal")
# What is marked `once` asks no database, or shows what comes of it alike: `make test` is enough for it.
SUITES = (
    ("-m", "not e2e", *SIDE_BY_SIDE),
    ("-m", "alone and not once"),
    ("-m", "e2e and not alone and not once", *SIDE_BY_SIDE),
)


class CannotServe(Exception):
    """A service is missing or does not start; the text says which."""


def unprivileged() -> dict[str, Any]:
    """How to start a process that is not root: PostgreSQL refuses to run as one."""
    if os.geteuid() != 0:
        return {}
    user = next(user for name in ("postgres", "nobody") if (user := _find_user(name)))
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _find_user(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def find_program(name: str, package: str, *places: str) -> str:
    """The path of a program, on the path or in `places` (globs, the last match wins). Raises CannotServe."""
    found = shutil.which(name) or next(
        (str(path) for place in places for path in sorted(Path("/").glob(f"{place.lstrip('/')}/{name}"), reverse=True)),
        None,
    )
    if not found:
        raise CannotServe(f"{name} is missing: sudo apt install {package}")
    return found


@contextmanager
def directory() -> Iterator[Path]:
    """A directory that the unprivileged user owns."""
    path = Path(tempfile.mkdtemp(prefix="paperplane-services-"))
    if owner := unprivileged():
        os.chown(path, owner["user"], owner["group"])
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def service(
    command: list[str], is_up: Callable[[], bool], place: Path, *, unprivileged_user: bool = True
) -> Iterator[None]:
    """Run `command` for as long as the block lasts. Raises CannotServe with its log if it does not come up."""
    log = place / f"{Path(command[0]).name}.log"
    with log.open("ab") as output:
        user = unprivileged() if unprivileged_user else {}
        process = subprocess.Popen(command, cwd=place, stdin=subprocess.DEVNULL, stdout=output, stderr=output, **user)
    try:
        deadline = time.monotonic() + PATIENCE
        while not is_up():
            if process.poll() is not None or time.monotonic() > deadline:
                raise CannotServe(f"{command[0]} does not start:\n{log.read_text()}")
            time.sleep(0.1)
        yield
    finally:
        # PostgreSQL's fast shutdown, which does not wait for its clients; the others take it for a stop too.
        process.send_signal(signal.SIGINT)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def new_database(place: Path) -> Path:
    """A fresh data directory of PostgreSQL below `place`. Raises CannotServe."""
    data = place / "postgresql"
    initdb = [find_program("initdb", "postgresql", POSTGRESQL), "-D", str(data), "-U", "paperplane", "-A", "trust"]
    made = subprocess.run(
        [*initdb, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
        cwd=place,
        capture_output=True,
        text=True,
        check=False,
        **unprivileged(),
    )
    if made.returncode:
        raise CannotServe(f"initdb failed:\n{made.stdout}{made.stderr}")
    return data


def postgresql_command(place: Path, data: Path, port: int, fsync: str = "off") -> list[str]:
    options = {"port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": place, "fsync": fsync}
    command = [find_program("postgres", "postgresql", POSTGRESQL), "-D", str(data)]
    for name, value in options.items():
        command += ["-c", f"{name}={value}"]
    return command


def postgresql_answers(port: int) -> bool:
    ask = [find_program("pg_isready", "postgresql", POSTGRESQL), "-q", "-h", "127.0.0.1", "-p", str(port)]
    return subprocess.run(ask, check=False).returncode == 0


def redis_command(port: int) -> list[str]:
    command = [find_program("redis-server", "redis-server"), "--port", str(port), "--bind", "127.0.0.1"]
    return [*command, "--save", "", "--appendonly", "no"]


@contextmanager
def postgresql(place: Path, fsync: str = "off") -> Iterator[str]:
    """A PostgreSQL server; its DATABASE_URL. What is to last, or to be measured, needs `fsync` on."""
    port = free_port()
    command = postgresql_command(place, new_database(place), port, fsync)
    with service(command, lambda: postgresql_answers(port), place):
        yield f"postgres://paperplane@127.0.0.1:{port}/paperplane"


@contextmanager
def redis(place: Path) -> Iterator[str]:
    """A Redis server that keeps nothing; its REDIS_URL."""
    port = free_port()
    with service(redis_command(port), lambda: answers(port), place):
        yield f"redis://127.0.0.1:{port}/0"


def run_suites(arguments: list[str], environment: dict[str, str]) -> int:
    """All parts of the suite; the last status that was not 0."""
    commands = [[sys.executable, "-m", "pytest", *arguments, *suite] for suite in SUITES]
    ended = [subprocess.run(command, env=os.environ | environment, check=False).returncode for command in commands]
    # The arguments may name tests of one part alone.
    told = [status for status in ended if status != NOTHING_TO_RUN] or ended
    return next((status for status in reversed(told) if status), 0)


def main(arguments: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    try:
        find_program("nginx", "nginx", "/usr/sbin")
        with ExitStack() as stack:
            place = stack.enter_context(directory())
            urls = {
                "DATABASE_URL": stack.enter_context(postgresql(place)),
                "REDIS_URLS": " ".join(stack.enter_context(redis(place)) for _ in range(WORKERS)),
            }
            return run_suites(arguments, urls)
    except CannotServe as reason:
        sys.stderr.write(f"{reason}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
