"""What is typed is sent when its writer means it, and never lost on the way."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Browser, Locator

from tests.e2e.js.conftest import CHAT, SITE, Tab
from tests.e2e.js.markup import NOON, article, composer, frame, log, page

PAGE = page(log(article(1), high=1), below=composer(v=1))


def field(tab: Tab) -> Locator:
    return tab.page.locator("textarea")


def sent(tab: Tab) -> list[str]:
    return [asked["text"] for asked in tab.requests("/messages/@bob/")]


def take_messages(tab: Tab) -> None:
    """A server that takes every message, as the next of the chat."""
    taken = iter(range(2, 100))

    def take(asked: dict[str, str]) -> tuple[int, str]:
        seq = next(taken)
        mine = article(seq, asked["text"], by="alice").replace(f'id="m-{seq}"', f'id="m-{asked["client_id"]}"')
        return 201, frame(mine)

    tab.answers["/messages/@bob/"] = take


def test_enter_sends_and_shift_enter_makes_a_line(tab: Tab) -> None:
    take_messages(tab)
    tab.open(PAGE)
    field(tab).press_sequentially("one")
    field(tab).press("Shift+Enter")
    field(tab).press_sequentially("two")
    field(tab).press("Enter")
    tab.wait_for(lambda: sent(tab) == ["one\ntwo"])
    tab.wait_for(lambda: tab.page.locator(".pending").count() == 0)
    assert tab.texts() == ["message 1", "one\ntwo"]
    assert field(tab).input_value() == ""


def test_nothing_is_sent_of_nothing(tab: Tab) -> None:
    tab.open(PAGE)
    field(tab).fill("  \n ")
    field(tab).press("Enter")
    tab.page.get_by_role("button", name="Send").click()
    assert sent(tab) == []
    assert field(tab).input_value() == "  \n "


def test_enter_that_ends_the_choice_of_a_character_does_not_send(tab: Tab) -> None:
    tab.open(PAGE)
    field(tab).fill("にほん")
    for choosing in ({"isComposing": True}, {"keyCode": 229}):
        field(tab).dispatch_event("keydown", {"key": "Enter", **choosing})
    assert sent(tab) == []


def test_on_a_touch_screen_enter_makes_a_line_and_the_button_sends(browser: Browser) -> None:
    context = browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 360, "height": 780})
    tab = Tab(context)
    take_messages(tab)
    tab.open(PAGE)
    assert tab.focused == '<body data-me="alice" data-stamp="0">'
    assert field(tab).get_attribute("enterkeyhint") == "enter"
    field(tab).tap()
    field(tab).press_sequentially("one")
    field(tab).press("Enter")
    field(tab).press_sequentially("two")
    tab.page.get_by_role("button", name="Send").tap()
    tab.wait_for(lambda: sent(tab) == ["one\ntwo"])
    context.close()
    assert tab.faults == []


def test_the_field_grows_with_its_text_up_to_six_lines(tab: Tab) -> None:
    tab.open(PAGE)
    heights = []
    for lines in (1, 3, 6, 9):
        field(tab).fill("\n".join("x" * lines))
        heights.append(round(field(tab).bounding_box()["height"]))
    assert heights == [20, 60, 120, 120]


def test_the_caret_waits_in_the_composer(tab: Tab) -> None:
    tab.open(PAGE)
    assert tab.focused.startswith("<textarea")


def test_a_draft_is_there_again_after_a_reload_and_gone_once_sent(tab: Tab) -> None:
    take_messages(tab)
    tab.open(PAGE)
    field(tab).fill("half a sen")
    tab.open(PAGE)
    assert field(tab).input_value() == "half a sen"
    field(tab).press("Enter")
    tab.open(PAGE)
    assert field(tab).input_value() == ""


def test_a_draft_belongs_to_one_user_and_one_chat(tab: Tab) -> None:
    tab.open(PAGE)
    field(tab).fill("for bob from alice")
    tab.open(page(log(high=0, peer="carol"), below=composer().replace("composer-bob", "composer-carol")))
    assert field(tab).input_value() == ""
    tab.open(PAGE.replace('data-me="alice"', 'data-me="dave"'))
    assert field(tab).input_value() == ""


def test_signing_out_forgets_what_was_typed(tab: Tab) -> None:
    tab.answers["/messages/@bob/"] = None
    tab.open(PAGE)
    field(tab).fill("never sent")
    field(tab).press("Enter")
    field(tab).fill("a secret")
    tab.html = page(me=None)
    tab.page.get_by_role("button", name="Sign out").click()
    tab.page.wait_for_url(f"{SITE}/accounts/logout/")
    tab.wait_for(lambda: tab.page.evaluate("Object.keys(localStorage)") == [])


def test_another_tab_goes_on_with_the_draft(tab: Tab) -> None:
    tab.open(PAGE)
    other = Tab(tab.context)
    other.open(PAGE)
    tab.page.evaluate("document.activeElement.blur()")
    field(other).fill("from here")
    tab.wait_for(lambda: field(tab).input_value() == "from here")
    field(tab).fill("and there")
    field(other).focus()
    field(other).press_sequentially("!")
    assert field(other).input_value().endswith("!")


def test_half_a_sentence_survives_every_turn_of_card_and_composer(tab: Tab) -> None:
    tab.open(PAGE)
    field(tab).fill("half a sen")
    for v, refusal in enumerate(("blocked_you", "you_blocked", "", "friends_only", ""), 2):
        tab.apply(frame(composer(v=v, refusal=refusal)))
        assert field(tab).is_visible() == (refusal == "")
        assert tab.page.locator("[data-refusal]").count() == (refusal != "")
    assert field(tab).input_value() == "half a sen"
    assert tab.focused.startswith("<textarea")
    tab.page.keyboard.type("tence")
    assert field(tab).input_value() == "half a sentence"


def test_keys_that_are_typed_as_the_card_comes_press_nothing(tab: Tab) -> None:
    tab.open(PAGE)
    field(tab).press_sequentially("wri")
    tab.apply(frame(composer(v=2, refusal="not_following", remedy=True)))
    tab.page.keyboard.type("ting ")
    tab.page.keyboard.press("Enter")
    assert tab.requests("/@bob/follow") == []


def test_a_remedy_puts_the_caret_back_into_the_composer(tab: Tab) -> None:
    tab.answers["/@bob/follow"] = frame(composer(v=2))
    tab.open(page(log(high=0), below=composer(v=1, refusal="not_following", remedy=True)))
    assert field(tab).is_hidden()
    tab.page.get_by_role("button", name="Follow").press("Enter")
    field(tab).wait_for()
    assert tab.requests("/@bob/follow") == [{"_method": "PUT"}]
    tab.page.keyboard.type("hello")
    assert field(tab).input_value() == "hello"


def test_who_is_elsewhere_is_not_called_back_by_a_turn_of_the_composer(tab: Tab) -> None:
    tab.open(PAGE)
    tab.page.locator("#m-1 summary").focus()
    tab.apply(frame(composer(v=2, refusal="nobody")), frame(composer(v=3)))
    assert tab.focused.startswith("<summary")


def test_a_turn_by_time_alone_has_no_new_version_and_is_taken_in(tab: Tab) -> None:
    tab.open(page(log(high=0), below=composer(v=4, refusal="under_age")))
    tab.apply(frame(composer(v=3, note="late")))
    assert field(tab).is_hidden()
    tab.apply(frame(composer(v=4)))
    assert field(tab).is_visible()


def test_a_long_draft_has_its_room_when_the_card_goes(tab: Tab) -> None:
    tab.open(PAGE)
    field(tab).fill("three\nlines\nlong")
    tab.open(page(log(high=0), below=composer(v=4, refusal="nobody")))
    tab.apply(frame(composer(v=5)))
    box = field(tab).bounding_box()
    assert box
    assert round(box["height"]) == 60


def test_a_card_asks_again_at_the_moment_its_cause_ends(tab: Tab) -> None:
    until = f"{NOON + timedelta(minutes=5):%Y-%m-%dT%H:%M:%SZ}"
    tab.open_at_rest(page(log(high=0), below=composer(v=4, refusal="suspended", until=until)))
    tab.answers["/sync"] = frame(composer(v=4), sync=True, stamp=0)
    tab.pass_quiet_time(270)
    assert tab.requests("/sync") == []
    tab.pass_quiet_time(20)
    field(tab).wait_for()
    assert len(tab.requests("/sync")) == 1


def test_a_card_that_waits_for_years_waits_quietly(tab: Tab) -> None:
    tab.open_at_rest(page(log(high=0), below=composer(refusal="under_age", until="2029-01-01T00:00:00Z")))
    tab.pass_quiet_time(30)
    assert tab.requests("/sync") == []


def test_a_draft_that_the_server_gives_back_is_not_replaced_by_an_older_one(tab: Tab) -> None:
    tab.open(PAGE)
    field(tab).fill("older")
    tab.open(PAGE.replace("></textarea>", ">from the server</textarea>"), CHAT)
    assert field(tab).input_value() == "from the server"
