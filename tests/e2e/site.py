"""The real server as a process of its own, on the database that the tests fill."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Self
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

from django.conf import settings
from django.db import connection

from config.environment import BASE_DIR
from tests.ports import free_port

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
    def is_running(self) -> bool:
        return self._process is not None

    def settle(self) -> None:
        """Give the server time to notice who has left, before the database is emptied under it."""
        if self.is_running:
            time.sleep(0.1)
            self._answers()

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

    def _environment(self) -> dict[str, str]:
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": database_url(),
            "STATIC_ROOT": str(self._static_root),
            "MEDIA_ROOT": str(settings.MEDIA_ROOT),
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
