"""`manage.py explain_refusal SENDER RECIPIENT`: the rule's answer and every fact it rests on."""

from __future__ import annotations

import datetime as dt
import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.age import age_on, today
from accounts.models import User
from messaging import permissions


class Command(BaseCommand):
    help = "Says whether SENDER may write to RECIPIENT, and why. Exit status: 0 may write, 1 may not, 2 unknown name."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("sender", metavar="SENDER")
        parser.add_argument("recipient", metavar="RECIPIENT")
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument("--at", type=dt.date.fromisoformat, metavar="DATE", help="as of this UTC day (YYYY-MM-DD)")

    def handle(self, *args: Any, **options: Any) -> None:
        day: dt.date = options["at"] or today()
        moment = permissions.midnight(day) if options["at"] else None
        sender, recipient = self._id_of(options["sender"]), self._id_of(options["recipient"])
        facts = permissions.facts_between(sender, recipient, moment)
        refusal = permissions.refusal(facts, day)
        answer = {
            "allowed": refusal is None,
            "code": refusal.code if refusal else None,
            "text": refusal.sentence if refusal else "",
            "day": day,
            "sender_age": age_on(facts.sender.birthdate, day),
            "recipient_age": age_on(facts.recipient.birthdate, day),
            "teen_protection": settings.PAPERPLANE_TEEN_PROTECTION,
            "facts": asdict(facts),
        }
        if options["json"]:
            self.stdout.write(json.dumps(answer, default=str, indent=2))
        else:
            self._print(answer)
        if refusal:
            sys.exit(1)

    def _id_of(self, name: str) -> int:
        try:
            return User.objects.get_by_natural_key(name.removeprefix("@")).pk
        except User.DoesNotExist:
            raise CommandError(f"There is no account called {name}.", returncode=2) from None

    def _print(self, answer: dict[str, Any]) -> None:
        facts = answer.pop("facts")
        people = {side: facts.pop(side) for side in ("sender", "recipient")}
        verdict = "may write" if answer["allowed"] else f"may not write: {answer['code']}"
        self.stdout.write(f"@{people['sender']['name']} {verdict} to @{people['recipient']['name']} on {answer['day']}")
        if answer["text"]:
            self.stdout.write(f"  {answer['text']}")
        for side, person in people.items():
            told = {"age": answer[f"{side}_age"]} | {key: person[key] for key in person if key not in ("id", "name")}
            self.stdout.write(f"  {side}: " + ", ".join(f"{key}={value}" for key, value in told.items()))
        self.stdout.write(f"  on this site: teen_protection={answer['teen_protection']}")
        self.stdout.write("  between them: " + ", ".join(f"{key}={value}" for key, value in facts.items()))
