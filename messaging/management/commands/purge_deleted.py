"""`manage.py purge_deleted`: finishes what a crash left of an erasure or an upload, and lets the disk forget."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from accounts.files import Freed
from messaging import search
from messaging.actions import tell_outcome
from messaging.chores import take_up
from messaging.erasing import note
from messaging.models import Erasure
from messaging.moderation.erasing import erase, overdue, untold
from messaging.orphans import purge
from messaging.upkeep.progress import progress_bars


class Command(BaseCommand):
    help = (
        "Takes away what is left of deleted videos, and files that nothing names and GIFs that nobody can reach, once "
        "they are an hour old, and says how many bytes that were; erases evidence whose time is over, tells reporters "
        "what a crash left untold, and wipes the words of erased messages from what the search keeps. Fit for a daily "
        "timer; doing it twice is no mistake. Exit status: 0 done."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would be taken away, and leave it")

    def handle(self, *args: Any, **options: Any) -> None:
        dry_run = options["dry_run"]
        self._end_cases(dry_run=dry_run)
        with progress_bars() as note_done:
            freed = purge(dry_run=dry_run, note=note_done)
        verb = "Would take away" if dry_run else "Took away"
        self.stdout.write(f"{verb} {freed.files} files, {freed.bytes} bytes.")
        if not dry_run:
            note(0, freed)
            take_up()
            search.forget_erased()
        total = Erasure.total()
        self.stdout.write(f"Erased so far: {total.messages} messages, {total.files} files, {total.bytes} bytes.")

    def _end_cases(self, *, dry_run: bool) -> None:
        cases, waiting = list(overdue()), untold()
        verb = "Would erase" if dry_run else "Erased"
        if not dry_run:
            freed = sum((erase(case) for case in cases), Freed())
            note(0, freed)
            for case_id in waiting:
                tell_outcome(case_id)
        if cases or waiting:
            self.stdout.write(f"{verb} the evidence of {len(cases)} cases; {len(waiting)} outcomes were not told yet.")
