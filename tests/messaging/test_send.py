"""POST /messages/@NAME/: what each kind of client is answered, and what stays of what was typed."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils.dateparse import parse_datetime

from messaging.live import user_group
from messaging.models import Message, Thread
from messaging.views import sending
from social import actions as social
from tests.factories import UserFactory, open_to_all, send
from tests.messaging.frames import frame_in, parse, words_of

JSON = {"accept": "application/json"}
HTMX = {"hx-request": "true"}


def post(client, *, name="bob", headers=None, **fields):
    """Sends a form as a page would; a field that is None is left out."""
    data = {"client_id": str(uuid4()), "text": "hello", **fields}
    return client.post(f"/messages/@{name}/", {k: v for k, v in data.items() if v is not None}, headers=headers)


def error_in(html):
    """The words of a failure, as the page's scripts look for them."""
    return next(e.text for e in parse(html).find_all() if "data-error" in e.attrs and e.text)


def test_it_works(as_alice, bob):
    client_id = str(uuid4())
    response = post(as_alice, headers=JSON, client_id=client_id)
    assert response.status_code == 201
    message = Message.objects.get()
    told = response.json()
    assert set(told) == {"client_id", "seq", "sent_at"}
    assert (told["client_id"], told["seq"]) == (client_id, 1)
    assert abs(parse_datetime(told["sent_at"]) - message.sent_at).total_seconds() < 0.001
    assert message.text == "hello"


def test_a_plain_form_is_sent_back_to_the_chat(as_alice, bob):
    response = post(as_alice)
    assert (response.status_code, response.url) == (303, "/messages/@bob/")
    assert "hello" in words_of(as_alice.get(response.url).content)


def test_a_page_gets_its_own_fragment(as_alice, bob):
    response = post(as_alice, headers=HTMX)
    assert response.status_code == 201
    message = Message.objects.get()
    article = frame_in(response.content).by_id(message.dom_id)
    assert article.attrs["data-seq"] == "1"
    assert "mine" in article.attrs["class"].split()
    assert "hello" in article.text


@pytest.mark.django_db(transaction=True)
def test_the_fragment_is_the_frame_that_her_other_tabs_are_pushed(as_alice, bob, alice, pushed):
    response = post(as_alice, headers=HTMX)
    assert response.status_code == 201
    assert (user_group(alice.pk), response.content.decode()) in [(group, event["html"]) for group, event in pushed]


def test_a_retry_is_answered_200_with_the_first_result(as_alice, bob):
    client_id = str(uuid4())
    first = post(as_alice, headers=JSON, client_id=client_id)
    again = post(as_alice, headers=JSON, client_id=client_id)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    fragment = post(as_alice, headers=HTMX, client_id=client_id)
    assert fragment.status_code == 200
    assert frame_in(fragment.content).by_id(f"m-{client_id}").attrs["data-seq"] == "1"
    assert post(as_alice, client_id=client_id).status_code == 303
    assert Message.objects.count() == 1


@pytest.mark.parametrize("form", ["{}", "{{{}}}", "urn:uuid:{}"])
def test_an_id_is_the_same_however_it_is_written(as_alice, bob, form):
    client_id = str(uuid4())
    post(as_alice, client_id=client_id)
    again = post(as_alice, headers=JSON, client_id=form.format(client_id.upper()))
    assert (again.status_code, again.json()["client_id"]) == (200, client_id)


def test_a_retry_after_a_block_is_still_answered_200(as_alice, alice, bob):
    client_id = str(uuid4())
    first = post(as_alice, headers=JSON, client_id=client_id)
    social.block(blocker_id=bob.pk, blocked_id=alice.pk)
    again = post(as_alice, headers=JSON, client_id=client_id)
    assert (again.status_code, again.json()) == (200, first.json())
    assert post(as_alice, headers=JSON).status_code == 403


def test_a_retry_after_its_sender_deleted_it_brings_no_article_back(as_alice, bob):
    client_id = str(uuid4())
    post(as_alice, client_id=client_id)
    as_alice.delete("/messages/@bob/1")
    again = post(as_alice, headers=HTMX, client_id=client_id)
    assert again.status_code == 200
    assert not frame_in(again.content).find("article")
    assert post(as_alice, headers=JSON, client_id=client_id).json()["seq"] == 1


@pytest.mark.parametrize("headers", [JSON, HTMX, None], ids=["program", "page", "form"])
def test_the_same_id_with_other_words_is_409_and_keeps_them(as_alice, bob, headers):
    client_id = str(uuid4())
    post(as_alice, client_id=client_id)
    response = post(as_alice, headers=headers, client_id=client_id, text="other words")
    assert response.status_code == 409
    if headers == JSON:
        assert response.json() == {"error": "conflict", "text": "This message was already sent with other words."}
    else:
        assert error_in(response.content) == "This message was already sent with other words."
    if headers is None:
        assert parse(response.content).find("textarea").text == "other words"
    assert Message.objects.get().text == "hello"


def test_the_other_sides_id_is_409(as_alice, as_bob):
    client_id = str(uuid4())
    post(as_alice, client_id=client_id)
    assert post(as_bob, name="alice", headers=JSON, client_id=client_id).status_code == 409
    assert Message.objects.count() == 1


INVALID = {
    "no id": ({"client_id": None}, "The message has no id."),
    "a wrong id": ({"client_id": "7"}, "Wrong id."),
    "no text": ({"text": None}, "Write something first."),
    "an empty text": ({"text": ""}, "Write something first."),
    "only spaces": ({"text": " \n\t\u200b\u3164 "}, "Write something first."),
    "4001 characters": ({"text": "x" * 4001}, "This is 4001 characters long; a message holds 4000."),
    "a control character": ({"text": "a\x07b"}, "Leave out invisible control characters."),
    "a null": ({"text": "a\x00b"}, "Null characters are not allowed."),
    "a bidi override": ({"text": "a\u202eb"}, "Leave out invisible control characters."),
    "3000 marks": ({"text": "e" + "\u0301" * 3000}, "Too many accents on one letter."),
    "a reply to nothing": ({"reply_to": "1"}, "The message you reply to is gone."),
    "a reply to no number": ({"reply_to": "one"}, "Enter a whole number."),
    "a reply beyond all numbers": ({"reply_to": "1" * 30}, "The message you reply to is gone."),
}


@pytest.mark.parametrize("case", INVALID)
def test_what_is_wrong_with_it_is_said_in_words_and_nothing_is_stored(as_alice, bob, case):
    fields, sentence = INVALID[case]
    told = post(as_alice, headers=JSON, **fields)
    assert told.status_code == 422
    assert told.json() == {"error": "invalid", "text": sentence}
    fragment = post(as_alice, headers=HTMX, **fields)
    assert fragment.status_code == 422
    assert error_in(fragment.content) == sentence
    page = post(as_alice, **fields)
    assert page.status_code == 422
    assert error_in(page.content) == sentence
    assert not Thread.objects.exists()


KEPT = {
    "a wrong id": {"client_id": "7", "text": "  two\nlines & <more> "},
    "4001 characters": {"text": "x" * 4001},
    "a bidi override": {"text": "a\u202eb"},
    "3000 marks": {"text": "e" + "\u0301" * 3000},
    "a reply to nothing": {"reply_to": "1", "text": "yes"},
}


@pytest.mark.parametrize("case", KEPT)
def test_what_was_typed_into_a_plain_form_is_kept_beside_what_was_wrong(as_alice, bob, case):
    page = parse(post(as_alice, **KEPT[case]).content)
    field = page.find("textarea", name="text")
    assert "".join(field.children) == KEPT[case]["text"]
    assert field.attrs["aria-invalid"] == "true"
    assert page.by_id(field.attrs["aria-describedby"]).text


def test_a_reply_points_at_what_its_sender_can_see(as_alice, alice, bob):
    send(bob, alice, "which lake?")
    assert post(as_alice, headers=JSON, reply_to="1").status_code == 201
    as_alice.delete("/messages/@bob/1")
    assert post(as_alice, headers=JSON, reply_to="1").status_code == 422
    assert post(as_alice, headers=JSON, reply_to="3").status_code == 422


REFUSED = {
    "a stranger": ("friends_only", lambda: UserFactory(username="dana")),
    "somebody who accepts nobody": ("nobody", lambda: UserFactory(username="dana", message_privacy="nobody")),
    "somebody not followed": ("not_following", lambda: open_to_all(username="dana")),
    "somebody who is closed": ("unavailable", lambda: UserFactory(username="dana", is_active=False)),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_refusal_is_told_to_each_client_and_nothing_is_stored(as_alice, case):
    code, make = REFUSED[case]
    make()
    told = post(as_alice, name="dana", headers=JSON)
    assert told.status_code == 403
    assert told.json()["refusal"] == code
    assert told.json()["text"]
    fragment = post(as_alice, name="dana", headers=HTMX)
    assert fragment.status_code == 403
    assert frame_in(fragment.content).by_id("composer-dana").find("div", data_refusal=code)
    assert error_in(fragment.content) == told.json()["text"]
    page = post(as_alice, name="dana", text="half a thought")
    assert page.status_code == 403
    composer = parse(page.content).by_id("composer-dana")
    assert composer.find("div", data_refusal=code).text.startswith(told.json()["text"])
    assert composer.find("textarea").text == "half a thought"
    assert "hidden" in composer.find("form").attrs
    assert not Thread.objects.exists()


def test_a_message_to_oneself_is_refused(as_alice):
    assert post(as_alice, name="alice", headers=JSON).json()["refusal"] == "unavailable"


def test_the_card_offers_what_would_help(as_alice):
    open_to_all(username="dana")
    card = frame_in(post(as_alice, name="dana", headers=HTMX).content).find("button", formaction="/@dana/follow")
    assert (card.text, card.attrs["value"], card.attrs["form"]) == ("Follow", "PUT", "act")


def test_too_many_first_messages_are_429_with_the_time_to_come_back(as_alice, alice, settings, monkeypatch):
    settings.PAPERPLANE_RATE_LIMITS = True
    monkeypatch.setattr("messaging.actions.sending.FIRST_MESSAGES", 1)
    for name in ("dana", "erin"):
        social.follow(follower_id=alice.pk, followed_id=open_to_all(username=name).pk)
    assert post(as_alice, name="dana", headers=JSON).status_code == 201
    told = post(as_alice, name="erin", headers=JSON)
    assert told.status_code == 429
    assert told.json()["error"] == "too_many"
    assert 86000 < int(told.headers["Retry-After"]) <= 86400
    page = post(as_alice, name="erin", text="still here")
    assert page.status_code == 429
    assert parse(page.content).find("textarea").text == "still here"
    assert post(as_alice, name="dana", headers=JSON).status_code == 201


def test_a_database_that_is_busy_is_503_with_the_time_to_come_back(as_alice, bob, monkeypatch):
    def locked(**_ids):
        raise OperationalError("database is locked")

    monkeypatch.setattr(sending.actions, "send_message", locked)
    told = post(as_alice, headers=JSON)
    assert told.status_code == 503
    assert told.json()["error"] == "busy"
    assert int(told.headers["Retry-After"]) > 0
    assert error_in(post(as_alice, headers=HTMX).content)


def test_it_goes_through_with_a_token(alice, bob):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice)
    page = parse(browser.get("/messages/@bob/").content)
    form = page.by_id("composer-bob").find("form", method="post")
    fields = {field.attrs["name"]: field.attrs.get("value", "") for field in form.find_all("input")}
    response = browser.post(form.attrs["action"], {**fields, "text": "hello"})
    assert response.status_code == 303
    assert Message.objects.get().text == "hello"


def test_a_body_that_is_no_form_is_422(as_alice, bob):
    for body, kind in (("{}", "application/json"), ("\xff\xfe", "text/plain"), ("", "")):
        response = as_alice.post("/messages/@bob/", body, content_type=kind, headers=JSON)
        assert response.status_code == 422


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "{{ 7|add:7 }}", "\U0001f9d1\u200d\U0001f680 & co"])
def test_words_arrive_as_words(as_alice, bob, text):
    post(as_alice, text=text)
    assert Message.objects.get().text == text
    assert text in words_of(as_alice.get("/messages/@bob/").content)
    assert b"<script>alert" not in as_alice.get("/messages/@bob/").content


def test_a_page_that_was_drawn_for_somebody_else_sends_nothing(as_alice, bob):
    """In its browser another account has signed in since: what the first wrote is not the second's to send."""
    for headers, status in ((JSON, 401), (HTMX, 401), ({}, 303)):
        response = post(as_alice, headers=headers | {"paperplane-user": "dave"})
        assert response.status_code == status
        assert "/accounts/login/" in response.headers.get("HX-Redirect", "/accounts/login/")
    assert Message.objects.count() == 0
    assert as_alice.get("/sync?stamp=0", headers={"paperplane-user": "dave"}).status_code == 200
    assert post(as_alice, headers=JSON | {"paperplane-user": "alice"}).status_code == 201
