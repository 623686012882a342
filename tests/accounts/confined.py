"""What tests have done in the sandbox. Like anything that runs there it imports early and knows no Django."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from concurrent.futures.thread import ThreadPoolExecutor
from pathlib import Path
from typing import IO

from accounts.sandbox.errors import Refused


def echo(source: IO[bytes], *, times: int = 1) -> bytes:
    return source.read() * times


def refuse(source: IO[bytes]) -> bytes:
    raise Refused("not_today")


def stumble(source: IO[bytes]) -> bytes:
    raise ZeroDivisionError("two of three")


def die(source: IO[bytes]) -> bytes:
    os.abort()


def spin(source: IO[bytes]) -> bytes:
    while True:
        pass


def doze(source: IO[bytes]) -> bytes:
    time.sleep(600)
    return b""


def hoard(source: IO[bytes]) -> bytes:
    return bytes(4 * 1024**3)


def tell_all(source: IO[bytes]) -> bytes:
    return repr(dict(os.environ)).encode()


def in_threads(source: IO[bytes]) -> bytes:
    with ThreadPoolExecutor(2) as pool:
        return pool.submit(source.read().upper).result(60)


def attempt(source: IO[bytes], *, what: str, path: str) -> bytes:
    """Try to do what nobody may do here; the answer is the errno, or nothing if it went well."""
    attempts = {
        "read a file": lambda: Path(path).read_bytes(),
        "write a file": lambda: Path(path).write_bytes(b"mine"),
        "remove a file": lambda: Path(path).unlink(),
        "open a socket": socket.socket,
        "start a program": lambda: subprocess.run(["/bin/true"], check=True),
        "fork": lambda: os.fork() or os._exit(0),
        "signal the caller": lambda: os.kill(os.getppid(), signal.SIGCONT),
    }
    try:
        attempts[what]()
    except OSError as error:
        return str(error.errno).encode()
    return b""
