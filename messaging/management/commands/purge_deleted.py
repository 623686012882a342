"""`manage.py purge_deleted`: finishes what a crash left of an erasure or an upload."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from messaging.erasing import note
from messaging.models import Erasure
from messaging.orphans import purge


class Command(BaseCommand):
    help = (
        "Takes away files that nothing names and GIFs that nobody can reach, once they are an hour old, and says how "
        "many bytes that were. Fit for a daily timer; doing it twice is no mistake."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would be taken away, and leave it")

    def handle(self, *args: Any, **options: Any) -> None:
        dry_run = options["dry_run"]
        freed = purge(dry_run=dry_run)
        verb = "Would take away" if dry_run else "Took away"
        self.stdout.write(f"{verb} {freed.files} files, {freed.bytes} bytes.")
        if not dry_run:
            note(0, freed)
        total = Erasure.total()
        self.stdout.write(f"Erased so far: {total.messages} messages, {total.files} files, {total.bytes} bytes.")
