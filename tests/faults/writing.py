"""`python -m tests.faults.writing SENDER RECIPIENT COUNT`: commits so many messages as fast as the database takes them.

A process of its own beside the servers, so that several writers meet in the database and nowhere else. The text of each
message is its number.
"""

from __future__ import annotations

import sys
import uuid

import django


def main(sender: str, recipient: str, count: int) -> None:
    from django.db import OperationalError  # noqa: PLC0415  (there are no models before setup)

    from accounts.models import User  # noqa: PLC0415
    from messaging import actions  # noqa: PLC0415
    from messaging.models import Kind  # noqa: PLC0415
    from messaging.payload import Payload  # noqa: PLC0415

    ids = {user.username: user.pk for user in User.objects.filter(username__in=[sender, recipient])}
    for number in range(count):
        payload = Payload(client_id=uuid.uuid4(), kind=Kind.TEXT, text=f"{sender} {number}")
        while True:
            try:
                actions.send_message(sender_id=ids[sender], recipient_id=ids[recipient], payload=payload)
                break
            except OperationalError:
                # Too busy for this one: the same again, under the same id.
                continue


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
