"""The ZIP that an export is written to, one entry after the other, so that its size is no question of memory."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone

IN_MEMORY = 1024 * 1024
OWNER_ONLY = 0o600 << 16
encode = DjangoJSONEncoder(ensure_ascii=False, indent=1).encode


class Archive:
    """An export on its way into `file`; everything lies in one directory, `root`."""

    def __init__(self, file: IO[bytes], root: str) -> None:
        self.zip = ZipFile(file, "w", allowZip64=True)
        self.root = root
        self.names: set[str] = set()
        self.now = timezone.now()

    def close(self) -> None:
        self.zip.close()

    def page(self, name: str, template: str, context: dict[str, Any]) -> None:
        """A page to read, in the language that is active."""
        depth = "../" * name.count("/")
        self.write(name, render_to_string(template, context | {"top": depth, "made_at": self.now}).encode())

    def json(self, name: str, told: object) -> None:
        self.write(name, encode(told).encode())

    def stored(self, name: str, stored_as: str | None) -> bool:
        """A file of the storage, once however often it is met; answers whether there is one."""
        if name in self.names:
            return True
        try:
            with default_storage.open(stored_as or "", "rb") as source:
                self.copy(name, source, ZIP_STORED)
        except (FileNotFoundError, IsADirectoryError):
            return False
        return True

    def shipped(self, name: str, path: str | None) -> bool:
        """A file that comes with the project."""
        if name not in self.names and path:
            self.write(name, Path(path).read_bytes())
        return name in self.names

    def write(self, name: str, content: bytes) -> None:
        self.zip.writestr(self._entry(name, ZIP_DEFLATED), content)

    def copy(self, name: str, source: Any, compression: int) -> None:
        with self.zip.open(self._entry(name, compression), "w", force_zip64=True) as entry:
            shutil.copyfileobj(source, entry, IN_MEMORY)

    def _entry(self, name: str, compression: int) -> ZipInfo:
        self.names.add(name)
        entry = ZipInfo(f"{self.root}/{name}", date_time=self.now.timetuple()[:6])
        entry.compress_type = compression
        entry.external_attr = OWNER_ONLY
        return entry


class JsonList:
    """A list of any length on its way into an archive, of which only a little is in memory."""

    def __init__(self) -> None:
        self.spool = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (closed when it is written)
        self.before = "["

    def add(self, row: object) -> None:
        self.spool.write(f"{self.before}\n{encode(row)}".encode())
        self.before = ","

    def write_to(self, archive: Archive, name: str) -> None:
        self.spool.write(b"[]\n" if self.before == "[" else b"\n]\n")
        self.spool.seek(0)
        with self.spool:
            archive.copy(name, self.spool, ZIP_DEFLATED)
