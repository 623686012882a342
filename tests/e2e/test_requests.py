"""Messages from people whom one does not follow stand apart, and move over by themselves."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from accounts.models import User
from social import actions as social
from social.models import Follow
from tests.e2e.person import Person
from tests.e2e.rule import PATIENCE
from tests.factories import UserFactory, open_to_all, send


def follower_of(alice: User, name: str) -> User:
    somebody = UserFactory(username=name)
    Follow.objects.create(follower=somebody, followed=alice)
    return somebody


def expect_in(chats: Page, requests: Page, name: str, place: str) -> None:
    """The chat with `name` stands in one of the two lists alone."""
    expect(chats.locator(f"#chats #chat-{name}")).to_have_count(int(place == "chats"), timeout=PATIENCE)
    expect(requests.locator(f"#requests #chat-{name}")).to_have_count(int(place == "requests"), timeout=PATIENCE)


def test_a_stranger_waits_among_the_requests_until_she_is_answered_or_followed(person: Callable[..., Person]) -> None:
    alice = open_to_all(username="alice")
    carol, erin = follower_of(alice, "carol"), follower_of(alice, "erin")
    hers, carols = person(alice), person(carol)
    chats, requests = hers.new_tab(), hers.new_tab()
    chats.goto(f"{hers.url}/messages/")
    requests.goto(f"{hers.url}/messages/requests/")
    hers.goto("/inbox/")
    for page in (chats, requests, hers.page):
        hers.wait_until_live(page)
    expect(requests.get_by_text("No requests")).to_be_visible()
    expect(chats.get_by_role("link", name="Requests")).to_be_hidden()

    carols.open_chat("alice")
    carols.send("May I ask you something?")
    expect_in(chats, requests, "carol", "requests")
    expect(chats.get_by_role("link", name="Requests")).to_be_visible(timeout=PATIENCE)
    expect(hers.page.locator("#unread-badge")).to_have_text("1", timeout=PATIENCE)

    # She reads it, and Carol is told so only once she answers.
    requests.get_by_role("link", name="Carol").click()
    expect(requests.get_by_role("log").get_by_text("May I ask you something?")).to_be_visible(timeout=PATIENCE)
    expect(hers.page.locator("#unread-badge")).to_have_text("", timeout=PATIENCE)
    expect(carols.page.get_by_text("Seen")).to_be_hidden()
    answer = requests.get_by_role("textbox", name="Message")
    answer.fill("Of course")
    answer.press("Enter")
    expect(carols.messages.filter(has_text="Of course")).to_be_visible(timeout=PATIENCE)
    expect(chats.locator("#chats #chat-carol")).to_have_count(1, timeout=PATIENCE)

    requests.goto(f"{hers.url}/messages/requests/")
    hers.wait_until_live(requests)
    send(erin, alice, "Hello from a fan")
    expect_in(chats, requests, "erin", "requests")
    social.follow(follower_id=alice.pk, followed_id=erin.pk)
    expect_in(chats, requests, "erin", "chats")
    social.unfollow(follower_id=alice.pk, followed_id=erin.pk)
    expect_in(chats, requests, "erin", "requests")
