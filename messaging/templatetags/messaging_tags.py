"""What templates of every app may ask of the messages."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from accounts.age import today
from accounts.models import User
from messaging import permissions
from messaging.gifs import made_of
from messaging.ordinary import ARTICLE, ROW, is_plain, is_plain_row
from messaging.shelf import latest_of
from messaging.views.emoji import emoji_url as url_of_emoji

register = template.Library()


@register.inclusion_tag("messaging/_message_button.html", takes_context=True)
def message_button(context: dict[str, Any], person: User) -> dict[str, Any]:
    """The way into a conversation with `person`, or why there is none."""
    facts = permissions.facts_between(context["user"].pk, person.pk)
    refusal = permissions.refusal(facts, today())
    return {"person": person, "refusal": refusal, "version": facts.version}


@register.simple_tag(takes_context=True)
def article(context: Context) -> SafeString:
    """The `message` of the context as `_message.html` draws it; drawn anew only where it is more than words."""
    message = context["message"]
    if is_plain(message):
        return ARTICLE.fill({"message": message, "peer": context["peer"]})
    return _draw("messaging/_message.html", context)


@register.simple_tag(takes_context=True)
def chat_row(context: Context) -> SafeString:
    """The `chat` of the context as `_chat_row.html` draws it; drawn anew only where there is more to it than usual."""
    chat = context["chat"]
    if is_plain_row(chat, context.get("current")):
        return ROW.fill({"chat": chat})
    return _draw("messaging/_chat_row.html", context)


def _draw(name: str, context: Context) -> SafeString:
    assert context.template  # noqa: S101  (a tag is drawn by one)
    return context.template.engine.get_template(name).render(context)


@register.inclusion_tag("messaging/_video_reply.html", takes_context=True)
def video_reply(context: dict[str, Any], video_pk: int, name: str) -> dict[str, Any]:
    """The way back into the chat with NAME that the reader came from, to answer the video's message there."""
    peer = User.objects.filter(username=name).first() if name else None
    return {"peer": peer, "message": latest_of(context["user"], peer, video_pk) if peer else None}


@register.inclusion_tag("messaging/_video_gifs.html", takes_context=True)
def video_gifs(context: dict[str, Any], video_pk: int) -> dict[str, Any]:
    """What was made of a video, for its author, who is reading."""
    count, shown = made_of(video_pk, context["user"])
    return {"count": count, "shown": shown}


@register.simple_tag
def emoji_url() -> str:
    """Where the picker finds its emoji in the reader's language."""
    return url_of_emoji()
