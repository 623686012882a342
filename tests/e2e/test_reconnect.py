"""The line breaks, the server goes away, others write to the database: nothing is lost and nothing comes twice."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from config.environment import BASE_DIR
from social import actions as social
from tests.e2e.person import Person
from tests.e2e.rule import PATIENCE, within
from tests.e2e.site import Site, database_url
from tests.factories import UserFactory, friends, send

FROM_A_SHELL = """
from accounts.models import User
from tests.factories import send
send(User.objects.get(username="bob"), User.objects.get(username="alice"), "Written by a command")
"""


def words_in(person: Person) -> list[str]:
    return person.messages.locator("[data-text]").all_text_contents()


def test_what_both_wrote_while_the_server_was_away_arrives_once_and_in_one_order(
    server: Site, person: Callable[..., Person]
) -> None:
    alice_user, bob_user = friends("alice", "bob")
    alice, bob = person(alice_user), person(bob_user)
    for one in (alice, bob):
        one.may_lose_the_server()
    phone = bob.new_tab()
    phone.goto(f"{bob.url}/messages/")
    bob.wait_until_live(phone)
    alice.open_chat("bob")
    bob.open_chat("alice")
    alice.send("Before")

    server.stop()
    for one in (alice, bob):
        for number in (1, 2):
            one.write(f"{one.name} {number}")
            one.page.keyboard.press("Enter")
        expect(one.log.locator(".failed")).not_to_have_count(0, timeout=PATIENCE)
    send(alice_user, bob_user, "From her phone, by another way")
    server.start()

    for one in (alice, bob):
        expect(one.messages).to_have_count(6, timeout=30_000)
        expect(one.log.locator(".pending, .failed")).to_have_count(0)
    words = words_in(alice)
    assert words == words_in(bob)
    assert words[:2] == ["Before", "From her phone, by another way"]
    assert [text for text in words if text.startswith("alice")] == ["alice 1", "alice 2"]
    assert [text for text in words if text.startswith("bob")] == ["bob 1", "bob 2"]
    expect(phone.locator("#chat-alice")).to_contain_text(words[-1], timeout=PATIENCE)
    for one in (alice, bob):
        one.page.reload()
        expect(one.messages).to_have_count(6)
        assert words_in(one) == words


@pytest.mark.parametrize("path", ["/me/subscriptions/", "/", "/discover/?q=bob"])
def test_a_list_of_people_shows_what_it_missed(person: Callable[..., Person], path: str) -> None:
    alice_user, bob = UserFactory(username="alice"), UserFactory(username="bob")
    if path == "/me/subscriptions/":
        social.follow(follower_id=alice_user.pk, followed_id=bob.pk)
    alice = person(alice_user)
    alice.may_lose_the_server()
    page = alice.goto(path)
    alice.wait_until_live()
    before, after = ("Unfollow", "Follow") if path == "/me/subscriptions/" else ("Follow", "Unfollow")
    expect(page.locator("#follow-bob").get_by_role("button", name=before, exact=True)).to_be_visible()
    alice.context.set_offline(True)
    page.wait_for_function("() => paperplane.socketState() === 'closed'")
    act = social.unfollow if after == "Follow" else social.follow
    act(follower_id=alice_user.pk, followed_id=bob.pk)
    alice.context.set_offline(False)
    expect(page.locator("#follow-bob").get_by_role("button", name=after, exact=True)).to_be_visible(timeout=PATIENCE)


def test_what_a_command_writes_reaches_open_pages_within_a_second(person: Callable[..., Person]) -> None:
    friends("alice", "bob")
    alice = person("alice")
    alice.open_chat("bob")
    environment = {"DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": database_url()}
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", FROM_A_SHELL]
    subprocess.run(command, cwd=BASE_DIR, env=os.environ | environment, check=True)
    with within(1.0, after="the command"):
        expect(alice.messages).to_contain_text(["Written by a command"], timeout=PATIENCE)
