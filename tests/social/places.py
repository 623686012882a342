"""Where a video shows."""

from __future__ import annotations

from django.test import Client

from social.models import Video


def everywhere(client: Client, video: Video) -> set[str]:
    """Where this video shows for the one before `client`."""
    places = {"feed": "/", "page": f"/videos/{video.pk}/", "profile": f"/@{video.author.username}/"}
    marks = (f'id="reel-{video.pk}"', f'href="/videos/{video.pk}/"')
    return {name for name, path in places.items() if any(m in client.get(path).content.decode() for m in marks)}
