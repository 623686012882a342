"""Every screen to look at when something changes: whose it is, and the way there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from playwright.sync_api import Page, expect

from tests.screenshots import extremes

Way = Callable[[Page], object]


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen. `who` is signed in, or nobody; `way` leads on from `path`; `also` names further looks of it.

    It is left out, with a word about it, where the page lacks `needs` (a CSS selector).
    """

    name: str
    path: str
    who: str = "alice"
    way: Way = Page.title
    needs: str = "main"
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """One of the pictures that README.md shows: a screen in one of its looks."""

    screen: str
    look: str


def sign_up_wrongly(page: Page) -> None:
    page.get_by_label("Username").fill("A name")
    page.get_by_label("Email").fill("a@example.org")
    page.get_by_label("Birthdate").fill("1999-09-09")
    page.get_by_label("Password", exact=True).fill("short")
    page.get_by_role("button", name="Sign up").click()
    expect(page.locator("[aria-invalid=true]").first).to_be_visible()


def scroll_up(page: Page) -> None:
    page.locator("[role=log] > article").first.scroll_into_view_if_needed()


def open_share(page: Page) -> None:
    page.get_by_role("button", name="Share").first.click()
    expect(page.get_by_role("dialog", name="Share")).to_be_visible()


def share_and_pick(page: Page) -> None:
    open_share(page)
    page.get_by_role("dialog", name="Share").get_by_role("checkbox", name="Bob").check(force=True)


def open_my_gif(page: Page) -> None:
    page.locator("main a[href^='/gifs/']").last.click()
    expect(page.get_by_role("heading", name="GIF")).to_be_visible()


def edit_my_video(page: Page) -> None:
    page.locator("main .film-tile").first.click()
    page.get_by_role("link", name="Edit").click()


def cut_a_gif(page: Page) -> None:
    page.locator("main .film-tile").first.click()
    open_share(page)
    page.get_by_role("link", name="Create GIF").click()
    page.get_by_label("Start").fill("1")
    page.get_by_label("Caption").fill("One very confident duck")
    page.wait_for_selector("canvas[data-drawn]")


def open_message_menu(page: Page) -> None:
    page.locator("[role=log] .bubble").filter(has_text="Put this one up").click(button="right")
    expect(page.locator("#message-menu")).to_be_visible()


def open_chat_menu(page: Page) -> None:
    page.locator("#chats a.chat-row").nth(1).click(button="right")
    expect(page.locator("#chat-menu")).to_be_visible()


def open_delete_dialog(page: Page) -> None:
    open_message_menu(page)
    page.get_by_role("menuitem", name="Delete").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def select_messages(page: Page) -> None:
    open_message_menu(page)
    page.get_by_role("menuitem", name="Select").click()
    page.get_by_role("checkbox").nth(-2).check()


def open_picker(page: Page, tab: str = "Emoji") -> None:
    page.get_by_role("button", name="Emoji, stickers and GIFs").click()
    page.get_by_role("tab", name=tab).click()
    expect(page.get_by_role("dialog", name="Emoji, stickers and GIFs").get_by_role("searchbox")).to_be_visible()
    page.wait_for_load_state("networkidle")


def look_for(words: str) -> Way:
    def way(page: Page) -> None:
        page.get_by_role("searchbox", name="Search").fill(words)
        expect(page.locator("#found > *").first).to_be_visible()

    return way


def go_offline(page: Page) -> None:
    page.context.set_offline(True)
    for words in ("Written on the ferry, sent from the shore", "And this behind it", "\u26f4\ufe0f"):
        page.get_by_role("textbox", name="Message", exact=True).fill(words)
        page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("article.waiting")).to_have_count(3)


def meet_a_fault(page: Page) -> None:
    page.route("**/messages/@bob/", lambda route: route.fulfill(status=500))
    for words in ("This one met a fault", "And this waits behind it"):
        page.get_by_role("textbox", name="Message", exact=True).fill(words)
        page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("article.failed")).to_be_visible()
    expect(page.locator("article.waiting")).to_be_visible()


def answer_a_request(page: Page) -> None:
    expect(page.get_by_text("wants to write to you")).to_be_visible()


def open_profile_menu(page: Page) -> None:
    page.get_by_role("button", name="More").click()


def open_case(page: Page) -> None:
    page.locator("#result_list tbody th a").first.click()
    page.wait_for_url("**/change/**")
    page.wait_for_load_state("networkidle")


def show_shortcuts(page: Page) -> None:
    page.get_by_role("textbox", name="Message", exact=True).blur()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()


EVERY = ("phone-rtl", "desktop-rtl", "desktop-forced", "zoomed")
LONGEST = f"/messages/@{extremes.NAME}/"


def ask_for_export(page: Page) -> None:
    # Nobody works on it here: once asked for, it waits in every look.
    button = page.get_by_role("button", name="Put it together")
    if button.is_visible():
        button.click()
    expect(page.get_by_role("progressbar")).to_be_visible()


def report_request(page: Page) -> None:
    page.get_by_role("link", name="Report").last.click()
    expect(page.get_by_role("dialog")).to_be_visible()


SCREENS = (
    Screen("landing", "/", who="", also=EVERY),
    Screen("sign-in", "/accounts/login/", who=""),
    Screen("sign-up-error", "/accounts/signup/", who="", way=sign_up_wrongly, also=EVERY),
    Screen("welcome", "/welcome/", who="noah"),
    Screen("feed", "/", also=EVERY, needs="[data-reel]"),
    Screen("share-dialog", "/", way=share_and_pick, needs="main [data-share]", also=EVERY),
    Screen("video", "/videos/1/", who="", needs="[data-reel]"),
    Screen("post-video", "/videos/new/", needs="main input[type=file]"),
    Screen("video-edit", "/me/", way=edit_my_video, needs="main .film-tile"),
    Screen("gif-maker", "/messages/@bob/videos", way=cut_a_gif, needs="main .film-tile"),
    Screen("gif", "/gifs/", way=open_my_gif),
    Screen("shelf", "/messages/@bob/videos"),
    Screen("discover", "/discover/"),
    Screen("profile", "/@carol/", way=open_profile_menu, also=EVERY),
    Screen("profile-blocked", "/@frank/"),
    Screen("profile-long", f"/@{extremes.NAME}/", also=EVERY),
    Screen("me", "/me/"),
    Screen("subscriptions", "/me/subscriptions/"),
    Screen("subscriptions-empty", "/me/subscriptions/", who="noah"),
    Screen("blacklist-empty", "/me/blacklist/", who="noah"),
    Screen("activity", "/inbox/", also=EVERY),
    Screen("activity-empty", "/inbox/", who="noah"),
    Screen("chats-empty", "/messages/", who="noah"),
    Screen("chats-3", "/messages/", also=EVERY),
    Screen("chats-long", "/messages/", who="carol", also=EVERY),
    Screen("chats-50", "/messages/", who="sam"),
    Screen("chats-menu", "/messages/", way=open_chat_menu),
    Screen("chats-found", "/messages/", way=look_for("lake")),
    Screen("chats-not-found", "/messages/", way=look_for("walrus")),
    Screen("requests", "/messages/requests/"),
    Screen("requests-empty", "/messages/requests/", who="noah"),
    Screen("new-chat", "/messages/new/"),
    Screen("new-chat-empty", "/messages/new/", who="noah"),
    Screen("chat-empty", "/messages/@carol/"),
    Screen("chat-text", "/messages/@alice/", who="bob", way=scroll_up),
    Screen("chat-all-kinds", "/messages/@bob/", also=(*EVERY, "paper")),
    Screen("chat-long", LONGEST, who="carol", also=(*EVERY, "paper")),
    Screen("chat-unread", "/messages/@sam/", who="carol"),
    Screen("chat-refused", "/messages/@erin/", also=EVERY),
    Screen("chat-follow", "/messages/@sam/", who="bob"),
    Screen("chat-request", "/messages/@mia/", way=answer_a_request),
    Screen("chat-offline", "/messages/@bob/", way=go_offline),
    Screen("chat-fault", "/messages/@bob/", way=meet_a_fault),
    Screen("chat-menu", "/messages/@bob/", way=open_message_menu, also=EVERY),
    Screen("chat-delete", "/messages/@bob/", way=open_delete_dialog, also=EVERY),
    Screen("chat-picker", "/messages/@bob/", way=open_picker, needs="[data-picker]", also=EVERY),
    Screen("chat-stickers", "/messages/@bob/", way=partial(open_picker, tab="Stickers"), needs="[data-picker]"),
    Screen("chat-gifs", "/messages/@bob/", way=partial(open_picker, tab="GIFs"), needs="[data-picker]"),
    Screen("chat-select", "/messages/@bob/", way=select_messages, also=EVERY),
    Screen("why", "/messages/@erin/why"),
    Screen("shortcuts", "/messages/@bob/", way=show_shortcuts),
    Screen("settings", "/settings/"),
    Screen("settings-profile", "/settings/profile/"),
    Screen("settings-privacy", "/settings/privacy/", also=EVERY),
    Screen("settings-security", "/settings/security/"),
    Screen("settings-data", "/settings/data/"),
    Screen("settings-data-asked", "/settings/data/", who="sam", way=ask_for_export),
    Screen("leave", "/settings/data/delete/"),
    Screen("sessions", "/accounts/sessions/"),
    Screen("under-16", "/messages/", who="dana"),
    Screen("admin", "/admin/", who="mod", needs="body"),
    Screen("admin-case", "/admin/messaging/case/", who="mod", way=open_case, needs="#result_list a"),
    Screen("report", "/@bob/report", needs="main form"),
    Screen("admin-queue", "/admin/messaging/case/", who="mod", needs="#changelist"),
    Screen("report-dialog", "/messages/@mia/", way=report_request),
    Screen("reports", "/reports/", who="carol"),
    Screen("safety", "/safety/"),
    Screen("notice", "/notice/", who="mia"),
    Screen("link-warning", "/messages/@mia/2/links/0"),
    Screen("not-found", "/nowhere/"),
    Screen("offline", "/offline"),
)

PICTURES = (
    Picture("chat-all-kinds", "desktop-light"),
    Picture("chats-3", "phone-light"),
    Picture("chat-all-kinds", "phone-dark"),
    Picture("chat-refused", "phone-light"),
)
