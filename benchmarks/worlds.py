"""People to measure with: `python -m benchmarks.worlds ours|textbook PAIRS IDLE` fills the database it is told of.

Prints, as JSON, the name and the cookie of each: PAIRS who have a dialogue, then IDLE who only have a tab open.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import secrets
import sys
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import django
from django.core.management import call_command
from django.utils import timezone

SETTINGS = {"ours": "config.settings", "textbook": "benchmarks.textbook.settings"}
TOKEN = "benchmarkbenchmarkbenchmarkbench"  # noqa: S105  (what a browser's form would carry)


def make(kind: str, pairs: int, idle: int) -> dict[str, Any]:
    """Make the world of `kind` in an empty database. Answers who is in it."""
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    talkers = people(kind, "talker", 2 * pairs)
    if kind == "ours":
        introduce(talkers)
    keys = sessions([*talkers, *people(kind, "idle", idle)])
    told = [{"name": name, "cookie": f"sessionid={key}; csrftoken={TOKEN}"} for name, key in keys]
    return {"pairs": [told[n : n + 2] for n in range(0, 2 * pairs, 2)], "idle": told[2 * pairs :]}


def people(kind: str, called: str, count: int) -> list[Any]:
    from django.contrib.auth import get_user_model  # noqa: PLC0415  (there are no models before setup)

    users = get_user_model().objects
    common: dict[str, Any] = {"password": "!nobody signs in with this"}
    if kind == "ours":
        common |= {"birthdate": dt.date(1995, 5, 17), "message_privacy": "friends"}
    made = users.bulk_create(users.model(username=f"{called}{n}", **common) for n in range(count))
    if kind == "ours":
        from accounts.models import Mailbox  # noqa: PLC0415

        Mailbox.objects.bulk_create(Mailbox(user=user) for user in made)
    return made


def introduce(talkers: list[Any]) -> None:
    """Let each two of them follow each other, and have a dialogue."""
    from messaging import actions  # noqa: PLC0415
    from messaging.models import Kind  # noqa: PLC0415
    from messaging.payload import Payload  # noqa: PLC0415
    from social.models import Follow  # noqa: PLC0415

    for one, other in batched_pairs(talkers):
        Follow.objects.bulk_create([Follow(follower=one, followed=other), Follow(follower=other, followed=one)])
        for sender, recipient in ((one, other), (other, one)):
            payload = Payload(client_id=uuid4(), kind=Kind.TEXT, text="hello")
            actions.send_message(sender_id=sender.pk, recipient_id=recipient.pk, payload=payload)


def batched_pairs(talkers: list[Any]) -> Iterator[tuple[Any, Any]]:
    return zip(talkers[::2], talkers[1::2], strict=True)


def sessions(users: list[Any]) -> list[tuple[str, str]]:
    """A session for each of `users`; answers names and keys."""
    from django.conf import settings  # noqa: PLC0415
    from django.contrib import auth  # noqa: PLC0415
    from django.contrib.sessions.models import Session  # noqa: PLC0415

    expires = timezone.now() + dt.timedelta(days=1)
    rows = [
        Session(
            session_key=secrets.token_hex(16),
            session_data=Session.objects.encode(
                {
                    auth.SESSION_KEY: str(user.pk),
                    auth.BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
                    auth.HASH_SESSION_KEY: user.get_session_auth_hash(),
                }
            ),
            expire_date=expires,
        )
        for user in users
    ]
    Session.objects.bulk_create(rows)
    return [(user.username, row.session_key) for user, row in zip(users, rows, strict=True)]


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS[sys.argv[1]]
    sys.stdout.write(json.dumps(make(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
