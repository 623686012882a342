"""The stylesheets hold for lines that run from right to left as well: they name beginnings and ends, no sides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parent.parent / "static" / "css"
DECLARATION = re.compile(r"([\w-]+)\s*:\s*([^;{}]+)[;}]")
SIDE = r"(?:left|right|top|bottom)"
SIDED = re.compile(
    rf"{SIDE}|(?:min-|max-)?(?:width|height)|(?:margin|padding|inset|scroll-margin|scroll-padding)-{SIDE}"
    rf"|border-{SIDE}(?:-\w+)?|border-{SIDE}-{SIDE}-radius"
)
# The four sides of these are told clockwise from the top, whatever the direction: the second and the fourth must agree.
CLOCKWISE = {"margin", "padding", "inset", "scroll-margin", "scroll-padding", "border-width", "border-color"}
ASIDE = re.compile(r"\b(?:left|right)\b")
# A slide goes ahead or back where `--ahead` says which side that is.
SLIDE = re.compile(r"\btranslate(?:X|3d)?\((?!var\(--ahead\))")


def declarations(css: str) -> Iterator[tuple[str, str]]:
    """Every property that a stylesheet sets, and its value."""
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    yield from ((name, " ".join(value.split())) for name, value in DECLARATION.findall(bare))


def parts(value: str) -> list[str]:
    """The parts of a shorthand: what stands in brackets is one."""
    return re.findall(r"(?:[^\s()]|\((?:[^()]|\([^()]*\))*\))+", value)


def is_one_sided(name: str, value: str) -> bool:
    """Does this stay where it is when the lines turn round?"""
    if name.startswith("--"):
        return False
    if SIDED.fullmatch(name) or SLIDE.search(value):
        return True
    if name in CLOCKWISE:
        sides = parts(value)
        return len(sides) == 4 and sides[1] != sides[3]
    if name == "border-radius":
        return len(parts(value)) > 1
    return name not in {"transform-origin", "will-change", "transition"} and bool(ASIDE.search(value))


@pytest.mark.parametrize("path", sorted(CSS.glob("*.css")), ids=lambda path: path.name)
def test_no_stylesheet_names_a_side(path: Path) -> None:
    assert [f"{name}: {value}" for name, value in declarations(path.read_text()) if is_one_sided(name, value)] == []


@pytest.mark.parametrize(
    ("css", "is_found"),
    [
        ("a { margin-left: 1px; }", True),
        ("a { b: c; &:hover { right: 0 } }", True),
        ("a { text-align: right; }", True),
        ("a { float: left; }", True),
        ("a { padding: 1px 2px 1px calc(1px + var(--x)); }", True),
        ("a { border-radius: 1px 2px; }", True),
        ("a { max-width: 3em; }", True),
        ("a { background: linear-gradient(to right, red, blue); }", True),
        ("a { transform: translateX(4px); }", True),
        ("a { padding: 1px calc(2px + var(--x)) 3px calc(2px + var(--x)); }", False),
        ("@media (width >= 900px) { a { margin-inline-start: 1px; } }", False),
        ("/* left: 0; */ a { transform: translateY(4px); stroke-width: 2; }", False),
        ("a { border-radius: calc(1px + 2px); text-align: start; }", False),
    ],
)
def test_a_side_is_found_where_it_is_named(css: str, is_found: bool) -> None:
    assert any(is_one_sided(name, value) for name, value in declarations(css)) is is_found


def test_a_rem_is_what_the_readers_browser_says() -> None:
    """A size on the root would make every measure of the tokens another than it says, letters of 15 px among them."""
    roots = re.findall(r"(?:^|[}\s])(?::root|html)\s*\{([^}]*)\}", "".join(p.read_text() for p in CSS.glob("*.css")))
    assert [name for root in roots for name, _value in declarations(root + "}") if name in {"font", "font-size"}] == []
