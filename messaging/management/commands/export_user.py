"""`manage.py export_user NAME`: everything of one user in one file."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from accounts.models import User
from messaging.exporting.making import KeepsChanging, write_export


class Command(BaseCommand):
    help = (
        "Writes a ZIP with everything of the account called NAME, as its owner would get it: pages, JSON, pictures and "
        "films; what she has deleted is not in it. Exit status: 0 written, 1 not written, 2 unknown name."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", metavar="NAME")
        parser.add_argument("--output", type=Path, metavar="FILE", help="where to (paperplane-NAME.zip)")
        parser.add_argument("--force", action="store_true", help="replace FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"].removeprefix("@").lower()
        user = User.objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"There is no account called {options['name']}.", returncode=2)
        if user.erased_at:
            raise CommandError(f"{user} is erased, or being erased: there is nothing to export.")
        target: Path = options["output"] or Path(f"paperplane-{name}.zip")
        if target.exists() and not options["force"]:
            raise CommandError(f"{target} is there already; --force replaces it.")
        part = target.with_name(f"{target.name}.part")
        try:
            count = self.write(user, part)
            if User.objects.filter(pk=user.pk, erased_at__isnull=False).exists():
                raise CommandError(f"{user} was erased meanwhile.")
            part.replace(target)
        except KeepsChanging:
            raise CommandError("Messages were being deleted all the time; try again.") from None
        except OSError as error:
            raise CommandError(f"{target} could not be written: {error.strerror}.") from error
        finally:
            part.unlink(missing_ok=True)
        self.stdout.write(f"Wrote {target}: {count} messages, {target.stat().st_size} bytes.")

    def write(self, user: User, part: Path) -> int:
        with (
            os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as file,
            tqdm(total=100, unit="%", disable=None) as bar,
        ):
            count = write_export(user, file, lambda percent: bool(bar.update(percent - bar.n)))
            bar.update(100 - bar.n)
        return count
