"""The site as it would stand for others, on this machine: `make run-cluster`.

PostgreSQL, Redis, nginx with the sample of `deploy/`, two web processes and the workers, each from Debian's packages or
this checkout. A process that ends is started again, as systemd would. It holds the demo accounts, and what is written
into it ends with it.
"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from tests.e2e.cluster import front, nginx_command
from tests.ports import answers, free_port
from tests.services import CannotServe, directory, postgresql, redis, service

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

BASE_DIR = Path(__file__).resolve().parent.parent
START_PATIENCE = 60.0  # seconds
STOP_PATIENCE = 10.0
TICK = 0.1
AGAIN = 1.0  # seconds before an ended process is started again

WELCOME = """
Paperplane is flying at {url}/

  Two web processes stand behind nginx: end one (kill -9), and see its people come back on the other.
  Sign in as alice, bob, carol, dana (15), erin, frank or mod (staff); the password is paperplane.

All of it goes when you press Ctrl-C.
"""


@dataclass
class Member:
    """A process of the site that is to be there for as long as the site is."""

    name: str
    arguments: list[str]
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    again_at: float = 0.0

    def start(self) -> None:
        self.process = subprocess.Popen([sys.executable, *self.arguments], cwd=BASE_DIR)
        say(f"{self.name} is process {self.process.pid}")

    def tend(self) -> None:
        """Start it again a moment after it has ended."""
        now = time.monotonic()
        if self.process and self.process.poll() is not None:
            say(f"{self.name} has ended ({self.process.returncode})")
            self.process, self.again_at = None, now + AGAIN
        elif self.process is None and now >= self.again_at:
            self.start()

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            try:
                self.process.wait(STOP_PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


class Wish:
    """Whether it was asked to end."""

    is_there = False

    def on_signal(self, number: int, frame: FrameType | None) -> None:
        self.is_there = True


def say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def environment_of(place: Path, database: str, cache: str) -> dict[str, str]:
    """A site without TLS for this machine alone, otherwise as it would stand for others."""
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DJANGO_SECRET_KEY": secrets.token_urlsafe(50),
        "DJANGO_ALLOWED_HOSTS": "localhost,127.0.0.1",
        "DJANGO_DEBUG": "0",
        "DJANGO_INSECURE_HTTP": "1",
        "PAPERPLANE_TESTING": "1",
        "PAPERPLANE_ACCEL_REDIRECT": "/protected/",
        "PAPERPLANE_METRICS_DIR": str(place / "metrics"),
        "EMAIL_URL": "console://",
        "DATABASE_URL": database,
        "REDIS_URL": cache,
        "MEDIA_ROOT": str(place / "media"),
        "STATIC_ROOT": str(place / "collected" / "static"),
    }


def make_database(url: str) -> None:
    server, _slash, name = url.rpartition("/")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def prepare() -> None:
    """Tables, stickers, static files, and the demo, which only a site in DEBUG makes. Raises CannotServe."""
    for command, debug in (
        (["migrate", "-v0"], "0"),
        (["import_stickers", "--shipped", "-v0"], "0"),
        (["collectstatic", "--no-input", "-v0"], "0"),
        (["seed_demo", "-v0"], "1"),
    ):
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=BASE_DIR,
            env=os.environ | {"DJANGO_DEBUG": debug},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise CannotServe(f"{command[0]} failed:\n{done.stderr[-2000:]}")


@contextmanager
def members() -> Iterator[list[Member]]:
    """The processes of the site, started; ended when the block is left."""
    everybody = [
        Member("worker", ["manage.py", "db_worker", "--no-reload"]),
        Member("film-worker", ["manage.py", "film_worker"]),
    ]
    for number, port in ((1, free_port()), (2, free_port())):
        server = ["-m", "config.server", "--port", str(port), "--proxy-headers"]
        everybody.append(Member(f"web-{number}", server, port))
    try:
        for member in everybody:
            member.start()
        yield everybody
    finally:
        for member in everybody:
            member.stop()


def run(wish: Wish, port: int) -> None:
    """The site at `port` until it is wished to end. Raises CannotServe."""
    with ExitStack() as stack:
        place = stack.enter_context(directory())
        place.chmod(0o755)  # PostgreSQL and nginx run as somebody else.
        database, cache = stack.enter_context(postgresql(place)), stack.enter_context(redis(place))
        make_database(database)
        os.environ |= environment_of(place, database, cache)
        prepare()
        everybody = stack.enter_context(members())
        webs = [member for member in everybody if member.port]
        command = nginx_command(place, [front(port, webs, Path(os.environ["STATIC_ROOT"]))])
        stack.enter_context(service(command, lambda: answers(port), place, unprivileged_user=False))
        deadline = time.monotonic() + START_PATIENCE
        while not all(answers(web.port) for web in webs):
            if time.monotonic() > deadline or wish.is_there:
                raise CannotServe("The web processes did not answer.")
            time.sleep(TICK)
        say(WELCOME.format(url=f"http://localhost:{port}"))
        while not wish.is_there:
            for member in everybody:
                member.tend()
            time.sleep(TICK)


def main() -> int:
    wish = Wish()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, wish.on_signal)
    try:
        run(wish, int(os.environ.get("PORT") or 8080))
    except CannotServe as reason:
        sys.stderr.write(f"{reason}\n")
        return 0 if wish.is_there else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
