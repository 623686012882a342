"""Programs of others: installed where they disturb nobody, started, and ended again."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.servers import Server
from config.environment import BASE_DIR
from tests.ports import answers
from tests.services import CannotServe

HOME = BASE_DIR / "var" / "peers"
PATIENCE = 90.0  # seconds until one must listen, on a busy machine


def environment_with(name: str, *requirements: str) -> Path:
    """The Python of a virtual environment that holds `requirements`, made if need be. Raises CannotServe."""
    place = HOME / name
    python, wanted = place / "bin" / "python", "\n".join(requirements)
    mark = place / "requirements.txt"
    if mark.exists() and mark.read_text() == wanted:
        return python
    sys.stderr.write(f"Installing {', '.join(requirements)}...\n")
    install = [str(python), "-m", "pip", "--disable-pip-version-check", "-qq", "install", *requirements]
    for command in ([sys.executable, "-m", "venv", "--clear", str(place)], install):
        done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            raise CannotServe(f"{' and '.join(requirements)} can't be installed: {last_line(done.stderr)}")
    mark.write_text(wanted)
    return python


def last_line(text: str) -> str:
    return next(iter(reversed(text.strip().splitlines())), "it does not say why")


@contextmanager
def started(command: list[str], port: int, place: Path, **options: Any) -> Iterator[Server]:
    """`command`, which listens on `port`, for as long as the block lasts. Raises CannotServe if it never does."""
    log = place / f"{Path(command[0]).name}-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, **options)
    try:
        deadline = time.monotonic() + PATIENCE
        while not answers(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise CannotServe(f"{Path(command[0]).name} does not start: {last_line(log.read_text())}")
            time.sleep(0.1)
        yield Server(process.pid, port)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def version_of(python: Path, package: str) -> str:
    """The version of a package that is installed beside `python`."""
    ask = f"from importlib.metadata import version; print(version({package!r}))"
    return subprocess.run([str(python), "-c", ask], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


def environment(**more: str) -> dict[str, str]:
    """This one's, without what belongs to our own settings."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "PAPERPLANE_"))}
    return own | more
