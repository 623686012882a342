"""`python -m tests.faults.people COUNT`: that many grown-ups who may all write to each other, signed in.

Makes them in the database that the environment names, and prints their names and cookies as JSON.
"""

from __future__ import annotations

import json
import sys

import django


def make(count: int, everybody: int = 60) -> dict[str, dict[str, str]]:
    """Up to `everybody` people all follow each other; of more, each follows the next and is followed by her."""
    from django.conf import settings  # noqa: PLC0415  (there are no settings before setup)
    from django.test import Client  # noqa: PLC0415

    from social.models import Follow  # noqa: PLC0415
    from tests.factories import PASSWORD, UserFactory  # noqa: PLC0415

    users = [UserFactory(username=f"p{number}") for number in range(count)]
    for user in users[-4:]:
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
    pairs = [
        (a, b)
        for i, a in enumerate(users)
        for j, b in enumerate(users)
        if i != j and (count <= everybody or i // 2 == j // 2)
    ]
    Follow.objects.bulk_create([Follow(follower=a, followed=b) for a, b in pairs], batch_size=500)
    cookies = {}
    for user in users:
        client = Client()
        client.force_login(user)
        cookies[user.username] = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
    return {"cookies": cookies, "csrf": settings.CSRF_COOKIE_NAME, "password": PASSWORD}


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(make(int(sys.argv[1]))))
