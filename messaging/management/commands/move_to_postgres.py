"""`manage.py move_to_postgres`: a site that has outgrown SQLite."""

from __future__ import annotations

import os
import time
from argparse import ArgumentParser
from typing import Any

import dj_database_url
from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from messaging.upkeep.moving import CannotMove, Sum, look, move
from messaging.upkeep.progress import progress_bars

VARIABLE = "TARGET_DATABASE_URL"


class Command(BaseCommand):
    help = (
        "Copies all rows of this site from SQLite to an empty PostgreSQL and compares both by count and checksum; the "
        "site must be stopped, and is told its new DATABASE_URL after it. All of it arrives or nothing. Exit status: "
        "0 moved, 1 not moved, with the target as it was, 2 wrong arguments."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "url", nargs="?", metavar="URL", help=f"postgres://…; better in {VARIABLE}, which nobody else can see"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="only look whether it can be moved there, and say how much it is"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        url = options["url"] or os.environ.get(VARIABLE, "")
        if not url.startswith(("postgres://", "postgresql://")):
            raise CommandError(f"Say where to: postgres://user:password@host/database, in {VARIABLE}.", returncode=2)
        target = dict(dj_database_url.parse(url))
        if options["dry_run"]:
            self.look(target)
            return
        began = time.monotonic()
        told: list[tuple[str, Sum]] = []
        try:
            with progress_bars() as note:
                moved = move(target, note, lambda name, sum_: told.append((name, sum_)))
        except (CannotMove, Error) as reason:
            raise CommandError(f"Nothing was moved. {str(reason).strip()}") from reason
        for name, sum_ in told:
            self.stdout.write(f"{name:40} {sum_.count:>10} rows  {sum_.checksum:016x}  the same on both sides")
        self.stdout.write(f"Moved {moved} rows in {time.monotonic() - began:.1f} s. Now set DATABASE_URL to it.")

    def look(self, target: dict[str, Any]) -> None:
        try:
            counts = look(target)
        except (CannotMove, Error) as reason:
            raise CommandError(str(reason).strip()) from reason
        for name, count in counts.items():
            self.stdout.write(f"{name:40} {count:>10} rows")
        self.stdout.write(f"Could move {sum(counts.values())} rows. Nothing was changed.")
