"""The pictures of chats and of the picker."""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.media import FOR_EVER, send_file
from messaging.media import send_gif
from messaging.models import Gif, Message, Thread
from messaging.views.guard import MailboxRequest, messenger, peer_called

STICKER = re.compile(r"[A-Za-z0-9_-]+\.webp")


@require_safe
@messenger
def message_media(request: MailboxRequest, name: str, seq: int) -> HttpResponseBase:
    """What message `seq` of the chat with NAME shows, as long as it stands on the reader's side."""
    thread = Thread.objects.between(request.user.pk, peer_called(name).pk)
    visible = Message.objects.for_user(request.user).select_related("gif").filter(gif__withdrawn_at=None)
    return send_gif(request, get_object_or_404(visible, thread__in=thread, seq=seq).gif)


@require_safe
@messenger
def gif_media(request: MailboxRequest, pk: int) -> HttpResponseBase:
    """A GIF that the reader could send."""
    return send_gif(request, get_object_or_404(Gif.objects.for_user(request.user), pk=pk))


@require_safe
def sticker_file(request: HttpRequest, file: str) -> HttpResponseBase:
    """A sticker that was uploaded: nobody's secret, and never changed under its name."""
    if not STICKER.fullmatch(file):
        raise Http404
    return send_file(f"stickers/{file}", content_type="image/webp", cache_control=FOR_EVER)
