"""Nobody goes faster than hands can: each door that is paced says when to go on, and keeps what was typed."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from accounts import pace
from messaging.models import Message
from social.models import Follow
from tests.factories import UserFactory, friends, make_video, send

pytestmark = pytest.mark.django_db

Door = Callable[[Client], HttpResponse]


@pytest.fixture(autouse=True)
def _limits(settings: Settings) -> None:
    settings.PAPERPLANE_RATE_LIMITS = True


@pytest.fixture
def alice(client: Client) -> Client:
    """Alice's browser; she has a chat with Bob, who has posted the video 1."""
    alice, bob = friends("alice", "bob")
    send(bob, alice, "hello")
    make_video(bob, pk=1)
    client.force_login(alice)
    return client


def write(client: Client, **headers: str) -> HttpResponse:
    return client.post("/messages/@bob/", {"client_id": uuid4(), "text": "a draft"}, headers=headers)


DOORS: dict[str, tuple[str, Door]] = {
    "send": ("SENDS", write),
    "share": ("SENDS", lambda c: c.post("/videos/1/share", {"client_id": uuid4(), "to": "bob"})),
    "like a message": ("HEARTS", lambda c: c.put("/messages/@bob/1/like")),
    "like a video": ("HEARTS", lambda c: c.put("/videos/1/like")),
    "follow": ("FOLLOWS", lambda c: c.put("/@bob/follow")),
    "look for messages": ("SEARCHES", lambda c: c.get("/messages/search/?q=hello")),
    "look for people": ("SEARCHES", lambda c: c.get("/discover/?q=bob")),
}


@pytest.mark.parametrize(("name", "door"), DOORS.values(), ids=DOORS)
def test_a_door_that_is_paced_says_when_to_go_on(
    alice: Client, monkeypatch: pytest.MonkeyPatch, name: str, door: Door
) -> None:
    monkeypatch.setattr(pace, name, pace.Pace(name, "2/d"))
    assert [door(alice).status_code < 400 for _ in range(2)] == [True, True]
    refused = door(alice)
    assert refused.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert 0 < int(refused["Retry-After"]) <= 86_400
    assert "lot in a short time" in refused.content.decode()


def test_what_was_typed_too_fast_stands_where_it_was_typed(alice: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "SENDS", pace.Pace("sends", "1/d"))
    write(alice)
    page = write(alice)
    assert page.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert ">a draft</textarea>" in page.content.decode()
    assert write(alice, Accept="application/json").json()["error"] == "too_fast"
    assert Message.objects.filter(text="a draft").count() == 1


def test_one_who_goes_too_fast_slows_down_nobody_else(alice: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "FOLLOWS", pace.Pace("follows", "1/d"))
    alice.put("/@bob/follow")
    assert alice.put("/@bob/follow").status_code == HTTPStatus.TOO_MANY_REQUESTS
    other = Client()
    other.force_login(UserFactory(username="carol"))
    assert other.put("/@bob/follow").status_code == HTTPStatus.SEE_OTHER
    assert Follow.objects.filter(follower__username="carol").exists()


@pytest.mark.parametrize("url", ["/@bob/follow", "/@bob/block", "/messages/@bob/1/like"])
def test_what_protects_or_takes_back_is_never_too_fast(
    alice: Client, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    for name in ("FOLLOWS", "HEARTS"):
        monkeypatch.setattr(pace, name, pace.Pace(name, "0/d"))
    assert alice.delete(url).status_code < 400
    assert alice.put("/@bob/block").status_code < 400


def test_limits_can_be_off_for_load_tests_alone(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PAPERPLANE_RATE_LIMITS = False
    pace.keep(pace.Pace("anything", "0/d"), 1)
    settings.PAPERPLANE_RATE_LIMITS = True
    with pytest.raises(pace.TooFast):
        pace.keep(pace.Pace("anything", "0/d"), 1)
