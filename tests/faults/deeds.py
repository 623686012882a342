"""`python -m tests.faults.deeds deactivate NAME`: what an administrator's command does. Prints when that was done."""

from __future__ import annotations

import sys
import time

import django


def deactivate(name: str) -> None:
    from accounts import actions  # noqa: PLC0415  (there are no models before setup)
    from accounts.models import User  # noqa: PLC0415

    actions.set_active(user_id=User.objects.get(username=name).pk, active=False)


if __name__ == "__main__":
    django.setup()
    {"deactivate": deactivate}[sys.argv[1]](sys.argv[2])
    sys.stdout.write(str(time.time()))
