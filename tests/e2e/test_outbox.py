"""What is written without a connection is sent once, in order, by its author, and only if the rule still says yes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.contrib.sessions.models import Session
from playwright.sync_api import BrowserType, Page, Request, Route, expect

from accounts.models import User
from messaging.models import Message
from social import actions as social
from tests.e2e.person import Person, sign_in
from tests.e2e.rule import PATIENCE, expect_answer
from tests.e2e.site import Site
from tests.e2e.test_offline import READY
from tests.factories import PASSWORD, UserFactory, follow_each_other, friends

OFFLINE = "() => !navigator.onLine"


def go_offline(person: Person) -> None:
    person.may_lose_the_server()
    person.context.set_offline(True)
    for page in person.context.pages:
        page.wait_for_function(OFFLINE)


def write(page: Page, *texts: str) -> None:
    field = page.get_by_role("textbox", name="Message", exact=True)
    for text in texts:
        field.fill(text)
        field.press("Enter")
        expect(page.locator("article.waiting").last).to_contain_text(text)


def texts() -> list[str]:
    return list(Message.objects.order_by("seq").values_list("text", flat=True))


def expect_nothing_waits(page: Page) -> None:
    expect(page.locator("#connection [data-waiting]")).to_have_attribute("hidden", "", timeout=30_000)


def expect_sent(page: Page, *expected: str) -> None:
    """`page` shows what was sent, nothing waits any more, and the database holds each once, in this order."""
    expect(page.locator("[role=log] article[data-seq]")).to_have_count(len(expected), timeout=PATIENCE)
    expect(page.locator("article.waiting, article.pending, article.failed")).to_have_count(0)
    expect_nothing_waits(page)
    assert texts() == [*expected]


def test_what_was_written_offline_outlives_a_reload_and_a_restart_of_the_browser(
    server: Site, browser_type: BrowserType, browser_type_launch_args: dict[str, Any], tmp_path: Path
) -> None:
    alice, _bob = friends("alice", "bob")

    def start() -> Person:
        context = browser_type.launch_persistent_context(tmp_path / "profile", **browser_type_launch_args)
        sign_in(context, alice, server.url)
        return Person(alice, context, server.url)

    hers = start()
    hers.open_chat("bob")
    hers.page.wait_for_function(READY)
    hers.goto("/messages/@bob/")
    go_offline(hers)
    write(hers.page, "one", "two", "three")
    expect(hers.page.get_by_text("You're offline")).to_be_visible()
    expect(hers.page.locator("#connection [data-waiting]")).to_have_text("Waiting to be sent: 3")
    expect(hers.page.get_by_text("Waiting for a connection.")).to_have_count(3)
    hers.page.reload()
    hers.stay_offline()
    expect(hers.page.get_by_role("heading", name="You're offline")).to_be_visible()
    expect(hers.page.get_by_text("Waiting to be sent: 3")).to_be_visible()
    hers.context.close()
    assert texts() == []

    hers = start()
    hers.goto("/messages/")
    row = hers.page.locator("#chat-bob")
    expect(row).to_contain_text("three", timeout=PATIENCE)
    hers.open_chat("bob")
    expect_sent(hers.page, "one", "two", "three")
    hers.context.close()
    assert hers.unannounced_faults == []


def test_of_two_tabs_one_sends_at_a_time_whichever_wrote(person: Callable[..., Person]) -> None:
    friends("alice", "bob")
    alice = person("alice")
    first, second = alice.open_chat("bob"), alice.new_tab()
    second.goto(first.url)
    alice.wait_until_live(second)
    under_way: set[Request] = set()
    most: list[int] = []

    def begun(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/messages/@bob/"):
            under_way.add(request)
            most.append(len(under_way))

    def ended(request: Request) -> None:
        under_way.discard(request)

    alice.context.on("request", begun)
    alice.context.on("requestfinished", ended)
    alice.context.on("requestfailed", ended)
    go_offline(alice)
    write(first, "one", "two")
    write(second, "three", "four")
    for page in (first, second):
        expect(page.locator("article.waiting")).to_have_count(4)
    alice.context.set_offline(False)
    for page in (first, second):
        expect_sent(page, "one", "two", "three", "four")
    assert most == [1, 1, 1, 1]


def test_another_account_in_the_same_browser_sends_nothing_of_hers(person: Callable[..., Person]) -> None:
    alice_user, _bob, carol = friends("alice", "bob", "carol")
    alice = person(alice_user)
    alice.may_see("401 (Unauthorized)")
    page = alice.open_chat("bob")
    go_offline(alice)
    write(page, "from alice alone")
    sign_in(alice.context, carol, alice.url)
    with page.expect_response(lambda response: response.request.method == "POST") as answered:
        alice.context.set_offline(False)
    assert answered.value.status == 401
    # The open page notices by itself that it is no longer hers.
    expect(page.locator("body")).to_have_attribute("data-me", "carol", timeout=PATIENCE)
    alice.wait_until_live()
    expect_nothing_waits(page)
    alice.send("from carol")
    assert list(Message.objects.values_list("sender__username", "text")) == [("carol", "from carol")]

    # In a tab of its own: the page that is open may notice at any moment that it is no longer carol's.
    sign_in(alice.context, alice_user, alice.url)
    other = alice.new_tab()
    other.goto(f"{alice.url}/messages/@bob/")
    expect(
        other.get_by_role("article").filter(has_text="from alice alone").and_(other.locator("[data-seq]"))
    ).to_be_visible(timeout=PATIENCE)
    assert Message.objects.get(sender=alice_user).text == "from alice alone"


def test_a_session_that_ended_waits_for_the_next_sign_in_in_any_tab(person: Callable[..., Person]) -> None:
    alice_user = UserFactory(username="alice", password=PASSWORD)
    follow_each_other(alice_user, UserFactory(username="bob"))
    alice = person(alice_user)
    alice.may_see("401 (Unauthorized)", "WebSocket connection to")
    page = alice.open_chat("bob")
    go_offline(alice)
    write(page, "still me")
    Session.objects.all().delete()
    alice.context.set_offline(False)
    expect(page.get_by_text("You are signed out.")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("Waiting for you to sign in again.")).to_be_visible()

    other = alice.new_tab()
    other.goto(f"{alice.url}/accounts/login/")
    other.get_by_label("Username or e-mail").fill("alice")
    other.get_by_label("Password").fill(PASSWORD)
    other.get_by_role("button", name="Sign in", exact=True).click()
    expect_sent(page, "still me")
    expect(page.get_by_text("You are signed out.")).to_be_hidden(timeout=PATIENCE)
    alice.wait_until_live()
    alice.send("and still here")


def test_a_lost_token_is_fetched_anew(person: Callable[..., Person]) -> None:
    friends("alice", "bob")
    alice = person("alice")
    alice.may_see("403 (Forbidden)")
    alice.open_chat("bob")
    alice.context.clear_cookies(name="csrftoken")
    alice.send("with another token")
    assert texts() == ["with another token"]


def test_the_rule_is_asked_again_on_arrival_and_a_no_gives_the_words_back(person: Callable[..., Person]) -> None:
    alice_user, bob = friends("alice", "bob")
    alice = person(alice_user)
    alice.may_see("403 (Forbidden)")
    page = alice.open_chat("bob")
    go_offline(alice)
    write(page, "one", "two")
    social.block(blocker_id=bob.pk, blocked_id=alice_user.pk)
    alice.context.set_offline(False)
    expect_answer(page, "blocked_you")
    expect(page.locator("section.composer textarea")).to_have_value("one\ntwo")
    expect(alice.messages).to_have_count(0)
    social.unblock(blocker_id=bob.pk, blocked_id=alice_user.pk)
    follow_each_other(alice_user, User.objects.get(pk=bob.pk))
    page.reload()
    expect(page.locator("section.composer textarea")).to_have_value("one\ntwo")
    assert texts() == []


def test_what_is_cancelled_is_not_sent_and_can_be_changed(person: Callable[..., Person]) -> None:
    friends("alice", "bob")
    alice = person("alice")
    page = alice.open_chat("bob")
    go_offline(alice)
    write(page, "one", "two")
    alice.messages.filter(has_text="one").get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_have_value("one")
    expect(alice.messages).to_have_count(1)
    alice.context.set_offline(False)
    expect_sent(page, "two")
    page.keyboard.press("Enter")
    expect_sent(page, "two", "one")


def test_signing_out_clears_what_waits_and_says_so_before(person: Callable[..., Person]) -> None:
    alice_user = friends("alice", "bob")[0]
    alice = person(alice_user)
    alice.may_see("a status of 503", "401 (Unauthorized)")  # what was asked as she signed out
    page = alice.open_chat("bob")
    alice.context.route("**/messages/@bob/", busy)
    page.get_by_role("textbox", name="Message", exact=True).fill("never to be sent")
    page.keyboard.press("Enter")
    expect(page.locator("article.waiting")).to_contain_text("It goes out in a moment.")
    page.goto(f"{alice.url}/accounts/logout/")
    expect(page.locator("main [data-waiting]")).to_contain_text("1")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{alice.url}/")
    alice.context.unroute_all()
    sign_in(alice.context, alice_user, alice.url)
    alice.open_chat("bob")
    alice.send("something else")
    assert texts() == ["something else"]
    expect_nothing_waits(page)


def busy(route: Route) -> None:
    """A server that is there and has no time, for whoever posts."""
    if route.request.method != "POST":
        return route.fallback()
    headers = {"Retry-After": "600"}
    return route.fulfill(status=503, headers=headers, body="<p data-error>Busy.</p>", content_type="text/html")
