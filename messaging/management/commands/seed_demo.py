"""`manage.py seed_demo`: the accounts and the chat that a newcomer finds."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import actions as accounts
from accounts.age import today
from accounts.models import MessagePrivacy, User
from messaging import actions
from messaging.models import Kind, Report, Thing
from messaging.moderation import roles, subjects
from messaging.payload import Payload
from social import actions as social
from social.tasks import draw_demo_video

PASSWORD = "paperplane"  # noqa: S105 (the demo's, and only with DEBUG on)
PEOPLE = {"alice": "Alice", "bob": "Bob", "carol": "Carol", "dana": "Dana", "erin": "Erin", "frank": "Frank"}
CHAT = (
    ("alice", "Hi bob, did you see the lake this morning?"),
    ("bob", "I did. All fog and one very confident duck 🦆"),
    ("alice", "Please tell me you filmed it"),
    ("bob", "Twelve seconds of it. I'll post it tonight."),
    ("alice", "🎉"),
)
# Author, scene and caption, the oldest first.
CLIPS = (
    ("carol", "tiles", "Kitchen floor, finally done"),
    ("frank", "rings", "Breathe in, breathe out"),
    ("erin", "slowly", "Note to self"),
    ("carol", "orbits", "Seven planets, no traffic"),
    ("alice", "plane", "Thrown from the balcony. It came back."),
    ("bob", "lake", "All fog and one very confident duck (just left the picture)"),
)


class Command(BaseCommand):
    help = (
        "Makes the demo accounts, who follows whom, and a chat. Only with DEBUG on; does nothing the second time. "
        "Exit status: 0 made or there already, 1 not with DEBUG off."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would be made, and make nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("seed_demo makes accounts with a known password, so it runs only with DJANGO_DEBUG=1.")
        if User.objects.filter(username="alice").exists():
            self.stdout.write("The demo accounts are there already.")
            return
        if options["dry_run"]:
            self.stdout.write(f"Would make {', '.join([*PEOPLE, 'mod'])}, a chat, a report and {len(CLIPS)} clips.")
            return
        call_command("import_stickers", shipped=True, verbosity=0)
        ids = {name: person.pk for name, person in self._people().items()}
        for follower, followed in (("alice", "bob"), ("bob", "alice"), ("carol", "alice")):
            social.follow(follower_id=ids[follower], followed_id=ids[followed])
        social.block(blocker_id=ids["alice"], blocked_id=ids["frank"])
        for sender, text in CHAT:
            recipient = "bob" if sender == "alice" else "alice"
            payload = Payload(client_id=uuid4(), kind=Kind.TEXT, text=text)
            sent = actions.send_message(sender_id=ids[sender], recipient_id=ids[recipient], payload=payload)
            # Whoever answers has read what stands above.
            actions.mark_read(user=User(pk=ids[sender]), peer_id=ids[recipient], seq=sent.message.seq)
        self._report(ids)
        for author, scene, caption in CLIPS:
            draw_demo_video.enqueue(author, scene, caption)
        self.stdout.write(f"Made {', '.join(ids)}; the password of each is {PASSWORD}.")

    def _report(self, ids: dict[str, int]) -> None:
        """Something for the moderator to look at: Carol finds Frank's profile odd."""
        carol = User(pk=ids["carol"])
        subject = subjects.find(carol, Thing.ACCOUNT, ids["frank"])
        actions.report(reporter=carol, subject=subject, reason=Report.Reason.SPAM, note="He sells followers, he says.")

    def _people(self) -> dict[str, User]:
        grown_up = today() - dt.timedelta(days=365 * 27)
        young = today() - dt.timedelta(days=365 * 15 + 30)
        people = {
            name: User.objects.create_user(
                name, young if name == "dana" else grown_up, PASSWORD, display_name=shown, welcomed_at=timezone.now()
            )
            for name, shown in PEOPLE.items()
        }
        accounts.set_message_privacy(user_id=people["erin"].pk, value=MessagePrivacy.NOBODY)
        mod = {"display_name": "Moderator", "welcomed_at": timezone.now()}
        people["mod"] = User.objects.create_user("mod", grown_up, PASSWORD, **mod)
        roles.enrol(people["mod"], roles.MODERATOR)
        return people
