"""What becomes of a moving picture, whatever it was."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from accounts import sandbox
from accounts.pictures import unpack
from accounts.sandbox import Refused
from messaging.pictures import moving
from tests.accounts import samples
from tests.messaging import pictures


def film(content: bytes) -> tuple[Image.Image, Image.Image, tuple[int, int]]:
    moved, poster, size = unpack(moving.film(io.BytesIO(content)))
    width, height = size.split()
    return pictures.opened(moved), pictures.opened(poster), (int(width), int(height))


def sticker(content: bytes) -> tuple[Image.Image, bytes]:
    picture, poster = unpack(moving.sticker(io.BytesIO(content)))
    return pictures.opened(picture), poster


def refusal(function, content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        function(io.BytesIO(content))
    return refused.value.code


def near(image: Image.Image, at: tuple[int, int], colour: tuple[int, int, int]) -> bool:
    seen = image.convert("RGB").getpixel(at)
    return all(abs(one - other) < 60 for one, other in zip(seen, colour, strict=True))


class TestFilms:
    @pytest.mark.parametrize("kind", ["GIF", "WEBP"])
    def test_both_formats_become_a_webp_that_moves_for_ever_and_a_still_one(self, kind):
        image, poster, size = film(pictures.moving(kind))
        assert (image.format, image.n_frames, image.info["loop"]) == ("WEBP", 6, 0)
        assert image.size == poster.size == size == (96, 64)
        assert getattr(poster, "n_frames", 1) == 1
        assert near(poster, (12, 20), (255, 165, 0))
        image.seek(3)
        assert near(image, (60, 20), (255, 165, 0))

    def test_each_picture_stands_as_long_as_before(self):
        image, _poster, _size = film(pictures.moving(count=3, duration=[50, 200, 700]))
        durations = []
        for number in range(3):
            image.seek(number)
            image.load()
            durations.append(image.info["duration"])
        assert durations == [50, 200, 700]

    def test_what_claims_to_last_for_no_time_is_as_slow_as_in_a_browser(self):
        image, _poster, _size = film(pictures.moving(count=2, duration=0))
        image.load()
        assert image.info["duration"] == 100

    def test_a_large_one_is_scaled_down_and_keeps_its_shape(self):
        assert film(pictures.moving(count=2, size=(1200, 600)))[2] == (480, 240)

    def test_a_small_one_is_left_as_it_is(self):
        assert film(pictures.moving(count=2, size=(33, 21)))[2] == (33, 21)

    def test_a_long_one_is_made_smaller_still(self, monkeypatch):
        monkeypatch.setattr(moving, "FILM_PIXELS", 500_000)
        width, height = film(pictures.moving(count=25, size=(400, 300), duration=40))[2]
        assert 400_000 < width * height * 25 <= 500_000
        assert abs(width / height - 4 / 3) < 0.02

    def test_what_can_be_seen_through_stays_so(self):
        content = pictures.saved(pictures.frames(3, mode="RGBA"), "WEBP", lossless=True)
        image, poster, _size = film(content)
        assert image.convert("RGBA").getpixel((90, 60))[3] == 0
        assert poster.convert("RGBA").getpixel((90, 60))[3] == 0

    def test_nothing_but_the_pictures_is_kept(self):
        content = pictures.moving("GIF", comment=b"taken at home") + b"and more"
        packed = moving.film(io.BytesIO(content))
        assert b"taken at home" not in packed
        assert b"and more" not in packed
        webp = pictures.moving("WEBP", exif=b"Exif\x00\x00secret", xmp=b"<secret/>", icc_profile=b"secret")
        assert b"secret" not in moving.film(io.BytesIO(webp))

    def test_a_frame_beyond_the_edge_of_the_film_is_cut_off(self):
        content = bytearray(pictures.moving(count=3))
        content[6:10] = (48).to_bytes(2, "little") + (32).to_bytes(2, "little")
        _image, _poster, size = film(bytes(content))
        assert max(size) <= 96

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (pictures.still("GIF"), "still"),
            (pictures.still("WEBP"), "still"),
            (pictures.still("PNG"), "unreadable"),
            (pictures.still("JPEG"), "unreadable"),
            (samples.SVG, "unreadable"),
            (b"", "unreadable"),
            (b"GIF89a", "unreadable"),
            (pictures.moving()[:200], "unreadable"),
            (pictures.moving("WEBP")[:200], "unreadable"),
            (pictures.moving("PNG"), "unreadable"),
            (pictures.moving(count=4, duration=5000), "too_long"),
            (pictures.moving(count=301, size=(400, 32), duration=20), "too_long"),
            (pictures.gif_bomb(), "too_many_pixels"),
        ],
        ids=[
            "still gif", "still webp", "png", "jpeg", "svg", "empty", "header", "cut gif", "cut webp", "moving png",
            "too long", "too many", "bomb",
        ],
    )  # fmt: skip
    def test_what_is_no_gif_for_us_is_refused(self, content, code):
        assert refusal(moving.film, content) == code

    def test_the_bomb_is_defused_within_the_limits_of_the_sandbox(self):
        with pytest.raises(sandbox.Refused):
            sandbox.run(moving.film, pictures.gif_bomb(), limits=sandbox.Limits(seconds=10, cpu_seconds=4))


class TestStickers:
    @pytest.mark.parametrize("kind", ["PNG", "WEBP"])
    def test_it_becomes_a_square_on_nothing(self, kind):
        image, poster = sticker(pictures.still(kind))
        assert (image.format, image.size, poster) == ("WEBP", (256, 256), b"")
        assert image.convert("RGBA").getpixel((128, 4))[3] == 0
        assert image.convert("RGBA").getpixel((128, 128))[3] == 255

    @pytest.mark.parametrize("kind", ["PNG", "WEBP"])
    def test_a_moving_one_moves_and_has_a_still(self, kind):
        image, poster = sticker(pictures.moving(kind))
        assert (image.n_frames, image.size) == (6, (256, 256))
        assert pictures.opened(poster).size == (256, 256)

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (samples.SVG, "unreadable"),
            (pictures.still("GIF"), "unreadable"),
            (pictures.still("JPEG"), "unreadable"),
            (pictures.still("PNG")[:60], "unreadable"),
            (samples.bomb(), "too_many_pixels"),
            (pictures.moving("WEBP", count=3, duration=2000), "too_long"),
        ],
        ids=["svg", "gif", "jpeg", "cut", "bomb", "too long"],
    )
    def test_what_is_no_sticker_for_us_is_refused(self, content, code):
        assert refusal(moving.sticker, content) == code
