"""Videos before real browsers: watched, liked, shared with a caption, seen live, and taken back."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.core.management import call_command
from playwright.sync_api import Locator, Page, expect

from messaging.models import Message
from social import actions as social
from social import actions_videos
from social.models import Video, VideoLike
from tests.e2e.person import Person
from tests.e2e.rule import PATIENCE
from tests.factories import UserFactory, friends, make_video, send, share

ON_A_PHONE = {"viewport": {"width": 360, "height": 780}, "locale": "en-GB"}
PLAYS = "film => !film.paused && film.currentTime > 0"
GONE = "This video isn't available any more."


def film_in(page: Page, video: Video) -> Locator:
    return page.locator(f"#reel-{video.pk} video")


def expect_playing(film: Locator) -> None:
    film.page.wait_for_function(PLAYS, arg=film.element_handle())


def work() -> None:
    """Have the worker do what waits for it."""
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)


def open_dialog(page: Page) -> Locator:
    page.get_by_role("button", name="Share", exact=True).first.click()
    dialog = page.get_by_role("dialog", name="Share")
    expect(dialog).to_be_visible()
    return dialog


def test_a_video_is_watched_shared_seen_live_and_taken_back(person: Callable[..., Person]) -> None:
    alice_user, _bob = friends("alice", "bob")
    carol = UserFactory(username="carol")
    second, first = make_video(carol, caption="The second"), make_video(carol, caption="The first")
    alice, bob = person("alice", **ON_A_PHONE), person("bob")
    bob.open_chat("alice")

    page = alice.goto("/")
    expect_playing(film_in(page, first))
    assert film_in(page, first).evaluate("film => film.muted")
    page.get_by_role("button", name="Pause").first.click()
    page.wait_for_function("film => film.paused", arg=film_in(page, first).element_handle())
    page.get_by_role("button", name="Sound").first.click()
    page.keyboard.press("ArrowDown")
    expect_playing(film_in(page, second))
    expect(page.locator(f"#reel-{second.pk}")).to_be_in_viewport(ratio=0.9)
    assert not film_in(page, second).evaluate("film => film.muted")
    page.keyboard.press("ArrowUp")
    expect_playing(film_in(page, first))

    page.get_by_role("button", name="Like").first.click()
    expect(page.locator(f"#like-video-{first.pk}")).to_contain_text("1")
    page.get_by_role("button", name="Follow Carol").first.click()
    expect(page.get_by_role("button", name="Follow Carol")).to_have_count(0)
    assert VideoLike.objects.get().user == alice_user

    dialog = open_dialog(page)
    dialog.get_by_role("searchbox", name="Search").fill("bo")
    dialog.get_by_role("checkbox", name="Bob").check(force=True)
    dialog.get_by_role("textbox", name="Caption").fill("Look at this")
    dialog.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("dialog", name="Sent").get_by_role("link", name="Bob")).to_be_visible()
    page.get_by_role("button", name="Done").click()
    assert Message.objects.get().video == first

    card = bob.log.locator("article")
    expect(card).to_contain_text("Look at this", timeout=PATIENCE)
    expect(bob.page.locator("#chat-alice")).to_contain_text("Look at this")
    card.get_by_role("link", name="Play the video").click()
    expect_playing(card.locator("video"))

    alice.open_chat("bob")
    actions_videos.change_video(
        author=carol, video_id=first.pk, caption="The first", audience="only_me", allow_download=False
    )
    work()
    for one in (alice, bob):
        expect(one.log.locator("article")).to_contain_text(GONE, timeout=PATIENCE)
        expect(one.log.locator("article")).to_contain_text("Look at this")
        expect(one.log.locator("article video")).to_have_count(0)


def test_whoever_blocks_while_the_dialog_is_open_gets_nothing(person: Callable[..., Person]) -> None:
    alice_user, bob_user, _dora = friends("alice", "bob", "dora")
    carol = UserFactory(username="carol")
    video = make_video(carol)
    UserFactory(username="erin", message_privacy="nobody")
    social.follow(follower_id=alice_user.pk, followed_id=UserFactory(username="frida", message_privacy="nobody").pk)
    alice = person("alice")
    page = alice.goto(f"/videos/{video.pk}/")
    dialog = open_dialog(page)
    expect(dialog.get_by_role("checkbox", name="Frida")).to_be_disabled()
    expect(dialog).to_contain_text("Frida accepts private messages from nobody.")
    for name in ("Bob", "Dora"):
        dialog.get_by_role("checkbox", name=name).check(force=True)
    social.block(blocker_id=bob_user.pk, blocked_id=alice_user.pk)
    dialog.get_by_role("button", name="Submit").click()
    told = page.get_by_role("dialog", name="Sent to some")
    expect(told.get_by_role("listitem").filter(has_text="Bob")).to_contain_text("This account has blocked you.")
    expect(told.get_by_role("link", name="Dora")).to_be_visible()
    assert Message.objects.count() == 1


def test_without_scripts_a_video_is_liked_and_shared_by_plain_forms(person: Callable[..., Person]) -> None:
    friends("alice", "bob")
    video = make_video(UserFactory(username="carol"), caption="A lake")
    alice = person("alice", java_script_enabled=False, **ON_A_PHONE)
    page = alice.goto("/")
    page.get_by_role("button", name="Like").click()
    expect(page.get_by_role("button", name="Unlike")).to_be_visible()
    page.get_by_role("button", name="Share", exact=True).click()
    expect(page).to_have_url(f"{alice.url}/videos/{video.pk}/share")
    page.get_by_role("checkbox", name="Bob").check(force=True)
    page.get_by_role("textbox", name="Caption").fill("Look")
    page.get_by_role("button", name="Submit").click()
    expect(page).to_have_url(f"{alice.url}/videos/{video.pk}/")
    expect(page.get_by_text("Sent to Bob.")).to_be_visible()
    assert Message.objects.get().text == "Look"


def test_it_holds_still_where_no_motion_is_wanted_and_starts_where_its_address_says(
    person: Callable[..., Person],
) -> None:
    alice_user, bob_user = friends("alice", "bob")
    video = make_video(UserFactory(username="carol"))
    share(bob_user, alice_user, video)
    send(bob_user, alice_user, "later")
    alice = person("alice", reduced_motion="reduce")
    page = alice.goto(f"/videos/{video.pk}/?t=1&from=bob")
    play = page.get_by_role("button", name="Play", exact=True)
    expect(play).to_be_visible()
    assert film_in(page, video).evaluate("film => film.paused")
    assert film_in(page, video).evaluate("film => film.dataset.large").endswith("#t=1")
    play.click()
    page.wait_for_function("film => !film.paused", arg=film_in(page, video).element_handle())
    page.get_by_role("link", name="Reply to Bob").click()
    expect(page).to_have_url(re.compile(r"/messages/@bob/\?reply=1$"))
    expect(page.locator("[data-quote-bar]")).to_contain_text("Video")
