"""Every screen to look at when something changes: whose it is, and the way there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

Way = Callable[[Page], object]


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen. `who` is signed in, or nobody; `way` leads on from `path`.

    It is left out, with a word about it, where the page lacks `needs` (a CSS selector).
    """

    name: str
    path: str
    who: str = "alice"
    way: Way = Page.title
    needs: str = "main"


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


def open_message_menu(page: Page) -> None:
    article = page.locator("[role=log] > article").filter(has_text="Put this one up")
    article.hover()
    article.get_by_role("button", name="Message actions").click()
    expect(page.locator("#message-menu")).to_be_visible()


def open_delete_dialog(page: Page) -> None:
    open_message_menu(page)
    page.get_by_role("menuitem", name="Delete").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def select_messages(page: Page) -> None:
    open_message_menu(page)
    page.get_by_role("menuitem", name="Select").click()
    page.get_by_role("checkbox").nth(-2).check()


def open_picker(page: Page) -> None:
    page.get_by_role("button", name="Emoji, stickers and GIFs").click()
    page.wait_for_load_state("networkidle")


def go_offline(page: Page) -> None:
    page.context.set_offline(True)
    page.get_by_role("textbox", name="Message", exact=True).fill("Written on the ferry, sent from the shore")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("article.failed")).to_be_visible()


def answer_a_request(page: Page) -> None:
    expect(page.get_by_text("wants to write to you")).to_be_visible()


def open_profile_menu(page: Page) -> None:
    page.get_by_role("button", name="More").click()


def show_shortcuts(page: Page) -> None:
    page.get_by_role("textbox", name="Message", exact=True).blur()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()


SCREENS = (
    Screen("landing", "/", who=""),
    Screen("sign-in", "/accounts/login/", who=""),
    Screen("sign-up-error", "/accounts/signup/", who="", way=sign_up_wrongly),
    Screen("welcome", "/welcome/", who="noah"),
    Screen("feed", "/"),
    Screen("share-dialog", "/", way=open_share, needs="main [data-share], main button:has-text('Share')"),
    Screen("post-video", "/videos/new/", needs="main input[type=file]"),
    Screen("discover", "/discover/"),
    Screen("profile", "/@carol/", way=open_profile_menu),
    Screen("profile-blocked", "/@frank/"),
    Screen("me", "/me/"),
    Screen("subscriptions", "/me/subscriptions/"),
    Screen("activity", "/inbox/"),
    Screen("chats-empty", "/messages/", who="noah"),
    Screen("chats-3", "/messages/"),
    Screen("chats-50", "/messages/", who="sam"),
    Screen("requests", "/messages/requests/"),
    Screen("new-chat", "/messages/new/"),
    Screen("chat-empty", "/messages/@carol/"),
    Screen("chat-text", "/messages/@alice/", who="bob", way=scroll_up),
    Screen("chat-all-kinds", "/messages/@bob/"),
    Screen("chat-refused", "/messages/@erin/"),
    Screen("chat-follow", "/messages/@sam/", who="bob"),
    Screen("chat-request", "/messages/@mia/", way=answer_a_request),
    Screen("chat-offline", "/messages/@bob/", way=go_offline),
    Screen("chat-menu", "/messages/@bob/", way=open_message_menu),
    Screen("chat-delete", "/messages/@bob/", way=open_delete_dialog),
    Screen("chat-picker", "/messages/@bob/", way=open_picker, needs="button:has-text('Emoji, stickers and GIFs')"),
    Screen("chat-select", "/messages/@bob/", way=select_messages),
    Screen("why", "/messages/@erin/why"),
    Screen("shortcuts", "/messages/@bob/", way=show_shortcuts),
    Screen("settings", "/settings/"),
    Screen("settings-profile", "/settings/profile/"),
    Screen("settings-privacy", "/settings/privacy/"),
    Screen("settings-security", "/settings/security/"),
    Screen("sessions", "/accounts/sessions/"),
    Screen("under-16", "/messages/", who="dana"),
    Screen("admin", "/admin/", who="mod", needs="body"),
    Screen("admin-queue", "/admin/messaging/case/", who="mod", needs="#changelist"),
    Screen("not-found", "/nowhere/"),
    Screen("offline", "/offline"),
)

PICTURES = (
    Picture("chat-all-kinds", "desktop-light"),
    Picture("chats-3", "phone-light"),
    Picture("chat-all-kinds", "phone-dark"),
    Picture("chat-refused", "phone-light"),
)
