"""`manage.py delete_user NAME`: closes an account, to be erased after two weeks, or at once."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from accounts import actions_leaving as leaving
from accounts.models import Leaving, User
from messaging.actions.leaving import Unfinished, erase_account, weight


class Command(BaseCommand):
    help = (
        "Closes the account called NAME at once and erases it after 14 days, or with --now at once: profile, files, "
        "follows, and its own side of every chat; what it wrote stays with others, under Deleted account. "
        "Exit status: 0 done, 1 not possible, 2 unknown name or wrong arguments."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", metavar="NAME")
        parser.add_argument("--now", action="store_true", help="leave no time to think better of it")
        parser.add_argument("--keep", action="store_true", help="take back a deletion whose time has not come")
        parser.add_argument("--no-input", action="store_false", dest="asks", help="don't ask before --now")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["now"] and options["keep"]:
            raise CommandError("--now and --keep exclude each other.", returncode=2)
        user = User.objects.filter(username=options["name"].removeprefix("@").lower()).first()
        if user is None:
            raise CommandError(f"There is no account called {options['name']}.", returncode=2)
        if user.erased_at and not Leaving.objects.filter(user=user).exists():
            raise CommandError(f"{user} has been erased already.")
        if options["dry_run"]:
            self.stdout.write(f"Would erase {user}: about {weight(user)} pieces.")
        elif options["keep"]:
            self.keep(user)
        elif options["now"]:
            self.erase(user, asks=options["asks"])
        else:
            self.close(user)

    def close(self, user: User) -> None:
        try:
            due = leaving.leave(user_id=user.pk).due_at
        except leaving.AlreadyErased:
            raise CommandError(f"{user} is being erased already.") from None
        self.stdout.write(f"{user} is closed and will be erased on {due:%Y-%m-%d %H:%M} UTC, unless it is kept.")

    def keep(self, user: User) -> None:
        try:
            opens = leaving.keep(user_id=user.pk)
        except (leaving.NotLeaving, leaving.AlreadyErased):
            raise CommandError(f"{user} is not leaving, or it is too late.") from None
        self.stdout.write(f"{user} is kept{'' if opens else ', and closed by a moderator'}.")

    def erase(self, user: User, *, asks: bool) -> None:
        if asks and input(f"Erase {user} for ever? Type the name to go on: ") != user.username:
            raise CommandError("Nothing was done.")
        if user.erased_at is None:
            leaving.leave(user_id=user.pk, grace=leaving.NOW)
        with tqdm(total=weight(user), unit=" pieces", disable=None) as bar:
            try:
                erase_account(user.pk, lambda: bool(bar.update()))
            except Unfinished:
                raise CommandError(f"Things kept coming in for {user}; run this once more.") from None
        self.stdout.write(f"{user} is erased.")
