"""What a hundred megabytes cost the real server: the disk, and hardly any memory."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from social.models import VideoUpload
from tests.e2e.sending import forget_most, held, most_held, send
from tests.e2e.site import Site
from tests.factories import UserFactory

MEGABYTE = 1024 * 1024
ROOM = 40  # megabytes: a few pieces of 2 MB at a time


def test_the_memory_of_the_server_stays_flat_while_100_megabytes_come_in(server: Site) -> None:
    alice = UserFactory(username="alice")
    send(server, alice, 4 * MEGABYTE)  # what is loaded once, is
    before = held(server.pid)
    forget_most(server.pid)
    send(server, alice, 100 * MEGABYTE)
    most, after = most_held(server.pid), held(server.pid)
    print(f"\nMB before {before}, at the most {most}, after {after}")  # noqa: T201
    assert most - before < ROOM
    upload = VideoUpload.objects.order_by("-size")[0]
    assert Path(settings.MEDIA_ROOT, upload.file.name or "").stat().st_size == 100 * MEGABYTE
