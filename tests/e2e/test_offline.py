"""Without a connection: an honest page, and nothing of anybody on the disk."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.person import Person
from tests.e2e.rule import PATIENCE
from tests.e2e.site import Site
from tests.factories import UserFactory, friends, make_video, send, share

READY = "async () => Boolean((await navigator.serviceWorker.ready).active && navigator.serviceWorker.controller)"
# Everything that any cache of this browser holds: where it is from, who may keep it, and what it says.
KEPT = """async () => {
  const kept = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      kept[new URL(request.url).pathname] = await (await cache.match(request)).text();
    }
  }
  return kept;
}"""
CANARIES = ("For your eyes only", "a caption of hers", "searched for", "Alice", "@alice", "csrfmiddlewaretoken")


def kept_by(page: Page) -> dict[str, str]:
    kept: dict[str, str] = page.evaluate(KEPT)
    return kept


def test_a_page_that_cannot_be_reached_says_so_and_goes_by_itself(person: Callable[..., Person]) -> None:
    alice_user, bob = friends("alice", "bob")
    send(bob, alice_user, "For your eyes only")
    alice = person("alice", service_workers="allow")
    alice.open_chat("bob")
    alice.page.wait_for_function(READY)
    alice.goto("/messages/")
    alice.may_lose_the_server()
    alice.context.set_offline(True)
    alice.goto("/messages/@bob/")
    alice.stay_offline()
    expect(alice.page.get_by_role("heading", name="You're offline")).to_be_visible()
    assert alice.page.evaluate("getComputedStyle(document.querySelector('.button')).borderRadius") != "0px"
    alice.context.set_offline(False)
    expect(alice.messages.filter(has_text="For your eyes only")).to_be_visible(timeout=PATIENCE)


def test_a_server_that_is_away_is_not_taken_for_a_lost_connection(server: Site, person: Callable[..., Person]) -> None:
    friends("alice", "bob")
    alice = person("alice", service_workers="allow")
    alice.open_chat("bob")
    alice.page.wait_for_function(READY)
    alice.may_lose_the_server()
    server.stop()
    alice.goto("/messages/")
    expect(alice.page.get_by_role("heading", name="Paperplane can't be reached")).to_be_visible()
    server.start()
    expect(alice.page.locator("#chats")).to_be_attached(timeout=30_000)


def test_after_a_session_no_cache_holds_anything_of_anybody(person: Callable[..., Person]) -> None:
    alice_user, bob = friends("alice", "bob")
    send(bob, alice_user, "For your eyes only")
    share(bob, alice_user, make_video(UserFactory(username="carol"), caption="a caption of hers"))
    alice = person("alice", service_workers="allow")
    alice.open_chat("bob")
    alice.page.wait_for_function(READY)
    for path in (
        "/messages/@bob/",
        "/",
        "/inbox/",
        "/me/",
        "/@bob/",
        "/settings/profile/",
        "/messages/search/?q=searched for",
    ):
        alice.goto(path)
    alice.open_chat("bob")
    alice.send("For your eyes only, too")
    alice.messages.get_by_role("link", name="Play the video").click()
    alice.page.get_by_role("button", name="Emoji, stickers and GIFs").click()
    alice.page.wait_for_load_state("networkidle")
    kept = kept_by(alice.page)
    assert "/offline" in kept
    assert any(path.startswith("/static/js/app") for path in kept)
    assert [path for path in kept if path != "/offline" and not path.startswith("/static/")] == []
    told = {path: [words for words in CANARIES if words in text] for path, text in kept.items() if "/js/" not in path}
    assert {path: words for path, words in told.items() if words} == {}
