"""The real server as a process of its own, on the database that the tests fill."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Self
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

from django.conf import settings
from django.db import connection

from config.environment import BASE_DIR
from tests.ports import free_port

METRICS_TOKEN = "a-token-for-the-tests-alone"  # noqa: S105
LEAVING = 10.0  # seconds for those who are still there
PATIENCE = 60.0  # seconds for a start or a stop, on a machine that is busy with other things


class Site:
    """A server on a port that stays the same through any number of stops and starts."""

    def __init__(self, directory: Path, static_root: Path) -> None:
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.log = directory / f"server-{self.port}.log"
        self._static_root = static_root
        self._process: subprocess.Popen[bytes] | None = None
        self._read = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start, and return when it answers. Raises RuntimeError with the log if it does not."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "config.server", "--port", str(self.port), "--proxy-headers"],
                cwd=BASE_DIR,
                env=self._environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"The server did not start:\n{self.log.read_text()}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop as a supervisor would."""
        if self._process:
            self._process.terminate()
            try:
                self._process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    @property
    def pid(self) -> int:
        """The process that serves; it must be running."""
        assert self._process
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process is not None

    def settle(self) -> None:
        """Wait until the server has noticed that everybody has left, before the database is emptied under it."""
        deadline = time.monotonic() + LEAVING
        while self.is_running and not self._is_idle() and time.monotonic() < deadline:
            time.sleep(0.02)

    def news(self) -> str:
        """What the server has logged since it was asked last."""
        with self.log.open() as log:
            log.seek(self._read)
            news = log.read()
            self._read = log.tell()
        return news

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/readyz", timeout=2) as response:
                return bool(response.status == 200)
        except (URLError, OSError):
            return False

    def _is_idle(self) -> bool:
        """Whether it answers nothing but this, and no socket is open."""
        ask = Request(f"{self.url}/metrics", headers={"Authorization": f"Bearer {METRICS_TOKEN}"})
        try:
            with urlopen(ask, timeout=10) as response:
                figures = response.read().decode()
        except (URLError, OSError):
            return False
        told = dict(re.findall(r"^(paperplane_(?:requests_under_way|sockets)) (\S+)$", figures, re.MULTILINE))
        return (float(told["paperplane_requests_under_way"]), float(told["paperplane_sockets"])) == (1, 0)

    def _environment(self) -> dict[str, str]:
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": database_url(),
            "STATIC_ROOT": str(self._static_root),
            "MEDIA_ROOT": str(settings.MEDIA_ROOT),
            "PAPERPLANE_REMEMBER": "off",
            "PAPERPLANE_METRICS_TOKEN": METRICS_TOKEN,
        }


def database_url() -> str:
    """Where the test database is, now that the test runner has made it."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    password = f":{quote(database['PASSWORD'])}" if database["PASSWORD"] else ""
    return f"postgres://{database['USER']}{password}@{database['HOST']}:{database['PORT']}/{database['NAME']}"


def collect_static(directory: Path) -> Path:
    """Collect the static files under their final names, as a deployment does."""
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"],
        cwd=BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings", "STATIC_ROOT": str(directory)},
        check=True,
    )
    return directory
