"""What becomes of a picture, whatever it was."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from accounts.pictures import pack, squares, unpack
from accounts.sandbox import Refused
from tests.accounts import samples


def square(content: bytes, side: int = 256) -> Image.Image:
    return Image.open(io.BytesIO(unpack(squares(io.BytesIO(content), sides=[side]))[0]))


def near(image: Image.Image, at: tuple[int, int], colour: tuple[int, int, int]) -> bool:
    seen = image.convert("RGB").getpixel(at)
    return all(abs(one - other) < 40 for one, other in zip(seen, colour, strict=True))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_the_four_formats_become_webp_squares(kind) -> None:
    image = square(samples.plain(kind=kind))
    assert (image.format, image.size, image.mode) == ("WEBP", (256, 256), "RGB")
    assert near(image, (128, 128), (0, 128, 128))


def test_all_sizes_are_made_in_one_go() -> None:
    packed = squares(io.BytesIO(samples.plain()), sides=[256, 96])
    assert [Image.open(io.BytesIO(part)).size for part in unpack(packed)] == [(256, 256), (96, 96)]


def test_the_middle_is_kept() -> None:
    wide = Image.new("RGB", (900, 300), "black")
    wide.paste("yellow", (300, 0, 600, 300))
    image = square(samples.drawn(wide))
    assert all(near(image, at, (255, 255, 0)) for at in ((4, 4), (250, 4), (4, 250), (250, 250)))


def test_a_photograph_stands_upright_and_tells_nothing_of_where_and_with_what_it_was_taken() -> None:
    content = squares(io.BytesIO(samples.turned()), sides=[256])
    image = Image.open(io.BytesIO(unpack(content)[0]))
    assert near(image, (128, 20), (255, 0, 0))
    assert near(image, (128, 236), (0, 0, 255))
    assert not image.getexif()
    assert b"Camera" not in content
    assert not {"exif", "icc_profile", "xmp"} & image.info.keys()


def test_what_can_be_seen_through_lies_on_white() -> None:
    assert near(square(samples.plain((0, 0, 0, 0), mode="RGBA")), (128, 128), (255, 255, 255))


@pytest.mark.parametrize(
    ("mode", "colour", "kind", "seen"),
    [
        ("CMYK", (0, 255, 255, 0), "JPEG", (255, 0, 0)),
        ("L", 200, "JPEG", (200, 200, 200)),
        ("LA", (200, 255), "PNG", (200, 200, 200)),
        ("1", 1, "PNG", (255, 255, 255)),
        ("I;16", 0x8000, "PNG", (128, 128, 128)),
    ],
)
def test_other_ways_to_write_colours_are_understood(mode, colour, kind, seen) -> None:
    assert near(square(samples.plain(colour, mode=mode, kind=kind)), (128, 128), seen)


def test_a_colour_profile_is_followed_and_left_out() -> None:
    image = square(samples.with_swapped_profile(Image.new("RGB", (300, 300), "red")))
    assert near(image, (128, 128), (0, 0, 255))
    assert "icc_profile" not in image.info


def test_a_broken_profile_says_nothing() -> None:
    assert near(
        square(samples.drawn(Image.new("RGB", (99, 99), "red"), icc_profile=b"nonsense")), (128, 128), (255, 0, 0)
    )


def test_a_tiny_picture_and_a_thin_one_are_pictures_too() -> None:
    assert square(samples.plain(size=(1, 1))).size == (256, 256)
    assert square(samples.plain(size=(4000, 1))).size == (256, 256)


def test_a_photograph_with_a_second_picture_inside_is_no_film() -> None:
    first, second = Image.new("RGB", (300, 300), "red"), Image.new("RGB", (300, 300), "blue")
    content = samples.drawn(first, "MPO", save_all=True, append_images=[second])
    assert near(square(content), (128, 128), (255, 0, 0))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (samples.SVG, "unreadable"),
        (b"", "unreadable"),
        (b"GIF89a", "unreadable"),
        (samples.plain()[:200], "unreadable"),
        (samples.plain(kind="BMP"), "unreadable"),
        (samples.plain(kind="TIFF"), "unreadable"),
        (samples.plain(kind="PPM"), "unreadable"),
        (samples.bomb(), "too_many_pixels"),
        (samples.bomb(6400, 6400), "too_many_pixels"),
        (samples.film("GIF"), "animated"),
        (samples.film("WEBP"), "animated"),
        (samples.film("PNG"), "animated"),
    ],
)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_anything_else_is_refused_with_its_reason(content, code) -> None:
    with pytest.raises(Refused) as refused:
        squares(io.BytesIO(content), sides=[256])
    assert refused.value.code == code


def test_what_was_packed_is_told_apart_again() -> None:
    assert unpack(pack([b"", b"one", b"\x00" * 70_000])) == [b"", b"one", b"\x00" * 70_000]
    with pytest.raises(ValueError, match="cut short"):
        unpack(pack([b"one"])[:-1])
