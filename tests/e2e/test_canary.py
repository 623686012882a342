"""What is deleted on one side is gone from her open tabs, from the way back, and from all that her browser keeps."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.bubbles import choose, confirm, message
from tests.e2e.person import Person
from tests.factories import friends, send
from tests.messaging import pictures

PATIENCE = 15_000
# Everything that a page and its origin hold, as one text.
HELD = """async () => {
    const held = [document.documentElement.outerHTML, document.title, location.href, JSON.stringify(history.state)];
    for (const field of document.querySelectorAll("input, textarea")) held.push(field.value);
    for (const storage of [localStorage, sessionStorage]) held.push(JSON.stringify({...storage}));
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) {
            const answer = await cache.match(request);
            held.push(request.url, await answer.text());
        }
    }
    for (const {name} of await indexedDB.databases()) {
        const base = await new Promise((done, fail) => {
            const asked = indexedDB.open(name);
            asked.onsuccess = () => done(asked.result);
            asked.onerror = fail;
        });
        for (const store of base.objectStoreNames) {
            const all = base.transaction(store).objectStore(store).getAll();
            held.push(JSON.stringify(await new Promise((done) => (all.onsuccess = () => done(all.result)))));
        }
    }
    return held.join("\\n");
}"""


def holds(page: Page, *marks: str) -> set[str]:
    held = page.evaluate(HELD)
    return {mark for mark in marks if mark in held}


def test_it_is_in_no_tab_no_history_and_no_store(person: Callable[..., Person]) -> None:
    alice_user, bob_user = friends("alice", "bob")
    send(bob_user, alice_user, "the canary sings")
    sticker = pictures.add_sticker(static_path="stickers/duck/proud.svg")
    shown = pictures.send_picture(bob_user, alice_user, sticker).message
    send(alice_user, bob_user, "how nice", reply_to=1)
    marks = ("the canary sings", f"/messages/@bob/{shown.seq}/")
    alice, bob = person("alice", service_workers="allow"), person("bob")
    his = bob.open_chat("alice")
    # The way back leads over the list, what was found, and the chat itself.
    page = alice.goto("/messages/")
    alice.goto("/messages/search/?q=cana")
    expect(page.locator("#found mark")).to_have_text("canary")
    alice.open_chat("bob")
    choose(page, "canary", "Reply")
    choose(page, "how nice", "Reply")
    other, listed = alice.new_tab(), alice.new_tab()
    other.goto(f"{alice.url}/messages/@bob/?around=1")
    listed.goto(f"{alice.url}/messages/")
    for tab in (other, listed):
        alice.wait_until_live(tab)
    assert holds(other, marks[0]) == {marks[0]}

    choose(page, "canary", "Delete")
    confirm(page)
    article = page.locator(f"#{shown.dom_id}")
    article.hover()
    article.get_by_role("button", name="Message actions").click()
    page.get_by_role("menuitem", name="Delete", exact=True).click()
    confirm(page)
    for tab in (page, other):
        expect(message(tab, "canary")).to_have_count(0, timeout=PATIENCE)
        expect(tab.locator(f"#{shown.dom_id}")).to_have_count(0, timeout=PATIENCE)
    expect(page.get_by_role("dialog")).to_have_count(0)
    for tab in (page, other, listed):
        assert holds(tab, *marks) == set()
    for _step in range(2):
        page.go_back()
        page.wait_for_load_state()
        assert holds(page, *marks) == set()
    page.go_forward()
    assert holds(page, *marks) == set()

    # The other side has it still, live and after a reload.
    for _turn in range(2):
        expect(message(his, "canary")).to_be_visible()
        expect(his.locator(f"#{shown.dom_id}")).to_be_visible()
        his.reload()
