"""`python -m benchmarks.peers.site.people PAIRS` makes the database and prints who is in it, pair by pair, as JSON."""

import json
import sys

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402


def sign_up(name: str) -> dict[str, str]:
    """Somebody who is signed in: the cookie, and the number that others write to."""
    user = get_user_model().objects.create(username=name)
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.create()
    return {"pk": str(user.pk), "cookie": f"sessionid={session.session_key}"}


call_command("migrate", verbosity=0)
pairs = [[sign_up(f"writer{n}"), sign_up(f"reader{n}")] for n in range(int(sys.argv[1]))]
sys.stdout.write(json.dumps(pairs))
