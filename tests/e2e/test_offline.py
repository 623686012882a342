"""Without a connection: an honest page, and nothing of anybody on the disk."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.person import Person
from tests.factories import friends, send

READY = "async () => Boolean((await navigator.serviceWorker.ready).active && navigator.serviceWorker.controller)"
KEPT = """async () => {
  const kept = [];
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) kept.push(new URL(request.url).pathname);
  return kept;
}"""


def test_a_page_that_cannot_be_reached_says_so_and_no_page_of_a_user_is_kept(person: Callable[..., Person]) -> None:
    alice_user, bob = friends("alice", "bob")
    send(bob, alice_user, "For your eyes only")
    alice = person("alice", service_workers="allow")
    alice.open_chat("bob")
    alice.page.wait_for_function(READY)
    alice.goto("/messages/")
    alice.may_lose_the_server()
    alice.context.set_offline(True)
    alice.goto("/messages/@bob/")
    expect(alice.page.get_by_role("heading", name="You're offline")).to_be_visible()
    kept = alice.page.evaluate(KEPT)
    assert "/offline" in kept
    assert [path for path in kept if path != "/offline" and not path.startswith("/static/")] == []
    alice.context.set_offline(False)
    alice.open_chat("bob")
    expect(alice.messages.filter(has_text="For your eyes only")).to_be_visible()
