"""Buttons that change something: pressed once, done once, and told where it could not be done."""

from __future__ import annotations

from tests.e2e.js.conftest import Tab
from tests.e2e.js.markup import article, composer, frame, log, page


def follow(verb: str, v: int) -> str:
    method = "PUT" if verb == "Follow" else "DELETE"
    button = f'<button form="act" formaction="/@bob/follow" name="_method" value="{method}">{verb}</button>'
    return f'<span id="follow-bob" data-v="{v}">{button}</span>'


PAGE = page(log(article(1), high=1), below=follow("Follow", 1))


def test_the_button_turns_into_its_counterpart_and_keeps_the_focus(tab: Tab) -> None:
    tab.answers["/@bob/follow"] = frame(follow("Unfollow", 2))
    tab.open(PAGE)
    tab.page.get_by_role("button", name="Follow").press("Enter")
    tab.page.get_by_role("button", name="Unfollow").wait_for()
    assert tab.requests("/@bob/follow") == [{"_method": "PUT"}]
    assert tab.page.evaluate("document.activeElement.textContent") == "Unfollow"


def test_pressed_twice_it_is_sent_once(tab: Tab) -> None:
    tab.answers["/@bob/follow"] = frame()
    tab.open(PAGE)
    tab.page.evaluate("for (let n = 0; n < 3; n += 1) document.querySelector('#follow-bob button').click()")
    tab.page.wait_for_timeout(200)
    assert len(tab.requests("/@bob/follow")) == 1
    assert tab.page.locator("#follow-bob button").get_attribute("aria-busy") is None


def test_a_refusal_is_told_in_the_servers_words_and_what_it_shows_is_shown(tab: Tab) -> None:
    shown = frame(follow("Follow", 1), composer(v=2, refusal="blocked_you"))
    tab.answers["/@bob/follow"] = (409, f"{shown}<p data-error>This account has blocked you.</p>")
    tab.open(PAGE + composer())
    tab.page.get_by_role("button", name="Follow").click()
    tab.page.get_by_role("status").get_by_text("This account has blocked you.").wait_for()
    assert tab.page.locator("[data-refusal=blocked_you]").is_visible()


def test_no_answer_is_told_too(tab: Tab) -> None:
    for answer in (None, (500, "<h1>Fault</h1>"), (404, "")):
        tab.answers["/@bob/follow"] = answer
        tab.open(PAGE)
        tab.page.get_by_role("button", name="Follow").click()
        words = "Not possible." if answer == (404, "") else "That did not get through."
        tab.page.get_by_role("status").get_by_text(words).wait_for()


def test_words_of_a_toast_go_by_themselves(tab: Tab) -> None:
    tab.open_at_rest(PAGE)
    tab.answers["/@bob/follow"] = None
    tab.page.get_by_role("button", name="Follow").click()
    tab.page.locator(".toast").wait_for()
    tab.pass_time(6)
    assert tab.page.locator(".toast").count() == 0
