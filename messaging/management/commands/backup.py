"""`manage.py backup FILE`: the whole site in one file, while it runs."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from messaging.upkeep.backups import CannotBackUp, back_up
from messaging.upkeep.progress import progress_bars


class Command(BaseCommand):
    help = (
        "Writes the database and all uploaded files of a site on SQLite into FILE, as they are at one moment and with "
        "a checksum of each, while the site goes on running. Exit status: 0 written, 1 not written, 2 wrong arguments."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="paperplane-DATE-TIME.zip by default")
        parser.add_argument("--force", action="store_true", help="replace FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        target: Path = options["file"] or Path(f"paperplane-{timezone.now():%Y%m%d-%H%M%S}.zip")
        if target.is_dir() or not target.absolute().parent.is_dir():
            raise CommandError(f"{target} can't be a file to write to.", returncode=2)
        if target.exists() and not options["force"]:
            raise CommandError(f"{target} is there already; --force replaces it.")
        began = time.monotonic()
        try:
            with progress_bars() as note:
                manifest = back_up(target.absolute(), note)
        except CannotBackUp as reason:
            raise CommandError(str(reason)) from reason
        counts = manifest["counts"]
        self.stdout.write(
            f"Wrote {target}: {counts['accounts_user']} accounts, {counts['messaging_message']} messages, "
            f"{len(manifest['entries']) - 1} files, {target.stat().st_size} bytes, "
            f"in {time.monotonic() - began:.1f} s."
        )
