"""`make screenshots` takes every screen that is to be looked at, and the README shows what it took."""

from __future__ import annotations

from config.environment import BASE_DIR
from tests.screenshots.camera import FURTHER, LOOKS
from tests.screenshots.screens import PICTURES, SCREENS

# What is looked at on every change that touches it.
PROMISED = {
    *("landing", "sign-up-error", "feed", "share-dialog", "profile", "me", "subscriptions", "activity"),
    *("chats-empty", "chats-3", "chats-50", "chats-menu", "chats-found", "activity-empty", "subscriptions-empty"),
    *("chat-empty", "chat-text", "chat-all-kinds", "chat-refused", "chat-offline", "chat-menu", "chat-picker"),
    *(
        "chat-select",
        "chat-delete",
        "chat-long",
        "chat-unread",
        "profile-long",
        "settings",
        "settings-privacy",
        "admin-queue",
        "not-found",
        "offline",
    ),
}
HEAVIEST = 150_000  # bytes


def test_every_promised_screen_is_taken_in_every_look() -> None:
    names = [screen.name for screen in SCREENS]
    assert len(set(names)) == len(names)
    assert set(names) >= PROMISED
    assert [look.name for look in LOOKS] == ["phone-light", "phone-dark", "desktop-light", "desktop-dark"]


def test_each_further_look_is_of_several_screens() -> None:
    further = {look.name for look in FURTHER}
    assert further == {"phone-rtl", "desktop-rtl", "desktop-forced", "zoomed", "paper"}
    assert {look for screen in SCREENS for look in screen.also} == further
    assert all(sum(look in screen.also for screen in SCREENS) > 1 for look in further)


def test_the_readme_shows_the_four_pictures_and_none_is_heavy() -> None:
    readme = (BASE_DIR / "README.md").read_text()
    files = [f"docs/images/{picture.screen}-{picture.look}.webp" for picture in PICTURES]
    assert len(set(files)) == 4
    assert [file for file in files if file not in readme] == []
    assert [file for file in files if not 0 < (BASE_DIR / file).stat().st_size < HEAVIEST] == []
    assert {str(path.relative_to(BASE_DIR)) for path in (BASE_DIR / "docs/images").glob("*.webp")} == set(files)


def test_every_picture_is_of_a_screen_that_is_taken() -> None:
    assert {picture.screen for picture in PICTURES} <= {screen.name for screen in SCREENS}
    assert {picture.look for picture in PICTURES} <= {look.name for look in LOOKS}
