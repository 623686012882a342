"""What is pressed or sent a moment too late: a clear answer, nothing half done, and every tab agrees afterwards."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from messaging.models import Message
from social import actions as social
from social.models import Block, Follow
from tests.e2e.person import Person
from tests.e2e.rule import PATIENCE, expect_answer, expect_button
from tests.factories import UserFactory, friends, open_to_all, send


def deaf(page: Page) -> None:
    """From its next address on, the page has a socket over which nothing ever comes."""
    page.route_web_socket("**/ws/**", lambda _socket: None)


def profile_of(person: Person, name: str) -> Page:
    page = person.new_tab()
    page.goto(f"{person.url}/@{name}/")
    person.wait_until_live(page)
    return page


def test_a_remedy_pressed_after_the_cause_has_changed_tells_what_holds_now(person: Callable[..., Person]) -> None:
    alice_user, bob_user = UserFactory(username="alice"), open_to_all(username="bob")
    alice = person(alice_user)
    alice.may_see("403 (Forbidden)")
    deaf(alice.page)
    with alice.page.expect_response("**/sync?*"):
        page = alice.open_chat("bob")
    expect_answer(page, "not_following")
    social.block(blocker_id=bob_user.pk, blocked_id=alice_user.pk)
    page.get_by_role("button", name="Follow").click()
    expect(page.get_by_text("You can't follow this account while one of you has blocked the other.")).to_be_visible()
    expect_answer(page, "blocked_you")
    assert not Follow.objects.exists()

    social.unblock(blocker_id=bob_user.pk, blocked_id=alice_user.pk)
    social.block(blocker_id=alice_user.pk, blocked_id=bob_user.pk)
    with page.expect_response("**/sync?*"):
        page.reload()
    expect_answer(page, "you_blocked")
    social.unblock(blocker_id=alice_user.pk, blocked_id=bob_user.pk)  # on her phone
    page.get_by_role("button", name="Unblock").click()
    expect_answer(page, "not_following")
    page.get_by_role("button", name="Follow").click()
    expect_answer(page, None)
    page.keyboard.type("Hello again")
    page.keyboard.press("Enter")
    expect(page.get_by_role("log").locator("article[data-seq]")).to_contain_text("Hello again", timeout=PATIENCE)


def test_opposite_buttons_in_two_tabs_leave_all_tabs_agreeing(person: Callable[..., Person]) -> None:
    alice_user, bob_user = friends("alice", "bob")
    send(bob_user, alice_user, "Hello")
    send(alice_user, bob_user, "Hello")
    alice, bob = person(alice_user), person(bob_user)
    alice.may_see("403 (Forbidden)")
    chat, one, other = alice.open_chat("bob"), profile_of(alice, "bob"), profile_of(alice, "bob")
    bob.open_chat("alice")
    for button in ("Unfollow", "Follow"):
        press_together((one, "menuitem", "Block"), (other, "button", button))
        expect_answer(chat, "you_blocked")
        expect_answer(bob.page, "blocked_you")
        for page in (one, other):
            expect(page.locator("#acts-bob").get_by_role("button")).to_have_text("Unblock", timeout=PATIENCE)
        assert (Block.objects.count(), Follow.objects.count()) == (1, 0)

        press_together((chat, "button", "Unblock"), (one, "button", "Unblock"))
        expect_answer(chat, None)
        expect_answer(bob.page, None)
        for page in (one, other):
            expect_button(page, may_write=True)
            expect(page.get_by_role("button", name="Follow", exact=True)).to_be_visible(timeout=PATIENCE)
        assert not Block.objects.exists()


def press_together(*presses: tuple[Page, str, str]) -> None:
    """Press buttons of several tabs in one breath: none of the tabs has heard of the others' by then."""
    handles = [
        page.locator("main").get_by_role(role, name=name, exact=True, include_hidden=True).first.element_handle()
        for page, role, name in presses
    ]
    for handle in handles:
        handle.evaluate("(button) => setTimeout(() => button.click())")


def test_a_message_under_way_as_the_block_lands_comes_back_and_is_not_stored(person: Callable[..., Person]) -> None:
    alice_user, bob_user = friends("alice", "bob")
    alice, bob = person(alice_user), person(bob_user)
    alice.may_see("403 (Forbidden)")
    alice.open_chat("bob")
    bob.open_chat("alice")

    def block_first(route: Route) -> None:
        if route.request.method == "POST":
            social.block(blocker_id=bob_user.pk, blocked_id=alice_user.pk)
        route.continue_()

    alice.page.route("**/messages/@bob/", block_first)
    alice.write("Just in time?")
    alice.page.keyboard.press("Enter")
    expect_answer(alice.page, "blocked_you")
    expect(alice.messages).to_have_count(0)
    expect(bob.messages).to_have_count(0)
    expect(alice.page.locator("section.composer textarea")).to_have_value("Just in time?")
    assert not Message.objects.exists()


def test_a_message_that_was_stored_before_the_block_is_not_taken_for_refused(person: Callable[..., Person]) -> None:
    """Its answer is lost on the way, the block lands, and the message is tried again."""
    alice_user, bob_user = friends("alice", "bob")
    alice, bob = person(alice_user), person(bob_user)
    alice.may_lose_the_server()
    deaf(alice.page)
    alice.open_chat("bob")
    bob.open_chat("alice")

    def lose_the_answer(route: Route) -> None:
        if route.request.method == "POST" and not Block.objects.exists():
            route.fetch()
            social.block(blocker_id=bob_user.pk, blocked_id=alice_user.pk)
            route.abort()
        else:
            route.continue_()

    alice.page.route("**/messages/@bob/", lose_the_answer)
    alice.write("Just in time")
    alice.page.keyboard.press("Enter")
    expect(alice.page.locator("article[data-seq]")).to_contain_text("Just in time", timeout=PATIENCE)
    for one in (alice, bob):
        expect(one.messages).to_have_count(1)
        expect(one.log.locator(".failed, .pending")).to_have_count(0)
    expect(alice.page.locator("section.composer textarea")).to_have_value("")
    assert Message.objects.count() == 1
