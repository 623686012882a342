"""What the doors of the messages have of their own; who gets what at which is in tests/gate."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from accounts import actions as accounts
from accounts.models import User
from messaging.models import Deletion, Gif, Like, Message, Participant, StickerFavourite
from tests.factories import UserFactory, send
from tests.messaging.frames import parse, words_of

JSON = {"accept": "application/json"}
HTMX = {"hx-request": "true", "hx-current-url": "http://testserver/messages/@bob/"}

OF_A_CHAT = ["read", "unread", "pin", "mute", "message", "like", "chat", "why"]
CHANGES = {
    "read": ["PUT"],
    "unread": ["PUT"],
    "pin": ["PUT", "DELETE"],
    "mute": ["PUT", "DELETE"],
    "message": ["DELETE"],
    "like": ["PUT", "DELETE"],
}
QUERY = {"sync": "?stamp=0", "search": "?q=word"}
BODY = {"read": "seq=1"}


def path_of(door: str, name: str = "bob", seq: int = 1) -> str:
    kwargs = {"name": name} if door in OF_A_CHAT else {}
    if door in ("message", "like"):
        kwargs["seq"] = seq
    return reverse(door, kwargs=kwargs) + QUERY.get(door, "")


def knock(client: Client, door: str, method: str, *, headers: dict[str, str] | None = None, name="bob", seq=1):
    return client.generic(
        method, path_of(door, name, seq), BODY.get(door, ""), "application/x-www-form-urlencoded", headers=headers
    )


def everything() -> list[object]:
    """All rows of the messages, to see that nothing has changed."""
    tables = (Message, Participant, Like, Deletion, Gif, StickerFavourite)
    return [list(model.objects.order_by("pk").values()) for model in tables]


@pytest.fixture
def chat(alice, bob):
    send(alice, bob, "a word to Bob")
    send(bob, alice, "a word to Alice")


@pytest.mark.parametrize(("door", "method"), [("chats", "GET"), ("chat", "GET"), ("like", "PUT"), ("sync", "GET")])
@pytest.mark.usefixtures("chat")
def test_nobody_comes_in_before_the_sixteenth_birthday(as_alice, alice, today, door, method):
    today("2026-06-15")
    User.objects.filter(pk=alice.pk).update(birthdate=dt.date(2010, 6, 16))
    before = everything()
    told = knock(as_alice, door, method, headers=JSON)
    assert told.status_code == 403
    assert told.json()["refusal"] == "under_age"
    page = knock(as_alice, door, method)
    assert page.status_code == 403
    assert "Messages open for you on June 16, 2026, your 16th birthday." in words_of(page.content)
    card = next(e for e in parse(page.content).find_all() if "data-refusal" in e.attrs)
    assert (card.attrs["data-refusal"], card.attrs["data-until"]) == ("under_age", "2026-06-16T00:00:00Z")
    assert everything() == before
    today("2026-06-16")
    assert knock(as_alice, door, method).status_code < 500
    assert b"data-refusal" not in knock(as_alice, door, method).getvalue() or door in ("chat", "why")


@pytest.mark.parametrize("door", ["message", "like"])
@pytest.mark.parametrize("seq", [3, 10**18, 10**30, 0])
def test_a_message_that_never_was_is_not_found(as_alice, chat, door, seq):
    before = everything()
    for method in ("GET", *CHANGES[door]):
        assert knock(as_alice, door, method, seq=seq).status_code == (405 if (door, method) == ("like", "GET") else 404)
    assert everything() == before


def test_the_stranger_sees_none_of_it_on_any_page(as_carol, alice, chat):
    for door in ("inbox", "chats", "requests", "new_chat", "search", "sync", "who_can_write"):
        assert "a word to" not in knock(as_carol, door, "GET").content.decode()
    for name in ("alice", "bob"):
        for door in ("chat", "why"):
            assert "a word to" not in knock(as_carol, door, "GET", name=name).content.decode()
        assert "a word to" not in as_carol.get(f"/sync?stamp=0&with={name}&revision=0").content.decode()


@pytest.mark.parametrize(
    ("door", "method"), [(door, method) for door, methods in CHANGES.items() for method in methods]
)
def test_a_plain_form_says_what_it_means_with_a_field(as_alice, chat, door, method):
    fields = {"_method": method, "seq": "1"}
    response = as_alice.post(path_of(door), fields, headers={"referer": "http://testserver/messages/"})
    assert response.status_code == 303
    assert response.url in {"http://testserver/messages/", "/messages/@bob/"}


def test_a_deactivated_account_has_no_session_left(as_alice, alice, chat):
    accounts.set_active(user_id=alice.pk, active=False)
    assert knock(as_alice, "chats", "GET", headers=JSON).status_code == 401


def test_nothing_of_it_is_kept_in_a_cache(as_alice, chat):
    for door in ("inbox", "chats", "requests", "new_chat", "search", "chat", "sync"):
        assert knock(as_alice, door, "GET").headers["Cache-Control"] == "no-store"


def test_a_name_is_understood_in_any_case(as_alice, chat):
    assert as_alice.get("/messages/@BOB/").status_code == 200


def test_a_closed_account_can_still_be_read_about(as_alice, bob, chat):
    accounts.set_active(user_id=bob.pk, active=False)
    page = as_alice.get("/messages/@bob/")
    assert "a word to Alice" in words_of(page.content)
    assert "This account can't receive private messages." in words_of(page.content)


def test_a_person_who_never_wrote_has_an_empty_page(as_alice):
    UserFactory(username="erin")
    page = as_alice.get("/messages/@erin/")
    assert page.status_code == 200
    assert not parse(page.content).find_all("article", class_="message theirs")


@pytest.mark.parametrize(
    "path",
    ["/messages/new/?q=%00", "/settings/privacy/who/?name=%00", "/sync?stamp=0&with=%00", "/discover/?q=a%00b"],
)
def test_a_null_in_an_address_is_a_bad_request(as_alice, path):
    assert as_alice.get(path).status_code == 400
