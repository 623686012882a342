"""One clip's way between two people: from bob's disk into alice's feed, and back to him as a card, a GIF and a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
from playwright.sync_api import Page, expect

from messaging.models import Gif, Kind, Message
from social.models import Video
from tests.e2e.person import A_NUMBER, Person
from tests.e2e.rule import PATIENCE
from tests.e2e.test_pictures import expect_loaded
from tests.e2e.test_posting import choose
from tests.e2e.test_videos import expect_playing, film_in, open_dialog
from tests.factories import friends
from tests.social.uploading import work
from tests.videos import clip

ON_A_PHONE = {"viewport": {"width": 360, "height": 780}, "locale": "en-GB"}


def post(bob: Person, place: Path) -> Video:
    """Bob posts a clip of four seconds that others may keep, and sees that it is ready."""
    page = bob.goto("/videos/new/")
    bob.wait_until_live()
    choose(page, place, clip(seconds=4, size=(360, 640), fps=24), "duck.mp4")
    page.get_by_label("Caption").fill("One very confident duck")
    page.get_by_label("Allow downloads and GIFs").check()
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_text("Waiting for its turn")).to_be_visible()
    work()
    expect(page.get_by_text("Ready", exact=True)).to_be_visible()
    return Video.objects.get()


def make_gif(page: Page) -> Gif:
    """Two seconds of the video whose dialog is open."""
    page.get_by_role("dialog", name="Share").get_by_role("link", name="Create GIF").click()
    page.get_by_label("Length").fill("2")
    expect(page.get_by_text("0.0 – 2.0 s")).to_be_visible()
    page.get_by_role("button", name="Create GIF").click()
    page.wait_for_url("**/gifs/*/")
    expect_loaded(page.get_by_role("img", name="GIF"))
    return Gif.objects.get()


def test_a_clip_is_posted_watched_shared_made_a_gif_of_and_kept(person: Callable[..., Person], tmp_path: Path) -> None:
    alice_user, _bob = friends("alice", "bob")
    bob, alice = person("bob"), person("alice", **ON_A_PHONE)
    video = post(bob, tmp_path)

    page = alice.goto("/")
    expect(page.get_by_text("One very confident duck")).to_be_visible()
    expect_playing(film_in(page, video))

    bob.open_chat("alice")
    dialog = open_dialog(page)
    dialog.get_by_role("checkbox", name="Bob").check(force=True)
    dialog.get_by_role("textbox", name="Caption").fill("It looks at me")
    dialog.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("dialog", name="Sent").get_by_role("link", name="Bob")).to_be_visible()
    page.get_by_role("button", name="Done").click()
    card = bob.messages.filter(has_text="It looks at me")
    expect(card).to_be_visible(timeout=PATIENCE)
    card.get_by_role("link", name="Play the video").click()
    expect_playing(card.locator("video"))

    open_dialog(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    kept = tmp_path / "kept.mp4"
    download.value.save_as(kept)
    assert download.value.suggested_filename == f"paperplane-bob-{video.pk}.mp4"
    with av.open(str(kept)) as film:
        assert [stream.codec_context.name for stream in film.streams] == ["h264", "aac"]
        assert len(list(film.decode(video=0))) == 4 * 24

    gif = make_gif(page)
    assert (gif.owner, gif.from_video) == (alice_user, video)
    page.get_by_role("button", name="Send to Bob").click()
    expect(alice.messages.last).to_have_attribute("data-seq", A_NUMBER)
    expect(bob.messages).to_have_count(2, timeout=PATIENCE)
    expect_loaded(bob.messages.last.get_by_role("img", name="GIF"))
    assert list(Message.objects.order_by("seq").values_list("kind", flat=True)) == [Kind.VIDEO, Kind.GIF]
