"""A sticker on its way, against a server that says everything but yes."""

from __future__ import annotations

import json

from tests.e2e.js.conftest import Tab
from tests.e2e.js.markup import article, composer, frame, log, page
from tests.e2e.js.test_composer import field

PICKER = (
    '<div id="picker" popover="manual"><div role="tablist"></div><form id="pick" method="post"></form>'
    '<button class="pick" type="submit" form="pick" name="sticker" value="7"><picture class="sticker">'
    '<img src="data:," width="128" height="128" alt="Sticker: wave"></picture></button>'
    '<form id="fetch" method="post" action="/gifs/"></form>'
    '<button class="outside" type="submit" form="fetch" name="outside" value="x9"></button></div>'
)
GIF = (
    '<li id="gif-5"><button class="pick" type="submit" form="pick" name="gif" value="5"><picture>'
    '<img src="data:," width="300" height="400" alt="GIF"></picture></button></li>'
)
OPENER = '<a data-picker href="/stickers/">Picker</a></form>'
PAGE = page(log(article(1), high=1), below=composer(v=1).replace("</form>", OPENER) + PICKER)
OPEN = "document.getElementById('picker').matches(':popover-open')"
KEPT = "(kind) => Object.keys(localStorage).filter((key) => key.startsWith(kind)).map((key) => localStorage[key])"


def pick(tab: Tab) -> None:
    tab.page.evaluate("document.querySelector('.pick').click()")


def recents(tab: Tab) -> list[str]:
    return [one["id"] for kept in tab.page.evaluate(KEPT, "picker:alice:sticker") for one in json.loads(kept)]


def test_it_is_asked_for_by_its_number_and_stands_in_the_chat_meanwhile(tab: Tab) -> None:
    tab.answers["/messages/@bob/"] = None
    tab.open(PAGE)
    field(tab).fill("half a sentence")
    pick(tab)
    tab.page.locator(".failed").wait_for()
    assert tab.page.locator(".failed img").get_attribute("alt") == "Sticker: wave"
    asked = tab.requests("/messages/@bob/")[0]
    assert {name: asked[name] for name in asked if name != "client_id"} == {"sticker": "7"}
    assert field(tab).input_value() == "half a sentence"
    assert recents(tab) == ["7"]


def test_the_next_page_sends_what_this_one_could_not(tab: Tab) -> None:
    tab.answers["/messages/@bob/"] = None
    tab.open(PAGE)
    pick(tab)
    tab.page.locator(".failed").wait_for()
    first = tab.requests("/messages/@bob/")[0]
    taken = article(2, "wave", by="alice").replace('id="m-2"', f'id="m-{first["client_id"]}"')
    tab.answers["/messages/@bob/"] = (201, frame(taken))
    tab.open(PAGE)
    tab.wait_for(lambda: tab.page.locator("article[data-seq]").count() == 2)
    assert tab.page.locator(".failed, .pending").count() == 0
    assert tab.page.evaluate(KEPT, "outbox") == []


def test_a_refusal_takes_it_away_and_says_why_and_words_that_waited_come_back(tab: Tab) -> None:
    tab.answers["/messages/@bob/"] = (403, frame(composer(v=2, refusal="blocked_you")) + "<p data-error>Blocked.</p>")
    tab.open(PAGE)
    field(tab).fill("draft")
    pick(tab)
    tab.page.locator("[data-refusal=blocked_you]").wait_for()
    assert tab.texts() == ["message 1"]
    assert field(tab).input_value() == "draft"
    assert tab.page.evaluate(KEPT, "outbox") == []


def test_one_that_is_offered_no_longer_is_not_offered_again(tab: Tab) -> None:
    tab.answers["/messages/@bob/"] = (422, "<p data-error>This sticker is no longer offered.</p>")
    tab.open(PAGE)
    pick(tab)
    tab.page.get_by_text("This sticker is no longer offered.").wait_for()
    tab.wait_for(lambda: recents(tab) == [])
    assert tab.texts() == ["message 1"]


def test_a_gif_from_outside_goes_as_soon_as_the_server_has_it_and_is_kept_nowhere(tab: Tab) -> None:
    tab.answers["/gifs/"] = (201, frame(GIF))
    tab.answers["/messages/@bob/"] = None
    tab.open(PAGE)
    tab.page.evaluate("document.querySelector('.outside').click()")
    tab.page.locator(".failed .gif-tall").wait_for()
    assert tab.requests("/gifs/") == [{"outside": "x9", "once": "on"}]
    assert tab.requests("/messages/@bob/")[0]["gif"] == "5"
    assert tab.page.evaluate(KEPT, "picker:alice:gif") == []


def test_one_that_can_not_be_had_is_said(tab: Tab) -> None:
    tab.answers["/gifs/"] = (503, "<p data-error>This GIF can't be fetched now.</p>")
    tab.open(PAGE)
    tab.page.evaluate("document.querySelector('.outside').click()")
    tab.page.get_by_text("This GIF can't be fetched now.").wait_for()
    assert tab.requests("/messages/@bob/") == []


def test_the_picker_closes_where_a_refusal_takes_the_place_of_what_it_writes_into(tab: Tab) -> None:
    tab.open(PAGE)
    tab.page.evaluate("document.getElementById('picker').showPopover()")
    tab.apply(frame(article(2)))
    assert tab.page.evaluate(OPEN)
    tab.apply(frame(composer(v=2, refusal="blocked_you")))
    assert not tab.page.evaluate(OPEN)
