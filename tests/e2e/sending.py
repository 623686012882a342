"""A large file on its way to the real server, and what that costs the server."""

from __future__ import annotations

import json
import os
from http.client import HTTPConnection
from pathlib import Path

from django.conf import settings
from django.test import Client

from accounts.models import User
from tests.e2e.site import Site

PIECE = 2 * 1024 * 1024


def send(site: Site, user: User, size: int) -> str:
    """Upload `size` bytes as a browser does; answers the address of the upload."""
    token = "x" * 32
    cookies = f"{cookie_of(user)}; csrftoken={token}"
    headers = {"Cookie": cookies, "X-CSRFToken": token, "Accept": "application/json"}
    connection = HTTPConnection("localhost", site.port, timeout=60)

    def ask(method: str, path: str, body: bytes, kind: str, **more: str) -> dict[str, object]:
        own = {name.replace("_", "-"): value for name, value in more.items()}
        connection.request(method, path, body, headers | {"Content-Type": kind} | own)
        response = connection.getresponse()
        told: dict[str, object] = json.loads(response.read())
        assert response.status < 300, told
        return told

    form = f"name=large.mp4&size={size}".encode()
    told = ask("POST", "/videos/uploads/", form, "application/x-www-form-urlencoded")
    for at in range(0, size, PIECE):
        piece = os.urandom(min(PIECE, size - at))
        told = ask("PUT", str(told["url"]), piece, "application/octet-stream", Upload_Offset=str(at))
    assert told["received"] == size
    connection.close()
    return str(told["url"])


def cookie_of(user: User) -> str:
    """The cookie of a new session of `user`, as a browser sends it."""
    client = Client()
    client.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def held(process: int) -> int:
    """The memory that a process holds now, in MB."""
    return _told(process, "VmRSS")


def most_held(process: int) -> int:
    """The most that it has held since `forget_most`."""
    return _told(process, "VmHWM")


def forget_most(process: int) -> None:
    Path(f"/proc/{process}/clear_refs").write_text("5")


def _told(process: int, what: str) -> int:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(round(int(line.split()[1]) / 1024) for line in lines if line.startswith(f"{what}:"))
