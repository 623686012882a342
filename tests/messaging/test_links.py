"""Links of somebody new lead to a page that says where they go; those of others lead there."""

from __future__ import annotations

import pytest

from accounts.models import MessagePrivacy
from messaging.text import addresses
from social import actions as social
from tests.factories import send

WORDS = "look: https://prize.example/win?a=1&b=2, or http://b.example/x!"
WARNING = "/messages/@carol/1/links/"


@pytest.fixture
def stranger(alice, carol):
    """Carol, whom Alice neither follows nor has answered, has sent two links."""
    alice.message_privacy = MessagePrivacy.EVERYONE
    alice.save()
    social.follow(follower_id=carol.pk, followed_id=alice.pk)
    send(carol, alice, WORDS)
    return carol


def links_in(client):
    text = client.get("/messages/@carol/").content.decode()
    return [
        place
        for place in (f"{WARNING}0", f"{WARNING}1", "https://prize.example", "http://b.example")
        if f'href="{place}' in text
    ]


def test_the_links_of_somebody_new_lead_to_a_page_that_says_where(as_alice, stranger):
    assert links_in(as_alice) == [f"{WARNING}0", f"{WARNING}1"]
    page = as_alice.get(f"{WARNING}0")
    assert page.status_code == 200
    text = page.content.decode()
    assert 'href="https://prize.example/win?a=1&amp;b=2"' in text
    assert "It opens on prize.example." in text
    assert 'href="http://b.example/x"' in as_alice.get(f"{WARNING}1").content.decode()
    # For her who wrote them they are what they are.
    assert addresses(WORDS) == ["https://prize.example/win?a=1&b=2", "http://b.example/x"]


@pytest.mark.parametrize("act", ["answer", "follow"])
def test_they_lead_there_once_she_has_answered_or_followed(as_alice, alice, stranger, act, pushed, committed):
    cursor = as_alice.get("/messages/@carol/").context["page"].revision
    with committed():
        if act == "answer":
            send(alice, stranger, "who are you?")
        else:
            social.follow(follower_id=alice.pk, followed_id=stranger.pk)
    assert links_in(as_alice) == ["https://prize.example", "http://b.example"]
    # A tab that stands open hears of it as of any change of a message.
    synced = as_alice.get(f"/sync?stamp=0&with=carol&revision={cursor}").content.decode()
    assert 'href="https://prize.example/win' in synced


def test_and_lead_to_the_page_again_when_she_follows_no_more(as_alice, alice, stranger, pushed, committed):
    with committed():
        social.follow(follower_id=alice.pk, followed_id=stranger.pk)
    with committed():
        social.unfollow(follower_id=alice.pk, followed_id=stranger.pk)
    assert links_in(as_alice) == [f"{WARNING}0", f"{WARNING}1"]
    frames = "".join(event["html"] for group, event in pushed if group == f"user-{alice.pk}" and "html" in event)
    assert f'href="{WARNING}0"' in frames


def test_nobody_is_led_anywhere_by_what_she_cannot_see(as_alice, as_bob, as_carol, alice, bob, stranger):
    unknown = as_alice.get("/messages/@nobody/1/links/0")
    for client, address in (
        (as_alice, f"{WARNING}2"),
        (as_alice, "/messages/@carol/9/links/0"),
        (as_bob, f"{WARNING}0"),
        (as_bob, "/messages/@alice/1/links/0"),
    ):
        answer = client.get(f"{address}?address=https://evil.example/")
        assert (answer.status_code, answer.content) == (404, unknown.content)
    as_alice.delete("/messages/@carol/1", headers={"accept": "application/json"})
    assert as_alice.get(f"{WARNING}0").status_code == 404
