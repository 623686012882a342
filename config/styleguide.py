"""Every piece of the pages in every state, on one page: so that a newcomer finds the part before writing another."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from messaging.models import Kind, Message, Participant, Sticker, StickerFavourite
from messaging.refusals import CODES, Refusal
from messaging.runs import mark_runs

NAMES = (
    ("bob", "Bob"),
    ("nadia.w", "Nadia Wolkenstein-Auerbach 🌻"),
    ("maryam", "مريم الكاتبة"),
    ("kenji_t", "日本語の名前"),
)
# Who says it, true for the reader, and what.
TALK = (
    (False, "Did you see the lake this morning?"),
    (False, "All fog, and one very confident duck: https://example.com/duck"),
    (True, "Please tell me you filmed it."),
    (True, "Twelve seconds would do.\nTwenty would be better."),
    (True, "🎉"),
    (False, "مرحبا! Twelve it is."),
)
STICKERS = ("proud", "love", "laugh", "rain")
DRAWINGS = ("plane", "bubbles", "people", "nobody", "lost", "torn", "offline", "closed")
TOKENS = (
    *("ground", "surface", "raised", "hover", "wash", "line", "edge", "text", "text-soft", "link"),
    *("accent", "accent-hover", "heart", "danger", "danger-fill", "ok", "focus"),
)


class SampleForm(forms.Form):
    """One field of each kind, the first of them wrong."""

    name = forms.CharField(label="Name", help_text="Use 2 to 24 letters, digits, dots and underscores.")
    about = forms.CharField(label="About you", widget=forms.Textarea(attrs={"rows": 2}), required=False)
    language = forms.ChoiceField(label="Language", choices=(("en", "English"), ("ru", "Русский")), required=False)
    seen = forms.BooleanField(label="Show when you have seen a message", required=False)


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """The page; only where DEBUG is on."""
    people = [_person(number, name, shown) for number, (name, shown) in enumerate(NAMES, 1)]
    bob, nadia = people[:2]
    talk = [_message(seq, bob, *line) for seq, line in enumerate(TALK, 1)]
    stickers = [_sticker(number, slug) for number, slug in enumerate(STICKERS, 1)]
    talk.append(_message(len(talk) + 1, bob, mine=False, text=""))
    talk[-1].kind, talk[-1].sticker = Kind.STICKER, stickers[0]
    mark_runs(talk)
    talk[1].liked = talk[1].liked_by_peer = talk[0].liked_by_peer = True
    talk[2].reply_to, talk[2].quote = 2, talk[1]
    soon = timezone.now() + dt.timedelta(days=40)
    context = {
        "tokens": TOKENS,
        "drawings": DRAWINGS,
        "form": SampleForm({"name": ""}),
        "people": people,
        "peer": bob,
        "talk": talk,
        "stickers": stickers,
        "chats": [_chat(number, person, talk[number + 1]) for number, person in enumerate(people)],
        "composer": SimpleNamespace(peer=bob, version=1, note="Bob will be able to answer.", quote=talk[0]),
        "wrong": SimpleNamespace(peer=nadia, version=1, draft="Too much", error="Leave out invisible characters."),
        "refusals": [Refusal(code, name="Bob", until=soon, reason="spam") for code in CODES],
    }
    return render(request, "styleguide.html", context)


def _person(number: int, name: str, shown: str) -> Any:
    person: Any = User(pk=number, username=name, display_name=shown, birthdate=dt.date(1990, 1, 1))
    person.i_follow, person.follows_me = number % 2 == 0, True
    person.i_block = person.blocks_me = False
    person.follow_version = 1
    person.refusal = Refusal("friends_only", name=shown) if number == len(NAMES) else None
    return person


def _message(seq: int, peer: User, mine: bool, text: str) -> Message:
    sent_at = timezone.now() - dt.timedelta(minutes=20 - seq)
    message = Message(client_id=UUID(int=seq), seq=seq, revision=seq, kind=Kind.TEXT, text=text, sent_at=sent_at)
    message.sender = User(pk=0, username="me") if mine else peer
    message.mine, message.big_emoji = mine, len(text) == 1
    return message


def _sticker(number: int, slug: str) -> Sticker:
    sticker = Sticker(pk=number, slug=slug, static_path=f"stickers/duck/{slug}.svg")
    sticker.favourite = StickerFavourite() if number == 1 else None
    return sticker


def _chat(number: int, peer: User, last: Message) -> Any:
    chat: Any = Participant(peer=peer, unread=(0, 3, 128, 0)[number], order=100 - number, stamp=1)
    chat.container, chat.last = "chats", last
    chat.pinned_at = last.sent_at if number == 0 else None
    chat.muted_at = last.sent_at if number == 2 else None
    return chat
