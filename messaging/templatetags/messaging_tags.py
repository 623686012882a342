"""What templates of every app may ask of the messages."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from accounts.age import today
from accounts.models import User
from messaging import permissions
from messaging.shelf import latest_of
from messaging.text import with_links
from messaging.views.emoji import emoji_url as url_of_emoji

register = template.Library()


@register.filter
def message_text(text: str) -> SafeString:
    """A message's words, escaped, with its web addresses as links."""
    return with_links(text)


@register.inclusion_tag("messaging/_message_button.html", takes_context=True)
def message_button(context: dict[str, Any], person: User) -> dict[str, Any]:
    """The way into a conversation with `person`, or why there is none."""
    facts = permissions.facts_between(context["user"].pk, person.pk)
    refusal = permissions.refusal(facts, today())
    return {"person": person, "refusal": refusal, "version": facts.version}


@register.inclusion_tag("messaging/_video_reply.html", takes_context=True)
def video_reply(context: dict[str, Any], video_pk: int, name: str) -> dict[str, Any]:
    """The way back into the chat with NAME that the reader came from, to answer the video's message there."""
    peer = User.objects.filter(username=name).first() if name else None
    return {"peer": peer, "message": latest_of(context["user"], peer, video_pk) if peer else None}


@register.simple_tag
def emoji_url() -> str:
    """Where the picker finds its emoji in the reader's language."""
    return url_of_emoji()
