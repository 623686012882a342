"""`manage.py import_stickers DIR`: takes a sticker pack in, or brings it up to date."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from messaging.packs import WrongPack, import_pack, read_pack, shipped_packs


class Command(BaseCommand):
    help = (
        "Takes in the sticker packs of the directories DIR, each with a pack.json and its pictures (PNG or WebP, also "
        "moving). Doing it twice is no mistake. Exit status: 0 taken in, 1 a pack is wrong, 2 wrong arguments."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directories", nargs="*", type=Path, metavar="DIR")
        parser.add_argument("--shipped", action="store_true", help="the packs that come with Paperplane")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        directories = [*options["directories"], *(shipped_packs() if options["shipped"] else [])]
        if not directories:
            raise CommandError("Name a directory, or --shipped.", returncode=2)
        try:
            packs = [read_pack(directory.resolve()) for directory in directories]
            told = [(pack, import_pack(pack, dry_run=options["dry_run"])) for pack in packs]
        except WrongPack as wrong:
            raise CommandError(str(wrong), returncode=1) from wrong
        if options["verbosity"] == 0:
            return
        would = "would be " if options["dry_run"] else ""
        for pack, counts in told:
            self.stdout.write(f"{pack.slug}: {would}{counts['new']} new, {counts['changed']} changed, ", ending="")
            self.stdout.write(f"{counts['as before']} as before.")
