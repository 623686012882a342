"""A home for one's account: a face, a language, the first steps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from tests.accounts import samples
from tests.e2e.person import Person
from tests.e2e.site import Site
from tests.factories import PASSWORD, UserFactory


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A wide picture, red, green and blue from left to right, and too large to be sent as it is."""
    wide = Image.effect_noise((6000, 2000), 90).convert("RGB")
    for n, colour in enumerate(("red", "lime", "blue")):
        wide.paste(
            Image.blend(wide.crop((0, 0, 2000, 2000)), Image.new("RGB", (2000, 2000), colour), 0.8), (n * 2000, 0)
        )
    path = tmp_path / "photo.jpg"
    path.write_bytes(samples.drawn(wide, "JPEG", quality=97))
    assert path.stat().st_size > 4 * 1024 * 1024
    return path


def middle(user: User) -> tuple[int, ...]:
    user.refresh_from_db()
    with default_storage.open(user.avatar.name) as file:
        return Image.open(file).resize((1, 1)).getpixel((0, 0))


def choose(page: Page, photo: Path) -> None:
    page.get_by_label("Picture", exact=True).set_input_files(photo)
    expect(page.get_by_role("dialog", name="Move and zoom")).to_be_visible()


def save(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()


def test_a_large_photograph_is_cut_before_it_is_sent(person: Callable[..., Person], photo: Path) -> None:
    alice = person("alice")
    page = alice.goto(reverse("settings_profile"))
    choose(page, photo)
    page.get_by_role("button", name="Use", exact=True).click()
    save(page)
    red, green, blue = middle(alice.user)
    assert green > 150 > max(red, blue)


def test_the_picture_is_moved_by_keys_and_by_hand(person: Callable[..., Person], photo: Path) -> None:
    alice = person("alice")
    page = alice.goto(reverse("settings_profile"))
    choose(page, photo)
    stage = page.get_by_role("img", name="Your picture")
    stage.focus()
    for _press in range(40):
        page.keyboard.press("ArrowLeft")
    page.get_by_role("button", name="Use", exact=True).click()
    save(page)
    red, green, blue = middle(alice.user)
    assert red > 150 > max(green, blue)

    choose(page, photo)
    box = stage.bounding_box()
    assert box
    middle_line = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] - 10, middle_line)
    page.mouse.down()
    page.mouse.move(box["x"] + 10, middle_line, steps=5)
    page.mouse.up()
    page.get_by_role("slider", name="Zoom").fill("2")
    page.get_by_role("button", name="Use", exact=True).click()
    save(page)
    red, green, blue = middle(alice.user)
    assert blue > 150 > max(red, green)


def test_calling_it_off_sends_nothing(person: Callable[..., Person], photo: Path) -> None:
    alice = person("alice")
    page = alice.goto(reverse("settings_profile"))
    choose(page, photo)
    page.keyboard.press("Escape")
    save(page)
    alice.user.refresh_from_db()
    assert not alice.user.avatar


def test_a_picture_goes_as_it_came(person: Callable[..., Person], photo: Path) -> None:
    alice = person("alice")
    page = alice.goto(reverse("settings_profile"))
    choose(page, photo)
    page.get_by_role("button", name="Use", exact=True).click()
    save(page)
    page.get_by_role("button", name="Remove picture").click()
    expect(page.get_by_role("button", name="Remove picture")).to_be_hidden()
    expect(page.locator(".face .avatar")).to_have_text("A")


def test_what_a_browser_can_not_draw_is_refused_by_the_server(person: Callable[..., Person], tmp_path: Path) -> None:
    alice = person("alice")
    alice.may_see("422")
    page = alice.goto(reverse("settings_profile"))
    file = tmp_path / "me.png"
    file.write_bytes(b"not a picture at all")
    page.get_by_label("Picture", exact=True).set_input_files(file)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("We can't read this file.")).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_the_first_steps_with_and_without_script(
    server: Site, new_context: Callable[..., BrowserContext], tmp_path: Path, script: bool
) -> None:
    UserFactory(username="bob")
    page = new_context(java_script_enabled=script, viewport={"width": 360, "height": 780}).new_page()
    page.goto(f"{server.url}{reverse('account_signup')}")
    page.get_by_label("Username").fill("newcomer")
    page.get_by_label("Email").fill("new@example.org")
    page.get_by_label("Birthdate").fill("1990-01-01")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("heading", name="Welcome, newcomer")).to_be_visible()
    page.get_by_label("Display name").fill("New Comer")
    if not script:
        file = tmp_path / "me.png"
        file.write_bytes(samples.plain())
        page.get_by_label("Picture", exact=True).set_input_files(file)
    page.get_by_role("button", name="Next").click()
    # With its scripts: before them the form goes by itself.
    page.wait_for_url(f"{server.url}{reverse('welcome_people')}")
    page.get_by_role("button", name="Follow", exact=True).click()
    # With script the row stays to be taken back; without, the page that comes back has others to offer.
    expect(page.get_by_role("button", name="Unfollow" if script else "Follow", exact=True)).to_have_count(int(script))
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("heading", name="Home")).to_be_visible()
    newcomer = User.objects.get(username="newcomer")
    assert bool(newcomer.avatar) is not script
    assert newcomer.subscriptions.get().followed.username == "bob"


def test_another_language_is_spoken_at_once_and_after_signing_out(person: Callable[..., Person]) -> None:
    alice = person("alice")
    alice.may_see("401")
    page = alice.goto(reverse("settings_language"))
    page.get_by_label("Русский").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    alice.goto(reverse("account_logout")).locator("#sign-out button").click()
    page.wait_for_url(f"{alice.url}/")
    expect(page.locator("html")).to_have_attribute("lang", "ru")
