"""`manage.py partition_messages`: keeps the messages of a large site in parts."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from messaging import partitioning


class Command(BaseCommand):
    help = (
        "Takes the table of messages apart by thread, on PostgreSQL: all or nothing, with the rows counted before and "
        "after. Stop the site first: nobody reads or writes messages meanwhile, about a minute per ten million. It "
        "needs as much room again as the table has. Exit status: 0 done, 1 not possible, and then nothing was changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--parts", type=int, default=16, help="how many parts (16)")
        parser.add_argument("--dry-run", action="store_true", help="print the statements, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["dry_run"]:
                self.stdout.write(";\n".join([*partitioning.plan(options["parts"]), ""]))
                return
            started = time.monotonic()
            moved = partitioning.partition(options["parts"])
        except partitioning.CannotPartition as reason:
            raise CommandError(str(reason)) from None
        took = time.monotonic() - started
        self.stdout.write(f"{moved.rows} messages stand in {moved.parts} parts now; that took {took:.1f} s.")
