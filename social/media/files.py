"""The files of videos, in the storage: under names that nobody can guess, written in pieces."""

from __future__ import annotations

import errno
import os
import secrets
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.files.storage import default_storage

from accounts.files import remove

if TYPE_CHECKING:
    from collections.abc import Iterator

UPLOADS, VIDEOS = "uploads", "videos"
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class DiskFull(Exception):
    """There is no room left for what should be written; nothing of it was kept."""


def new_name(directory: str, ending: str) -> str:
    """A name in the storage that nothing has yet."""
    Path(default_storage.path(directory)).mkdir(parents=True, exist_ok=True)
    return f"{directory}/{secrets.token_urlsafe(16)}{ending}"


def write_at(name: str, offset: int, data: bytes) -> None:
    """Write a piece of a file where it belongs, and on to the disk. Raises DiskFull, with the file as it was."""
    file = os.open(default_storage.path(name), os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        with told_if_full():
            done = 0
            while done < len(data):
                done += os.pwrite(file, data[done:], offset + done)
            os.fsync(file)
    except DiskFull:
        os.ftruncate(file, offset)
        raise
    finally:
        os.close(file)


def store(content: bytes, ending: str) -> str:
    """Keep a whole file of a video; answers its name. Raises DiskFull, with nothing kept."""
    name = new_name(VIDEOS, ending)
    try:
        write_at(name, 0, content)
    except BaseException:
        remove([name])
        raise
    return name


@contextmanager
def told_if_full() -> Iterator[None]:
    """Raises DiskFull for what the system says when there is no room."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise DiskFull from error
        raise
