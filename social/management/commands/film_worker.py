"""`manage.py film_worker`: makes of uploaded videos what can be watched."""

from __future__ import annotations

import signal
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, close_old_connections

from social import working

PAUSE = 1.0  # seconds between two looks for work
SWEEP = 600.0  # seconds between two sweeps


class Command(BaseCommand):
    help = (
        "Works on uploaded videos, one at a time, until it is told to stop; any number of these may run. Every ten "
        "minutes it takes away what nobody came back for. Exit status: 0 told to stop, or nothing left to do; 2 wrong "
        "arguments."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", action="store_true", help="end when there is nothing left to do")
        parser.add_argument("--sweep", action="store_true", help="only take away what nobody came back for, and say so")
        parser.add_argument("--dry-run", action="store_true", help="with --sweep: say how much that is, and leave it")

    def handle(self, *args: Any, **options: Any) -> None:
        dry_run = options["dry_run"]
        if dry_run and not options["sweep"]:
            raise CommandError("--dry-run goes with --sweep.", returncode=2)
        if options["sweep"]:
            files = working.sweep(dry_run=dry_run)
            self.stdout.write(f"{'Would take away' if dry_run else 'Took away'} {files} files.")
            return
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.stop)
        swept = float("-inf")
        while True:
            worked = False
            try:
                worked = self.step()
                if not worked and time.monotonic() - swept > SWEEP:
                    working.sweep()
                    for chore in working.chores:
                        chore()
                    swept = time.monotonic()
            except OperationalError as error:
                self.stderr.write(f"The database did not answer: {error}")
            if not worked:
                if options["batch"]:
                    return
                close_old_connections()
                time.sleep(PAUSE)

    def step(self) -> bool:
        """Do one job, if there is one."""
        working.release_the_dead()
        video = working.take()
        if video:
            try:
                working.work(video)
            except SystemExit:
                working.let_go(video)
                raise
        return video is not None

    def stop(self, number: int, frame: FrameType | None) -> None:
        """End now: the video in our hands is taken up again by the next worker."""
        for known in (signal.SIGINT, signal.SIGTERM):
            signal.signal(known, signal.SIG_IGN)
        raise SystemExit(0)
