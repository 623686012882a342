"""Frames may come late, twice, in any order or not at all: the page ends up as a reload would show it."""

from __future__ import annotations

from random import Random

import pytest

from tests.e2e.js.conftest import Tab
from tests.e2e.js.markup import article, badge, composer, frame, gone, log, page, row
from tests.e2e.js.world import World, dice

RUNS = 250

STAND = """([stamp, rows, chat, tag, pane]) => {
    document.body.dataset.stamp = stamp;
    document.getElementById("stand")?.remove();
    const stand = document.createElement("div");
    stand.id = "stand";
    stand.innerHTML = `<ul id="chats${tag}" data-order="desc">${rows}</ul>${pane}${chat}`;
    document.body.append(stand);
    document.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: stand } }));
}"""

LOOK = """(tag) => {
    const stand = document.getElementById("stand").cloneNode(true);
    stand.querySelector("#pane")?.remove();
    for (const element of stand.querySelectorAll("*")) {
        element.classList.remove("distant");
        for (const name of ["data-revision", "style"]) element.removeAttribute(name);
    }
    return stand.innerHTML.replaceAll(tag, "");
}"""

CURSORS = """() => [paperplane.stamp(), Number(document.querySelector("#stand [role=log]").dataset.revision)]"""


def stand_at(tab: Tab, world: World, pane: str = "") -> None:
    """Put a page as the server would render it now on the stage; with a `pane` its chat counts as just opened."""
    rows, chat = world.render()
    tab.page.evaluate(STAND, [world.counter, rows, chat, world.tag, pane])
    tab.apply("<live-frame></live-frame>")


def a_story(seed: int, tag: str) -> tuple[World, list[str], World]:
    """A world at its beginning, what happens then, and the world at its end."""
    beginning, end = (World(dice(seed), tag) for _ in range(2))
    for world in (beginning, end):
        for _ in range(6):
            world.happen()
    return beginning, [end.happen() for _ in range(14)], end


def disturbed(frames: list[str], random: Random) -> list[str]:
    """The same frames as a bad network might bring them."""
    kept = [frame for frame in frames if random.random() > 0.15]
    doubled = kept + [frame for frame in frames if random.random() < 0.3]
    random.shuffle(doubled)
    return doubled


def test_any_order_doubling_and_loss_ends_in_the_page_that_a_reload_shows(tab: Tab) -> None:
    tab.open(page())
    for seed in range(RUNS):
        beginning, frames, end = a_story(seed, f"-r{seed}-")
        stand_at(tab, beginning)
        tab.apply(*disturbed(frames, dice(seed + 1000)))
        tab.apply(end.sync(*tab.page.evaluate(CURSORS)))
        shown = tab.page.evaluate(LOOK, end.tag)

        _, _, end = a_story(seed, f"-x{seed}-")
        stand_at(tab, end)
        assert shown == tab.page.evaluate(LOOK, end.tag), f"seed {seed}"


def test_a_tab_that_misses_nothing_may_ask_for_less(tab: Tab) -> None:
    """A log that was brought up to date once moves its revision along, and still nothing is lost."""
    tab.open(page())
    savings = 0
    for seed in range(60):
        beginning, frames, end = a_story(seed, f"-r{seed}-")
        tab.answers["/sync"] = beginning.sync(0, 0)
        tab.asked.clear()
        stand_at(tab, beginning, pane='<hr id="pane">')
        tab.wait_for(lambda: tab.requests("/sync") != [])
        tab.settle()
        tab.apply(*frames[:5], *disturbed(frames[5:], dice(seed + 1000)))
        stamp, revision = tab.page.evaluate(CURSORS)
        savings += revision - beginning.revision
        tab.apply(end.sync(stamp, revision))
        shown = tab.page.evaluate(LOOK, end.tag)

        _, _, end = a_story(seed, f"-x{seed}-")
        stand_at(tab, end)
        assert shown == tab.page.evaluate(LOOK, end.tag), f"seed {seed}"
    assert savings > 60


def test_a_log_that_was_never_brought_up_to_date_vouches_for_nothing(tab: Tab) -> None:
    tab.answers["/sync"] = None
    tab.open(page(log(article(1), high=1, revision=1), stamp=1))
    tab.apply(frame(article(2, v=3), prev=1, stamp=2))
    assert tab.page.locator("[role=log]").get_attribute("data-revision") == "1"


def test_frames_in_order_need_no_sync_to_show_what_a_reload_shows(tab: Tab) -> None:
    tab.open(page())
    for seed in range(40):
        beginning, frames, end = a_story(seed, f"-r{seed}-")
        stand_at(tab, beginning)
        tab.apply(*frames)
        shown = tab.page.evaluate(LOOK, end.tag)
        assert tab.page.evaluate("paperplane.stamp()") == end.counter

        _, _, end = a_story(seed, f"-x{seed}-")
        stand_at(tab, end)
        assert shown == tab.page.evaluate(LOOK, end.tag), f"seed {seed}"


def test_an_answer_is_not_shown_above_a_question_that_is_still_missing(tab: Tab) -> None:
    tab.open(page(log(article(1), high=1), below=composer()))
    tab.apply(frame(article(3)))
    assert tab.texts() == ["message 1"]
    assert tab.page.locator("#pill").is_visible()
    tab.apply(frame(article(2)))
    assert tab.texts() == ["message 1", "message 2", "message 3"]
    assert tab.page.locator("#pill").is_hidden()


def test_what_is_deleted_never_comes_back(tab: Tab) -> None:
    tab.open(page(log(article(1), article(2), high=2)))
    tab.apply(frame(gone("m-2")))
    tab.apply(frame(article(2, v=99)), frame(article(2), sync=True, stamp=9, with_="bob", revision=99, to=2))
    assert tab.texts() == ["message 1"]


def test_a_message_deleted_before_it_arrived_leaves_no_hole_before_the_next(tab: Tab) -> None:
    tab.open(page(log(article(1), high=1)))
    tab.apply(frame(gone("m-2")), frame(article(2)), frame(article(3)))
    assert tab.texts() == ["message 1", "message 3"]


def test_a_deleted_chat_comes_back_with_something_newer_only(tab: Tab) -> None:
    tab.open(page(rows=row("bob", 5) + row("carol", 4)))
    tab.apply(frame(gone("chat-bob", 7)), frame(row("bob", 6, "late")), frame(row("bob", 7, "late")))
    assert tab.texts("#chats li") == ["carol: "]
    tab.apply(frame(row("bob", 8, "new")), frame(gone("chat-bob", 7)))
    assert tab.texts("#chats li") == ["bob: new", "carol: "]


def test_a_chat_moves_up_with_a_new_message_and_leaves_for_another_list(tab: Tab) -> None:
    tab.open(page(rows=row("carol", 5) + row("bob", 4)))
    tab.apply(frame(row("bob", 6, "hi")))
    assert tab.texts("#chats li") == ["bob: hi", "carol: "]
    tab.apply(frame(row("bob", 7, box="requests")), frame(row("bob", 6, "hi")))
    assert tab.texts("#chats li") == ["carol: "]


def test_focus_and_an_open_menu_survive_a_change_of_the_same_message(tab: Tab) -> None:
    tab.open(page(log(article(1), article(2), high=2)))
    tab.page.locator("#m-1 summary").click()
    tab.apply(frame(article(1, v=3, likes=1)))
    assert tab.texts("#m-1 [data-part=hearts]") == ["♥"]
    assert tab.page.locator("#m-1 button").is_visible()
    assert tab.focused.startswith("<summary")


def test_words_that_are_marked_to_be_copied_stay_marked_while_a_heart_comes(tab: Tab) -> None:
    tab.open(page(log(article(1, "copy me"), high=1)))
    tab.page.locator("#m-1 [data-text]").select_text()
    tab.apply(frame(article(1, "copy me", v=3, likes=1)))
    assert tab.page.evaluate("String(getSelection())").strip() == "copy me"


def test_focus_stays_on_a_row_that_moves(tab: Tab) -> None:
    tab.open(page(rows=row("carol", 5) + row("bob", 4)))
    tab.page.locator("#chat-bob a").focus()
    tab.apply(frame(row("bob", 6, "hi")))
    assert 'href="/messages/@bob/"' in tab.focused


def test_focus_goes_to_the_neighbour_of_what_is_taken_away(tab: Tab) -> None:
    tab.open(page(rows=row("carol", 5) + row("bob", 4)))
    tab.page.locator("#chat-carol a").focus()
    tab.apply(frame(gone("chat-carol", 6)))
    assert 'href="/messages/@bob/"' in tab.focused


def test_a_change_of_an_older_message_is_not_lost_before_its_page_is_loaded(tab: Tab) -> None:
    tab.answers["/messages/@bob/"] = (503, "")
    tab.open(page(log(article(11), low=11, high=11)))
    tab.apply(frame(article(5, v=20, likes=1)))
    assert tab.texts() == ["message 11"]
    tab.apply(frame(*map(article, range(1, 11)), older=True, with_="bob", from_=1, to=10))
    assert tab.texts()[:5] == [f"message {seq}" for seq in range(1, 6)]
    assert tab.texts("#m-5 [data-part=hearts]") == ["♥"]


def test_of_two_changes_of_an_older_message_the_newer_holds(tab: Tab) -> None:
    tab.open(page(log(article(11), low=11, high=11)))
    tab.apply(frame(article(5, v=21, likes=2)), frame(article(5, v=20, likes=1)))
    tab.apply(frame(article(5), older=True, with_="bob", from_=5, to=10))
    assert tab.texts("#m-5 [data-part=hearts]") == ["♥♥"]


def test_a_log_sent_as_a_whole_keeps_what_came_after_it_and_what_is_under_way(tab: Tab) -> None:
    tab.answers["/messages/@bob/"] = None
    tab.open(page(log(article(1), article(2), article(3), high=3), below=composer()))
    tab.page.get_by_role("textbox").fill("under way")
    tab.page.get_by_role("textbox").press("Enter")
    tab.apply(frame(article(4)))
    whole = log(article(1), article(3, v=9, likes=1), low=1, high=3, revision=9, whole=True)
    tab.apply(frame(whole, sync=True, stamp=5, with_="bob", revision=9, to=3))
    assert tab.texts() == ["message 1", "message 3", "message 4", "under way"]
    tab.apply(frame(article(2)))
    assert tab.texts() == ["message 1", "message 3", "message 4", "under way"]


def test_nothing_of_a_deleted_chat_comes_back_but_what_is_new(tab: Tab) -> None:
    """Not what was shown, not what waited for its page to be loaded, not what a late frame brings."""
    tab.open(page(log(article(51), article(52), low=51, high=52)))
    tab.apply(frame(article(30, v=60, likes=1)))
    empty = log(low=1, high=52, revision=61, whole=True).replace("data-whole", 'data-cleared="52" data-whole')
    tab.apply(frame(empty, prev=0, stamp=1))
    tab.apply(frame(article(51, v=59)), frame(article(40, v=58)), frame(article(53)))
    assert tab.texts() == ["message 53"]


def test_what_was_deleted_while_it_waited_does_not_come_with_a_log_sent_as_a_whole(tab: Tab) -> None:
    tab.open(page(log(article(51), low=51, high=51)))
    tab.apply(frame(article(30, v=60)), frame(article(54, v=61)))
    whole = log(article(29), article(53), low=20, high=54, revision=70, whole=True)
    tab.apply(frame(whole, sync=True, stamp=9, with_="bob", revision=70, to=54), frame(article(55)))
    assert tab.texts() == ["message 29", "message 53", "message 55"]


def test_seen_moves_with_what_was_seen(tab: Tab) -> None:
    def seen(seq: int, v: int) -> str:
        return f'<p id="seen" data-in="log-bob" data-key="{seq:010}s" data-v="{v}">Seen</p>'

    tab.open(page(log(article(1, by="alice"), seen(1, 1), high=1)))
    tab.apply(frame(article(2, by="alice")), frame(seen(2, 2)), frame(article(3)), frame(seen(1, 1)))
    order = "[...document.querySelector('[role=log]').children].map((one) => one.id).filter(Boolean)"
    assert tab.page.evaluate(order) == ["m-1", "m-2", "seen", "m-3"]


def test_a_list_sent_as_a_whole_drops_what_it_lacks_but_for_newer_chats(tab: Tab) -> None:
    tab.open(page(rows=row("dave", 12) + row("carol", 5) + row("bob", 4)))
    rows = row("erin", 9) + row("bob", 8)
    tab.apply(frame(f'<ul id="chats" data-order="desc" data-whole>{rows}</ul>', sync=True, stamp=10))
    assert tab.texts("#chats li") == ["dave: ", "erin: ", "bob: "]


def test_the_unread_count_shows_in_the_title(tab: Tab) -> None:
    tab.open(page(unread=2))
    assert tab.page.title() == "(2) Paperplane"
    tab.apply(frame(badge(4, 3)), frame(badge(3, 9)))
    assert tab.page.title() == "(3) Paperplane"
    tab.apply(frame(badge(5, 0)))
    assert tab.page.title() == "Paperplane"


@pytest.mark.parametrize("html", ["", "<p>words</p>", "<live-frame></live-frame>", "<live-frame>words</live-frame>"])
def test_an_answer_without_fragments_changes_nothing(tab: Tab, html: str) -> None:
    tab.open(page(log(article(1), high=1)))
    tab.apply(html, frame("<p>no id</p>", '<p id="nowhere"></p>', '<p id="x" data-in="nowhere"></p>', ask="carol"))
    assert tab.texts() == ["message 1"]


def test_frames_come_in_where_nobody_is_signed_in(tab: Tab) -> None:
    tab.open(page(log(article(1), high=1), me=None), until="closed")
    tab.apply(frame(article(2)))
    assert tab.texts() == ["message 1", "message 2"]
    assert tab.sockets == []


def test_a_page_of_another_user_than_the_one_signed_in_loads_itself_anew(tab: Tab) -> None:
    tab.open(page(log(article(1), high=1)))
    tab.html = page(me="bob")
    with tab.page.expect_navigation():
        tab.apply(frame(article(2), me="bob"))
    assert tab.page.locator("body").get_attribute("data-me") == "bob"
