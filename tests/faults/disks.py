"""Small disks of their own, to be filled up or to break under a site. They need root, and the tools of ext4."""

from __future__ import annotations

import asyncio
import errno
import os
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

PART = 64 * 1024


class NeedsRoot(Exception):
    """Nobody else may mount a disk."""


class Disk:
    """A disk of some megabytes in a file, mounted at `place`; it turns read-only where it finds itself damaged."""

    def __init__(self, place: Path, megabytes: int) -> None:
        self.place, self.image = place, place.with_suffix(".img")
        with self.image.open("wb") as file:
            file.truncate(megabytes << 20)
        _tool("mkfs.ext4", "-q", str(self.image))
        self.mount()

    def mount(self) -> None:
        _tool("mount", "-o", "loop,errors=remount-ro", str(self.image), str(self.place))

    def unmount(self) -> None:
        _tool("umount", str(self.place))

    def remove(self) -> None:
        self.unmount()
        self.image.unlink()
        self.place.rmdir()

    def fill(self) -> None:
        """Take up whatever room there is."""
        with (self.place / "ballast").open("ab", buffering=0) as file:
            for size in (PART, 512):
                try:
                    while file.write(bytes(size)) == size:
                        pass
                    os.fsync(file.fileno())
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise

    def empty(self) -> None:
        (self.place / "ballast").unlink()

    def break_down(self) -> None:
        """Have it find a fault in itself, under all who have files open on it."""
        device = Path(_tool("findmnt", "-no", "SOURCE", str(self.place))).name
        Path(f"/sys/fs/ext4/{device}/trigger_fs_error").write_text("1")

    def mend(self) -> None:
        """As an administrator does; nobody may have a file open on it meanwhile."""
        self.unmount()
        subprocess.run(["e2fsck", "-fy", str(self.image)], check=False, capture_output=True)
        self.mount()


@asynccontextmanager
async def small_disk(megabytes: int) -> AsyncIterator[Disk]:
    """A disk of its own for as long as the block lasts. Raises NeedsRoot."""
    if os.geteuid():
        raise NeedsRoot("Only root may mount a small disk.")
    place = Path(tempfile.mkdtemp(prefix="paperplane-disk-"))
    disk = await asyncio.to_thread(Disk, place, megabytes)
    try:
        yield disk
    finally:
        await asyncio.to_thread(disk.remove)


def _tool(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
