"""How tests upload and work on videos."""

from __future__ import annotations

import html
import re
from pathlib import Path

from django.conf import settings
from django.test import Client
from django.urls import reverse

from social import working
from social.media import files


def begin(client: Client, size: int, name: str = "lake.mp4"):
    return client.post(reverse("video_uploads"), {"name": name, "size": size}, headers={"accept": "application/json"})


def put(client: Client, url: str, offset: int, data: bytes):
    return client.put(url, data, content_type="application/octet-stream", headers={"upload-offset": str(offset)})


def uploaded(client: Client, content: bytes) -> str:
    """Upload a file in two pieces; answers what the server calls it."""
    told = begin(client, len(content)).json()
    half = len(content) // 2
    put(client, told["url"], 0, content[:half])
    put(client, told["url"], half, content[half:])
    return str(told["id"])


def post(client: Client, content: bytes, **fields: object):
    """Upload a file and post it."""
    fields = {"upload": uploaded(client, content), "caption": "", "audience": "everyone"} | fields
    return client.post(reverse("video_new"), fields)


def work() -> None:
    """Do all that waits for the film worker."""
    working.release_the_dead()
    while video := working.take():
        working.work(video)


def stored() -> set[str]:
    """Every file of videos and uploads."""
    place = Path(settings.MEDIA_ROOT)
    return {
        f"{directory}/{path.name}"
        for directory in (files.UPLOADS, files.VIDEOS)
        for path in (place / directory).glob("*")
    }


def named() -> set[str]:
    """Every file that a row names."""
    return working.named(files.UPLOADS) | working.named(files.VIDEOS)


def said(response) -> str:
    """The first sentence on the page about what is wrong."""
    found = re.search(r'class="errorlist"[^>]*>(?:<li>)?([^<]+)', response.content.decode())
    return html.unescape(found[1]) if found else ""
