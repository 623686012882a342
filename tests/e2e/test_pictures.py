"""Stickers and GIFs from hand to hand: picked on plain pages, seen live in the other browser."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.core.management import call_command
from playwright.sync_api import Locator, expect

from messaging.models import Sticker
from tests.e2e.person import Person
from tests.factories import friends
from tests.messaging import pictures

ON_A_PHONE = {"viewport": {"width": 360, "height": 780}, "locale": "en-GB"}
LOADED = "image => image.complete && image.naturalWidth > 0"


def expect_loaded(image: Locator) -> None:
    """It is on the page, and there is a picture in it."""
    expect(image).to_be_visible()
    image.scroll_into_view_if_needed()
    image.page.wait_for_function(LOADED, arg=image.element_handle())


def test_a_sticker_picked_without_scripts_is_seen_live(person: Callable[..., Person]) -> None:
    friends("alice", "bob")
    call_command("import_stickers", shipped=True, verbosity=0)
    bob = person("bob")
    bob.open_chat("alice")
    alice = person("alice", java_script_enabled=False, **ON_A_PHONE)
    page = alice.goto("/messages/@bob/")
    page.get_by_role("button", name="Emoji, stickers and GIFs").click()
    page.get_by_role("searchbox", name="Search stickers").fill("howdy")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Sticker: hello", exact=True).first.click()
    expect(page).to_have_url(f"{alice.url}/messages/@bob/")
    for log in (bob.log, alice.log):
        expect_loaded(log.get_by_role("img", name="Sticker: hello"))
    expect(bob.page.locator("#chat-alice")).to_contain_text("Sticker")


def test_a_gif_uploaded_without_scripts_is_seen_live_and_holds_still_where_that_is_wished(
    person: Callable[..., Person],
) -> None:
    friends("alice", "bob")
    bob = person("bob", reduced_motion="reduce")
    bob.open_chat("alice")
    alice = person("alice", java_script_enabled=False, **ON_A_PHONE)
    page = alice.goto("/gifs/?with=bob")
    page.locator("summary", has_text="Upload a GIF").click()
    file = {"name": "duck.gif", "mimeType": "image/gif", "buffer": pictures.moving("GIF", size=(300, 200))}
    page.get_by_label("File").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_label("Tags").fill("duck")
    page.get_by_role("button", name="Upload", exact=True).click()
    page.get_by_role("button", name="GIF: duck").click()
    expect(page).to_have_url(f"{alice.url}/messages/@bob/")
    expect_loaded(alice.log.get_by_role("img", name="GIF"))

    image = bob.log.get_by_role("img", name="GIF")
    expect_loaded(image)
    assert image.evaluate("image => image.currentSrc").endswith("/messages/@alice/1/media?poster")
    bob.log.get_by_role("link", name="Play the GIF").click()
    expect(bob.log.get_by_role("link", name="Play the GIF")).to_be_hidden()
    bob.page.wait_for_function("image => image.currentSrc.endsWith('/media')", arg=image.element_handle())
    expect(bob.page).to_have_url(re.compile("/messages/@alice/$"))


def test_a_favourite_moves_to_the_top_and_back_while_one_looks(person: Callable[..., Person]) -> None:
    friends("alice", "bob")
    call_command("import_stickers", shipped=True, verbosity=0)
    page = person("alice").goto("/stickers/?with=bob")
    favourites, star = page.locator("#favourite-stickers"), page.get_by_role("button", name="Favourite: cool")
    expect(favourites.locator("li")).to_have_count(0)
    page.locator(f"#sticker-{Sticker.objects.get(pack__slug='duck', slug='cool').pk}").hover()
    star.click()
    expect(favourites.locator("li")).to_have_count(1)
    expect(star).to_have_count(2)
    expect(star.last).to_have_attribute("aria-pressed", "true")
    favourites.get_by_role("button", name="Favourite: cool").click()
    expect(favourites.locator("li")).to_have_count(0)
    expect(star).to_have_attribute("aria-pressed", "false")
