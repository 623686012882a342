"""What templates say of videos."""

from __future__ import annotations

from django import template

from social.media import intake

register = template.Library()


@register.filter
def clock(seconds: int) -> str:
    """A length as players show it: 7 seconds are 0:07."""
    return f"{seconds // 60}:{seconds % 60:02}"


@register.filter
def why_not(failure: str) -> str:
    """Why a video failed, in a sentence for its author."""
    return intake.why_not(failure)
