"""Paperplane on this machine alone: `make run`, or `python -m config.run`.

It makes what is missing (a secret, tables, demo accounts), then keeps the web server and the workers running in this
process group until it is told to stop, or one of them ends.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection, connections
from django.db.migrations.executor import MigrationExecutor

if TYPE_CHECKING:
    from types import FrameType

BASE_DIR = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
START_PATIENCE = 90.0  # seconds until the server must answer
STOP_PATIENCE = 10.0  # seconds that they have to end by themselves
TICK = 0.1

WELCOME = """
Paperplane is flying at http://localhost:{port}/

  Sign in as  alice, bob, carol, dana (15), erin, frank or mod (staff)
  Password    paperplane

Two people talk best in two browsers, or in a private window each. Ctrl-C stops it.
"""


class CannotRun(Exception):
    """Something is in the way; the text is one sentence that says what."""


class Household:
    """The processes that make up the site, and the wish to end them."""

    def __init__(self) -> None:
        self.members: dict[str, subprocess.Popen[bytes]] = {}
        self.signal = 0

    def start(self, name: str, *arguments: str) -> None:
        self.members[name] = subprocess.Popen([sys.executable, *arguments], cwd=BASE_DIR)  # noqa: S603

    def on_signal(self, number: int, frame: FrameType | None) -> None:
        self.signal = self.signal or number

    def ended(self) -> str:
        """The name of a process that is no longer there, or an empty string."""
        return next((name for name, process in self.members.items() if process.poll() is not None), "")

    def watch(self, until: float = float("inf"), port: int = 0) -> None:
        """Return when a stop is asked for, a process has ended, `port` answers, or the clock is at `until`."""
        while not (self.signal or self.ended() or time.monotonic() > until or (port and answers(port))):
            time.sleep(TICK)

    def stop(self) -> None:
        """End them all; a worker ends its task first, unless that takes too long."""
        for process in self.members.values():
            process.terminate()
        self.gone_within(STOP_PATIENCE)
        for process in self.members.values():
            process.kill()
            process.wait()

    def gone_within(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while any(process.poll() is None for process in self.members.values()):
            if time.monotonic() > deadline:
                return False
            time.sleep(TICK)
        return True


def main() -> int:
    """Run until stopped. The exit status: 0 when that was asked for."""
    try:
        port = free_port()
        prepare_environment()
        prepare_database()
    except CannotRun as reason:
        return say(str(reason))
    household = Household()
    # A Ctrl-C reaches the whole group, but a worker that hears of a stop twice cuts its task short. What is blocked
    # here stays blocked in the children: they hear of it once, from us.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    household.start("web server", "-m", "config.server", "--host", HOST, "--port", str(port))
    household.start("worker", "manage.py", "db_worker", "--no-reload", "--no-startup-delay")
    household.start("film worker", "manage.py", "film_worker")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, household.on_signal)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    household.watch(time.monotonic() + START_PATIENCE, port)
    if answers(port):
        sys.stdout.write(WELCOME.format(port=port))
        sys.stdout.flush()
        household.watch()
    ended = household.ended()
    household.stop()
    if household.signal:
        return 0
    return say(f"The {ended} has ended, so the rest was stopped too." if ended else "The web server did not answer.")


def say(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 1


def free_port() -> int:
    """The port that PORT names, 8000 by default. Raises CannotRun."""
    text = os.environ.get("PORT") or "8000"
    if not (text.isdecimal() and 0 < int(text) < 2**16):
        raise CannotRun(f"PORT must be a number from 1 to 65535, not {text!r}.")
    try:
        socket.create_server((HOST, int(text))).close()
    except PermissionError:
        raise CannotRun(f"Port {text} may only be used by root; choose another one: PORT=8123 make run") from None
    except OSError:
        other = 8123 if text != "8123" else 8124
        raise CannotRun(f"Port {text} is already in use; choose another one: PORT={other} make run") from None
    return int(text)


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def prepare_environment() -> None:
    """A DEBUG site for this machine, unless the environment says otherwise; its secret is made once."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("DJANGO_DEBUG", "1")
    var = BASE_DIR / "var"
    var.mkdir(exist_ok=True)
    secret = var / "secret_key"
    if "DJANGO_SECRET_KEY" not in os.environ:
        if not secret.exists():
            secret.touch(mode=0o600)
            secret.write_text(secrets.token_urlsafe(50))
        os.environ["DJANGO_SECRET_KEY"] = secret.read_text().strip()


def prepare_database() -> None:
    """Bring the tables and the stickers up to date, and fill an empty database with demo accounts. Raises CannotRun."""
    django.setup()
    from django.contrib.auth import get_user_model  # noqa: PLC0415  (there are no models before setup)

    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0)
        call_command("import_stickers", shipped=True, verbosity=0)
        if settings.DEBUG and not get_user_model().objects.exists():
            call_command("seed_demo", verbosity=0)
    except OperationalError as error:
        raise CannotRun(f"The database can't be used: {str(error).strip()}") from error
    finally:
        connections.close_all()


if __name__ == "__main__":
    sys.exit(main())
