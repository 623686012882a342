"""What every page and every act of the messages asks first: who is there, how old, and of whose chat."""

from __future__ import annotations

import datetime as dt
from importlib import import_module

import pytest
from django.test import Client
from django.urls import reverse

from accounts import actions as accounts
from accounts.models import User
from messaging.models import Deletion, Gif, Like, Message, Participant, Sticker, StickerFavourite
from social.models import Video
from tests.factories import UserFactory, make_video, send
from tests.messaging import gif_service, pictures
from tests.messaging.frames import parse, words_of

JSON = {"accept": "application/json"}
HTMX = {"hx-request": "true", "hx-current-url": "http://testserver/messages/@bob/"}

# Every door, with what goes through it. A new one is not tested before it stands here.
DOORS = {
    "inbox": ["GET"],
    "acts_seen": ["PUT"],
    "chats": ["GET"],
    "requests": ["GET"],
    "new_chat": ["GET"],
    "search": ["GET"],
    "chat": ["GET", "POST", "DELETE"],
    "read": ["PUT"],
    "unread": ["PUT"],
    "pin": ["PUT", "DELETE"],
    "mute": ["PUT", "DELETE"],
    "typing": ["POST"],
    "message": ["GET", "DELETE"],
    "like": ["PUT", "DELETE"],
    "chat_options": ["GET"],
    "transcript": ["GET"],
    "media": ["GET"],
    "stickers": ["GET"],
    "sticker_favourite": ["PUT", "DELETE"],
    "gifs": ["GET", "POST"],
    "outside_gifs": ["GET"],
    "gif": ["GET", "PUT", "DELETE"],
    "gif_media": ["GET"],
    "shelf": ["GET"],
    "video_share": ["POST"],
    "video_gif": ["GET", "POST"],
    "why": ["GET"],
    "who_can_write": ["GET"],
    "sync": ["GET"],
}
# Neither stickers nor emoji are anybody's secret.
OPEN_TO_ALL = ["sticker_file", "emoji"]
# The dialog itself shows everybody the ways out of here.
OPEN_TOO = {"video_share": {"GET"}}
OF_AN_OPEN_CHAT = ["read", "unread", "pin", "mute", "message", "like", "media", "transcript"]
OF_A_CHAT = [*OF_AN_OPEN_CHAT, "chat", "typing", "why", "chat_options", "shelf"]
OF_A_PICTURE = {"sticker_favourite": Sticker, "gif": Gif, "gif_media": Gif, "video_share": Video, "video_gif": Video}
QUERY = {"sync": "?stamp=0", "search": "?q=word"}
BODY = {"read": "seq=1"}

every_door = pytest.mark.parametrize(("door", "method"), [(door, m) for door, ms in DOORS.items() for m in ms])


def path_of(door: str, name: str = "bob", seq: int = 1) -> str:
    kwargs = {"name": name} if door in OF_A_CHAT else {}
    if door in ("message", "like", "media"):
        kwargs["seq"] = 3 if door == "media" and seq == 1 else seq
    if kind := OF_A_PICTURE.get(door):
        kwargs["pk"] = kind.objects.values_list("pk", flat=True).first() or 1
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
def chat(alice, bob, media, settings):
    settings.PAPERPLANE_GIF_PROVIDER = gif_service.PATH
    send(alice, bob, "a word to Bob")
    send(bob, alice, "a word to Alice")
    pictures.send_picture(alice, bob, pictures.add_gif(alice))
    pictures.add_sticker()
    make_video(alice, allow_download=True)


def test_no_door_is_forgotten():
    reverse("chats")  # the site's own addresses come first: they tell Django what a name in a path is
    assert {*DOORS, *OPEN_TO_ALL} == {pattern.name for pattern in import_module("messaging.urls").urlpatterns}


@every_door
def test_a_program_that_is_signed_out_is_told_so(client, chat, door, method):
    before = everything()
    response = knock(client, door, method, headers=JSON)
    assert response.status_code == 401
    assert response.json() == {"error": "signed_out", "text": "Sign in first."}
    assert everything() == before


@every_door
def test_a_page_whose_session_has_ended_is_sent_to_sign_in_and_back(client, chat, door, method):
    before = everything()
    response = knock(client, door, method, headers=HTMX)
    assert response.headers["HX-Redirect"] == "/accounts/login/?next=/messages/%40bob/"
    assert everything() == before


@every_door
def test_a_plain_form_or_link_is_sent_to_sign_in(client, chat, door, method):
    before = everything()
    response = knock(client, door, method)
    assert response.status_code == (302 if method == "GET" else 303)
    assert response.url.startswith("/accounts/login/?next=/")
    assert everything() == before


@every_door
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


@pytest.mark.parametrize("door", DOORS)
def test_other_methods_are_refused_by_name(as_alice, chat, door):
    allowed = {*DOORS[door], *OPEN_TOO.get(door, ())}
    for method in {"GET", "POST", "PUT", "DELETE", "PATCH"} - allowed:
        response = knock(as_alice, door, method)
        assert response.status_code == 405, method
        assert set(response.headers["Allow"].split(", ")) - {"HEAD"} == allowed


@pytest.mark.parametrize("door", OF_A_CHAT)
@pytest.mark.parametrize("headers", [None, JSON, HTMX], ids=["form", "program", "page"])
def test_an_unknown_name_is_not_found(as_alice, door, headers):
    for method in DOORS[door]:
        assert knock(as_alice, door, method, headers=headers, name="nobody").status_code == 404


@pytest.mark.parametrize("door", OF_AN_OPEN_CHAT)
@pytest.mark.parametrize("headers", [None, JSON, HTMX], ids=["form", "program", "page"])
def test_a_stranger_finds_there_what_she_finds_where_nobody_is(as_carol, chat, door, headers):
    """The same status, headers and body for somebody else's chat as for no chat at all."""
    before = everything()
    for method in DOORS[door]:
        foreign = knock(as_carol, door, method, headers=headers, name="alice")
        nowhere = knock(as_carol, door, method, headers=headers, name="nobody")
        assert foreign.status_code == nowhere.status_code == 404
        assert foreign.headers.items() == nowhere.headers.items()
        assert foreign.content.replace(b"alice", b"") == nowhere.content.replace(b"nobody", b"")
    assert everything() == before


@pytest.mark.parametrize("door", ["message", "like"])
@pytest.mark.parametrize("seq", [4, 10**18, 10**30, 0])
def test_a_message_that_never_was_is_not_found(as_alice, chat, door, seq):
    before = everything()
    for method in DOORS[door]:
        assert knock(as_alice, door, method, seq=seq).status_code == 404
    assert everything() == before


def test_the_stranger_sees_none_of_it_on_any_page(as_carol, alice, chat):
    for door in ("inbox", "chats", "requests", "new_chat", "search", "sync", "who_can_write"):
        assert "a word to" not in knock(as_carol, door, "GET").content.decode()
    for name in ("alice", "bob"):
        for door in ("chat", "why"):
            assert "a word to" not in knock(as_carol, door, "GET", name=name).content.decode()
        assert "a word to" not in as_carol.get(f"/sync?stamp=0&with={name}&revision=0").content.decode()


@every_door
def test_somebody_suspended_still_reads_and_deletes(as_alice, alice, chat, door, method):
    until = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    accounts.suspend(user_id=alice.pk, until=until, reason="spam")
    response = knock(as_alice, door, method, headers=None if method == "GET" else JSON)
    expected = {
        ("video_share", "POST"): 422,
        ("chat", "POST"): 422,
        ("like", "PUT"): 403,
        ("typing", "POST"): 204,
        ("gifs", "POST"): 422,
        ("video_gif", "POST"): 422,
    }
    assert response.status_code == expected.get((door, method), 200)


@pytest.mark.parametrize(("door", "method"), [(door, m) for door in OF_AN_OPEN_CHAT for m in DOORS[door] if m != "GET"])
def test_a_plain_form_says_what_it_means_with_a_field(as_alice, chat, door, method):
    fields = {"_method": method, "seq": "1"}
    response = as_alice.post(path_of(door), fields, headers={"referer": "http://testserver/messages/"})
    assert response.status_code == 303
    assert response.url in {"http://testserver/messages/", "/messages/@bob/"}


@pytest.mark.parametrize(("door", "method"), [(door, m) for door, ms in DOORS.items() for m in ms if m != "GET"])
@pytest.mark.parametrize("as_form", [True, False], ids=["form", "request"])
def test_a_forged_form_does_nothing(alice, chat, door, method, as_form):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice)
    before = everything()
    if as_form:
        fields = {"_method": method, "seq": "1", "text": "forged", "client_id": "0" * 32}
        response = browser.post(path_of(door), fields)
    else:
        response = knock(browser, door, method)
    assert response.status_code == 403
    assert everything() == before


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
