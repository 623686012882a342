"""PUT and DELETE on /@NAME/follow and /@NAME/block, as requests and as plain forms."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from accounts import actions as accounts
from social import actions
from social.models import Block, Follow
from tests.factories import UserFactory
from tests.messaging.frames import frame_in, parse, words_of

JSON = {"accept": "application/json"}
HTMX = {"hx-request": "true", "hx-current-url": "http://testserver/@bob/"}

ACTS = [("follow", "PUT"), ("follow", "DELETE"), ("block", "PUT"), ("block", "DELETE")]
every_act = pytest.mark.parametrize(("what", "method"), ACTS)


def ask(client, what, method, headers=None, name="bob"):
    return client.generic(method, f"/@{name}/{what}", headers=headers)


def relations():
    return Follow.objects.count(), Block.objects.count()


@pytest.mark.parametrize(
    ("what", "method", "told"),
    [
        ("follow", "PUT", {"follow": True, "block": False}),
        ("follow", "DELETE", {"follow": False, "block": False}),
        ("block", "PUT", {"follow": False, "block": True}),
        ("block", "DELETE", {"follow": False, "block": False}),
    ],
)
def test_it_works_and_may_be_asked_twice(as_alice, bob, what, method, told):
    for _n in range(2):
        response = ask(as_alice, what, method, JSON)
        assert response.status_code == 200
        assert response.json() == told


def test_a_page_gets_what_stands_between_the_two_now(as_alice, bob):
    frame = frame_in(ask(as_alice, "follow", "PUT", HTMX).content)
    assert frame.by_id("follow-bob").find("button").text == "Unfollow"
    assert frame.by_id("message-bob")
    undone = frame_in(ask(as_alice, "follow", "DELETE", HTMX).content)
    assert undone.by_id("follow-bob").find("button").text == "Follow"
    versions = [int(f.by_id("follow-bob").attrs["data-v"]) for f in (frame, undone)]
    assert versions == sorted(set(versions))


@every_act
def test_a_plain_form_goes_back_to_the_page_it_came_from(as_alice, bob, what, method):
    path, fields = f"/@bob/{what}", {"_method": method}
    here = as_alice.post(path, fields, headers={"referer": "http://testserver/me/subscriptions/"})
    assert (here.status_code, here.url) == (303, "http://testserver/me/subscriptions/")
    for referer in ("https://evil.example/", "", "javascript:alert(1)", "//evil.example"):
        nowhere = as_alice.post(path, fields, headers={"referer": referer})
        assert (nowhere.status_code, nowhere.url) == (303, "/@bob/")


def test_the_field_is_what_counts(as_alice, bob):
    as_alice.post("/@bob/follow", {"_method": "put"})
    assert relations() == (1, 0)
    as_alice.post("/@bob/follow", {"_method": "DELETE"})
    assert relations() == (0, 0)


REFUSALS = {
    "oneself": (lambda _alice, _bob: None, "alice", "You can't follow yourself."),
    "across a block": (
        lambda alice, bob: actions.block(blocker_id=bob.pk, blocked_id=alice.pk),
        "bob",
        "You can't follow this account while one of you has blocked the other.",
    ),
    "while suspended": (
        lambda alice, _bob: accounts.suspend(
            user_id=alice.pk, until=timezone.now() + dt.timedelta(days=1), reason="spam"
        ),
        "bob",
        "You can't follow anybody while your account is suspended.",
    ),
    "a closed account": (
        lambda _alice, bob: accounts.set_active(user_id=bob.pk, active=False),
        "bob",
        "This account is closed.",
    ),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_what_is_not_possible_is_said_to_each_client(as_alice, alice, bob, case):
    act, name, sentence = REFUSALS[case]
    act(alice, bob)
    told = ask(as_alice, "follow", "PUT", JSON, name)
    assert (told.status_code, told.json()["text"], told.json()["follow"]) == (403, sentence, False)
    fragment = ask(as_alice, "follow", "PUT", HTMX, name)
    assert fragment.status_code == 403
    assert [e.text for e in parse(fragment.content).find_all() if "data-error" in e.attrs] == [sentence]
    page = as_alice.post(f"/@{name}/follow", {"_method": "PUT"})
    assert page.status_code == 403
    assert sentence in words_of(page.content)
    assert not Follow.objects.exists()


def test_blocking_oneself_is_not_possible(as_alice):
    response = ask(as_alice, "block", "PUT", JSON, "alice")
    assert (response.status_code, response.json()["text"]) == (403, "You can't block yourself.")
    assert not Block.objects.exists()


@every_act
@pytest.mark.parametrize("headers", [None, JSON, HTMX], ids=["form", "program", "page"])
def test_an_unknown_name_is_not_found(as_alice, what, method, headers):
    assert ask(as_alice, what, method, headers, "nobody").status_code == 404


@every_act
def test_who_is_signed_out_is_told_so_and_nothing_happens(client, bob, what, method):
    assert ask(client, what, method, JSON).status_code == 401
    assert ask(client, what, method, HTMX).headers["HX-Redirect"] == "/accounts/login/?next=/%40bob/"
    form = client.post(f"/@bob/{what}", {"_method": method}, headers={"referer": "http://testserver/@bob/"})
    assert (form.status_code, form.url) == (303, "/accounts/login/?next=/%40bob/")
    assert relations() == (0, 0)


@pytest.mark.parametrize("what", ["follow", "block"])
@pytest.mark.parametrize("method", ["GET", "POST", "PATCH"])
def test_other_methods_are_refused_by_name(as_alice, bob, what, method):
    response = ask(as_alice, what, method)
    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) == {"PUT", "DELETE"}


@every_act
def test_a_forged_form_does_nothing(alice, bob, what, method):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice)
    before = relations()
    assert browser.post(f"/@bob/{what}", {"_method": method}).status_code == 403
    assert ask(browser, what, method).status_code == 403
    assert relations() == before


def test_under_sixteen_one_may_follow_and_block(client, bob, today):
    day = today("2026-06-15")
    client.force_login(UserFactory(birthdate=day.replace(year=day.year - 14)))
    assert ask(client, "follow", "PUT", JSON).json()["follow"]
    assert ask(client, "block", "PUT", JSON).json()["block"]


def test_blocking_on_a_page_swaps_follow_for_unblock(as_alice, bob):
    frame = frame_in(ask(as_alice, "block", "PUT", HTMX).content)
    buttons = {b.text: b.attrs["value"] for b in frame.by_id("acts-bob").find_all("button")}
    assert buttons == {"Unblock": "DELETE"}
