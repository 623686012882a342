"""What every page knows of its reader's mailbox."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from accounts.models import Mailbox


def mailbox(request: HttpRequest) -> dict[str, Any]:
    """The tab's cursor and the unread badge. A page of messages has read its cursor before its rows; others have no
    rows to be late for."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    box: Mailbox = getattr(request, "mailbox", None) or Mailbox.objects.get(pk=user.pk)
    return {"stamp": box.counter, "unread_chats": box.unread_chats, "unseen_acts": box.unseen_acts}
