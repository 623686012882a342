"""A video from somebody's disk to where it can be watched, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from playwright.sync_api import Page, Route, expect

from social import working
from social.models import State, Video, VideoUpload
from tests.e2e.person import Person
from tests.e2e.test_pictures import expect_loaded
from tests.factories import friends, make_video, store_video
from tests.social.uploading import work
from tests.videos import clip

MEGABYTE = 1024 * 1024
SOON = 2_000  # milliseconds: within a second, on a machine that does other work too
# A film may hold room for nothing: three pieces of an upload.
FREE = (5 * MEGABYTE).to_bytes(4, "big") + b"free" + bytes(5 * MEGABYTE - 8)


def choose(page: Page, place: Path, content: bytes, name: str = "lake.mp4") -> None:
    (place / name).write_bytes(content)
    page.get_by_label("Video", exact=True).set_input_files(place / name)


def test_a_video_goes_on_after_a_lost_line_and_a_reload_and_is_followed_until_it_plays(
    person: Callable[..., Person], tmp_path: Path
) -> None:
    content = clip() + FREE
    alice = person("alice", viewport={"width": 360, "height": 780})
    alice.may_see("net::ERR_", "503", "Failed to load resource")
    page = alice.goto("/videos/new/")
    pieces: list[str] = []

    def lossy(route: Route) -> None:
        """The second piece is lost."""
        if route.request.method == "PUT":
            pieces.append(route.request.headers["upload-offset"])
            if len(pieces) == 2:
                return route.abort("connectionreset")
            if len(pieces) > 2 and len(pieces) < 5:
                return route.fulfill(status=503, body="{}")
        return route.continue_()

    page.route("**/videos/uploads/**", lossy)
    choose(page, tmp_path, content)
    expect(page.get_by_text("No connection. It goes on by itself.")).to_be_visible()
    page.reload()
    # Three pauses, of 3.5 s in all, lie before it.
    expect(page.get_by_text("It is here. Post it when you are ready.")).to_be_visible(timeout=30_000)
    assert pieces.count("0") == 1
    assert VideoUpload.objects.get().is_whole

    page.get_by_label("Caption").fill("All fog")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_text("Waiting for its turn")).to_be_visible(timeout=30_000)
    alice.wait_until_live()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    mine = working.take()
    assert mine
    working.note(mine, 42)  # by another process than the server, as a worker would
    expect(page.get_by_text("Getting it ready: 42 %")).to_be_visible(timeout=SOON)
    working.let_go(mine)
    # Nobody asks but where something was told of.
    assert len(asked) <= 4, asked
    work()
    expect(page.get_by_text("Ready", exact=True)).to_be_visible()
    video = Video.objects.get()
    assert (video.state, video.caption, video.file.size > 0) == (State.READY, "All fog", True)


def test_a_gif_is_cut_out_of_a_video_as_it_was_previewed(person: Callable[..., Person]) -> None:
    alice, _bob = friends("alice", "bob")
    video = make_video(alice, allow_download=True, small_file=store_video(clip(seconds=3), "mp4"), duration_ms=3000)
    page = person("bob", viewport={"width": 360, "height": 780}).goto(f"/videos/{video.pk}/gif")
    expect(page.get_by_text("0.0 – 2.0 s")).to_be_visible()
    page.get_by_label("Length").fill("1")
    scrubber = page.get_by_label("Start")
    expect(scrubber).to_have_attribute("max", "2.0")
    scrubber.fill("1.4")
    scrubber.press("ArrowRight")
    expect(page.get_by_text("1.5 – 2.5 s")).to_be_visible()
    page.get_by_label("Caption").fill("It came back")
    expect(page.locator(".gif-words")).to_have_text("It came back")
    page.get_by_role("button", name="Create GIF").click()
    page.wait_for_url("**/gifs/*/")
    expect_loaded(page.get_by_role("img", name="GIF"))
    expect(page.get_by_role("link", name="From a video")).to_be_visible()


def test_an_upload_can_be_called_off_while_it_is_on_its_way(person: Callable[..., Person], tmp_path: Path) -> None:
    alice = person("alice")
    alice.may_see("net::ERR_", "Failed to load resource")
    page = alice.goto("/videos/new/")
    held: list[Route] = []

    def holding(route: Route) -> None:
        """The second piece hangs."""
        if route.request.method == "PUT" and route.request.headers["upload-offset"] != "0":
            held.append(route)
        else:
            route.continue_()

    page.route("**/videos/uploads/**", holding)
    with page.expect_request(lambda request: request.headers.get("upload-offset", "0") != "0"):
        choose(page, tmp_path, clip() + FREE)
    expect(page.get_by_text("2.0 / 5.0 MB")).to_be_visible()
    upload = VideoUpload.objects.get()
    file = Path(settings.MEDIA_ROOT, upload.file.name or "")
    assert (upload.received, file.stat().st_size) == (2 * MEGABYTE, 2 * MEGABYTE)
    with page.expect_response(lambda response: response.request.method == "DELETE"):
        page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".sending")).to_be_hidden()
    assert not VideoUpload.objects.exists()
    assert not file.exists()
    page.reload()
    expect(page.locator(".sending")).to_be_hidden()


def test_an_upload_can_be_called_off_and_a_bad_one_is_told_with_the_caption_kept(
    person: Callable[..., Person], tmp_path: Path
) -> None:
    alice = person("alice")
    alice.may_see("422")
    page = alice.goto("/videos/new/")
    choose(page, tmp_path, clip())
    expect(page.get_by_text("It is here.")).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("It is here.")).to_be_hidden()
    page.wait_for_load_state("networkidle")
    assert not VideoUpload.objects.exists()

    page.get_by_label("Caption").fill("What I typed")
    choose(page, tmp_path, b"#EXTM3U\nhttp://127.0.0.1/\n")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_text("We can't read this file.")).to_be_visible(timeout=30_000)
    expect(page.get_by_label("Caption")).to_have_value("What I typed")
    assert not Video.objects.exists()
