"""A GIF out of a video: by whom its author lets, of the seconds that were chosen, kept among one's own."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from PIL import Image

from messaging import actions
from messaging.models import Gif, Message
from messaging.pictures.intake import cut_out
from social import actions as social
from social.models import Audience, Video
from tests import videos
from tests.factories import make_video, store_video
from tests.messaging.frames import parse

pytestmark = pytest.mark.usefixtures("media")


@pytest.fixture
def video(alice):
    names = {name: store_video(videos.clip(seconds=3, fps=24), "mp4") for name in ("file", "small_file")}
    return make_video(alice, allow_download=True, duration_ms=3000, **names)


def url(video):
    return reverse("video_gif", args=[video.pk])


def make(client, video, **fields):
    return client.post(url(video), {"start": "0.5", "length": "2", "caption": ""} | fields)


def pictures(gif):
    with gif.file.open() as file:
        return Image.open(io.BytesIO(file.read()))


def test_it_shows_the_seconds_that_were_chosen_and_is_kept(as_bob, bob, video):
    response = make(as_bob, video)
    gif = Gif.objects.kept_by(bob).get()
    assert (response.status_code, response.url) == (303, reverse("gif", args=[gif.pk]))
    image = pictures(gif)
    assert (image.n_frames, image.size) == (24, (90, 160))
    assert (gif.width, gif.height, gif.from_video, gif.is_public) == (90, 160, video, False)
    page = as_bob.get(response.url).content.decode()
    assert reverse("video", args=[video.pk]) in page
    assert "/@alice/" in page


def test_it_goes_by_one_press_to_whoever_she_may_write_to(as_bob, alice, bob, carol, video):
    make(as_bob, video)
    gif = Gif.objects.get()
    page = parse(as_bob.get(f"/gifs/{gif.pk}/").content)
    offered = [button.attrs["formaction"] for button in page.find_all("button") if "formaction" in button.attrs]
    assert "/messages/@alice/" in offered
    assert "/messages/@carol/" not in offered
    fields = {
        e.attrs["name"]: e.attrs["value"] for e in page.find_all("input") if e.attrs.get("name") in {"client_id", "gif"}
    }
    for _twice in range(2):
        response = as_bob.post("/messages/@alice/", fields)
        assert (response.status_code, response.url.partition("#")[0]) == (303, "/messages/@alice/")
    assert Message.objects.get().gif == gif
    social.block(blocker_id=alice.pk, blocked_id=bob.pk)
    assert "/messages/@alice/" not in as_bob.get(f"/gifs/{gif.pk}/").content.decode()


def test_a_caption_stands_at_its_foot(as_bob, video):
    make(as_bob, video)
    make(as_bob, video, caption="Привет, утка")
    plain, with_words = (pictures(gif).convert("RGB") for gif in Gif.objects.order_by("pk"))
    foot = (0, 120, 90, 160)

    def white(image):
        return sum(count for count, colour in image.crop(foot).getcolors(100_000) if min(colour) > 200)

    assert white(with_words) > white(plain) + 50


@pytest.mark.parametrize(
    "fields",
    [{"start": "-1"}, {"start": "3"}, {"start": "nan"}, {"start": ""}, {"length": "7"}, {"length": "0"},
     {"length": "inf"}, {"caption": "x" * 61}, {"caption": "a\x07b"}],
)  # fmt: skip
def test_what_can_not_be_is_told_beside_it(as_bob, video, fields):
    response = make(as_bob, video, **fields)
    assert response.status_code == 422
    assert 'class="errorlist"' in response.content.decode()
    assert not Gif.objects.exists()


def test_without_the_authors_leave_there_are_no_new_ones_and_she_sees_how_many_there_are(
    as_alice, as_bob, alice, bob, video
):
    film = cut_out(video, start=0, length=1, caption="")
    actions.add_gif(owner=bob, film=film)
    Video.objects.update(allow_download=False)
    assert make(as_bob, video).status_code == 403
    with pytest.raises(PermissionDenied):  # she changed her mind while it was being made
        actions.add_gif(owner=bob, film=film)
    assert Gif.objects.count() == 1
    mine = actions.add_gif(owner=alice, film=cut_out(video, start=0, length=1, caption=""))
    page = as_alice.get(reverse("video_edit", args=[video.pk])).content.decode()
    assert "2 GIFs of this video exist" in page
    # What others keep for themselves is counted and not shown.
    assert reverse("gif_media", args=[mine.pk]) in page
    assert reverse("gif_media", args=[Gif.objects.get(owner=bob).pk]) not in page


def test_for_whom_it_is_not_meant_there_is_no_such_page(as_bob, video):
    Video.objects.update(audience=Audience.ONLY_ME)
    assert (as_bob.get(url(video)).status_code, make(as_bob, video).status_code) == (404, 404)
    assert Client().get(url(video)).status_code == 302
