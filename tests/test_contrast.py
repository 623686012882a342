"""The colours of static/css/tokens.css can be told apart, by WCAG 2's measure, in both themes."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parent.parent / "static" / "css"
OKLCH = r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)"
GROUNDS = ("ground", "surface", "float", "raised", "hover", "wash")

# Text needs 4.5 to 1; icons and the borders of what can be pressed need 3 to 1.
TEXT = [(ink, ground) for ink in ("text", "text-soft", "link") for ground in GROUNDS]
TEXT += [("danger", ground) for ground in ("ground", "surface", "float", "raised", "hover")]
TEXT += [("accent-ink", "accent"), ("accent-ink", "accent-hover"), ("danger-ink", "danger-fill"), ("ground", "text")]
TEXT += [("tint-ink", f"tint-{number}") for number in range(10)]
SHAPES = [
    (shape, ground) for shape in ("edge", "heart", "ok", "focus") for ground in ("ground", "surface", "float", "raised")
]
SHAPES += [("accent", "ground"), ("accent", "surface")]
PAIRS = [(*pair, 4.5) for pair in TEXT] + [(*pair, 3.0) for pair in SHAPES]


def luminance(lightness: float, chroma: float, hue: float) -> float:
    """Relative luminance of an OKLCH colour (lightness from 0 to 1, hue in degrees), as shown in sRGB.

    The matrices are those of CSS Color 4, section 9.2.
    """
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    red, green, blue = (min(1.0, max(0.0, part)) for part in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def colours(theme: int) -> dict[str, float]:
    """The luminance of every opaque colour token in a theme: 0 for light, 1 for dark."""
    found = re.findall(rf"--([\w-]+): (?:light-dark\({OKLCH}, {OKLCH}\)|{OKLCH});", (CSS / "tokens.css").read_text())
    told = {}
    for name, *numbers in found:
        light, dark, both = (numbers[start : start + 3] for start in (0, 3, 6))
        level, chroma, hue = map(float, both if both[0] else (light, dark)[theme])
        told[name] = luminance(level / 100, chroma, hue)
    return told


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("one", "other", "least"), PAIRS)
def test_a_pair_of_colours_can_be_told_apart(one: str, other: str, least: float, theme: int) -> None:
    levels = colours(theme)
    dark, light = sorted((levels[one], levels[other]))
    assert (light + 0.05) / (dark + 0.05) >= least


def test_only_the_tokens_hold_colours() -> None:
    raw = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|lab)a?\(", re.IGNORECASE)
    assert [path.name for path in CSS.glob("*.css") if raw.search(path.read_text())] == ["tokens.css"]
