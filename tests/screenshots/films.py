"""Videos on the stage beside those that play: in the works, failed, and cut into a GIF."""

from __future__ import annotations

import datetime as dt

from accounts.models import User
from messaging import actions
from messaging.pictures.intake import cut_out
from social.models import Video


def add_works(alice: User, bob: User, now: dt.datetime) -> None:
    """Of alice's one is just being made and one has failed; a GIF of hers is out of bob's."""
    film = Video.objects.get(author=bob)
    Video.objects.filter(pk=film.pk).update(allow_download=True)
    actions.add_gif(owner=alice, film=cut_out(film, start=0.5, length=1, caption="confident"))
    Video.objects.create(author=alice, caption="The lake, again", source="uploads/none", progress=42, taken_at=now)
    Video.objects.create(author=alice, caption="Fog", state="failed", failure="too_long")
