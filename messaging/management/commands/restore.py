"""`manage.py restore FILE`: a site as it was when FILE was backed up."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from messaging.upkeep.progress import progress_bars
from messaging.upkeep.restoring import CannotRestore, restore


class Command(BaseCommand):
    help = (
        "Puts the database and files of the backup FILE where this site has its own (DATABASE_URL and MEDIA_ROOT), "
        "once every checksum was compared; the site must be stopped. Exit status: 0 restored, 1 refused, with nothing "
        "changed."
    )
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--force", action="store_true", help="replace a site that is there")
        parser.add_argument("--dry-run", action="store_true", help="only look whether FILE can be restored here")

    def handle(self, *args: Any, **options: Any) -> None:
        dry_run = options["dry_run"]
        try:
            with progress_bars() as note:
                manifest = restore(options["file"], force=options["force"], dry_run=dry_run, note=note)
        except CannotRestore as reason:
            raise CommandError(str(reason)) from reason
        counts = manifest["counts"]
        self.stdout.write(
            f"{'Could restore' if dry_run else 'Restored'} the backup of {manifest['made_at'][:16]}: "
            f"{counts['accounts_user']} accounts, {counts['messaging_message']} messages, "
            f"{len(manifest['entries']) - 1} files."
        )
        if not dry_run:
            executor = MigrationExecutor(connection)
            if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
                self.stdout.write(
                    f"It is of an earlier Paperplane: run `manage.py migrate` now ({len(plan)} to apply)."
                )
