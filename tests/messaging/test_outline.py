"""A frame that is filled in is the frame that the template would have drawn."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from lucide.templatetags import lucide as package

from accounts.mailboxes import Stamp
from accounts.models import User
from messaging import log, ordinary
from messaging.models import Kind, Message, Participant
from messaging.outline import Outline
from tests.factories import send

counts = st.one_of(st.just(0), st.integers(1, 2**62))
moments = st.one_of(st.none(), st.integers(0, 2**31).map(lambda second: dt.datetime.fromtimestamp(second, dt.UTC)))
names = st.one_of(st.just(""), st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30))
texts = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200),
    st.sampled_from(
        ["<b>&amp;</b>", "see https://example.org/?a=1&b=2.", "\U0001f986", "{{ user.password }}", "%(name)s", "7" * 30]
    ),
)
people = st.builds(
    User,
    id=st.integers(1, 10**9),
    username=st.from_regex(r"[a-z0-9_.]{2,24}", fullmatch=True),
    display_name=names,
    avatar=st.sampled_from(["", "avatars/some.webp"]),
)


@st.composite
def frames(draw):
    user, peer = draw(people), draw(people)
    message = Message(
        thread_id=1,
        seq=draw(st.integers(1, 2**62)),
        revision=draw(st.integers(1, 2**62)),
        client_id=UUID(int=draw(st.integers(0, 2**128 - 1))),
        sender_id=draw(st.sampled_from([user.pk, peer.pk])),
        kind=Kind.TEXT,
        text=draw(texts),
        sent_at=draw(moments.filter(bool)),
    )
    shown = log.just_written(user, peer, message)
    chat = Participant(
        user=user,
        peer=peer,
        order=draw(counts),
        stamp=draw(counts),
        preview_seq=message.seq,
        unread=draw(counts),
        pinned_at=draw(moments),
        muted_at=draw(moments),
        has_written=True,
    )
    chat.last, chat.listed_in = shown, draw(st.sampled_from(["chats", "requests"]))
    return {
        "user": user,
        "peer": peer,
        "message": shown,
        "messages": [shown],
        "chat": chat,
        "asks": False,
        "change": Stamp(draw(counts), draw(counts)),
        "stamp": draw(counts),
        "unread_chats": draw(counts),
        "unseen_acts": draw(counts),
        "requests_wait": False,
    }


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ru"])
@settings(deadline=None)
@given(context=frames())
def test_filled_in_it_is_what_the_template_gives(language, context):
    with translation.override(language):
        drawn = render_to_string("messaging/live/message.html", context)
        assert ordinary.ORDINARY.fill(context) == drawn
        # Whatever was filled in before has left nothing behind.
        assert ordinary.ORDINARY.fill(context) == drawn


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ru"])
@settings(deadline=None)
@given(context=frames(), liked=st.booleans(), by_peer=st.booleans(), run=st.sampled_from(["", "first", "last"]))
def test_so_is_a_message_on_a_page(language, context, liked, by_peer, run):
    message, peer = context["message"], context["peer"]
    message.liked, message.liked_by_peer, message.run = liked, by_peer, run
    with translation.override(language):
        drawn = render_to_string("messaging/_message.html", context)
        for _n in range(2):
            assert ordinary.ARTICLE.fill({"message": message, "peer": peer}) == drawn


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ru"])
@settings(deadline=None)
@given(context=frames(), kind=st.sampled_from(Kind.values))
def test_so_is_a_chat_in_the_list(language, context, kind):
    chat = context["chat"]
    chat.last.kind = kind
    with translation.override(language):
        if chat.last.text:
            assert ordinary.is_plain_row(chat, "somebody.else")
            assert ordinary.ROW.fill({"chat": chat}) == render_to_string("messaging/_chat_row.html", {"chat": chat})
        assert not ordinary.is_plain_row(chat, chat.peer.username)


def test_an_icon_is_the_one_of_the_package():
    drawn = Template("{% load icons %}{% lucide 'pin' size=20 role='img' aria_label=label %}")
    for label in ("Pinned", "<b>", "Pinned"):
        shown = drawn.render(Context({"label": label}))
        assert shown == package.lucide("pin", size=20, role="img", aria_label=label)


def test_what_was_not_declared_is_told_in_the_log_and_drawn_all_the_same(caplog):
    outline = Outline("_partials/avatar.html", values=["person.avatar", "person.name_shown"])
    context = {"person": User(pk=17, username="alice")}
    assert outline.fill(context) == render_to_string("_partials/avatar.html", context)
    assert "_partials/avatar.html asks for what its outline does not declare" in caplog.text
    assert "person.tint" in caplog.text


@pytest.mark.parametrize("language", ["en", "ru"])
def test_an_ordinary_message_needs_no_more_than_is_declared(alice, bob, language, caplog, committed):
    User.objects.update(language=language)
    send(alice, bob)
    send(bob, alice)
    with committed():
        sent = send(alice, bob)
    assert set(sent.frames) == {alice.pk, bob.pk}
    assert not [record for record in caplog.records if record.name == "messaging.outline"]
