"""`manage.py check_integrity`: whether all that is counted, ordered or kept twice agrees."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from messaging.upkeep.integrity import look
from messaging.upkeep.progress import progress_bars


class Command(BaseCommand):
    help = (
        "Looks for what does not agree: files without a row and rows without a file, counters, unread chats, the order "
        "of messages, tombstones, the index of the search. Each finding is looked at twice, the second time under the "
        "locks of its users, so the site may go on running. Exit status: 0 nothing is wrong (any more), 1 something is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--fix", action="store_true", help="mend what can be mended")

    def handle(self, *args: Any, **options: Any) -> None:
        found = mended = 0
        with progress_bars() as note:
            for finding in look(fix=options["fix"], note=note):
                found += 1
                mended += finding.mended
                self.stdout.write(str(finding))
        if not found:
            self.stdout.write("Everything agrees.")
            return
        advice = "" if options["fix"] else " --fix mends what can be mended."
        self.stdout.write(f"{found} things are wrong, {mended} of them mended.{advice}")
        if found > mended:
            sys.exit(1)
