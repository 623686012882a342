"""Reading frames the way a page does: by the ids and attributes of docs/wire.md."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
CLOSED_BY_ITSELF = frozenset({"circle", "ellipse", "line", "path", "polygon", "polyline", "rect"})
# What differs between two drawings of the same state: a fresh id for the next message, and the CSRF token's mask.
FRESH = ("client_id", "csrfmiddlewaretoken")
# What the page's own scripts decide where it was not drawn whole.
SCRIPTED = frozenset({"data-run", "aria-current", "data-whole"})


@dataclass
class Element:
    """An element with its attributes and what stands in it, in order."""

    tag: str
    attrs: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    def find_all(self, tag: str = "", **attrs: str) -> list[Element]:
        """The elements below this one with this tag and these attributes (`data_seq="3"` for `data-seq`)."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attrs.items()}
        found = []
        for child in self.children:
            if isinstance(child, Element):
                if tag in ("", child.tag) and wanted.items() <= child.attrs.items():
                    found.append(child)
                found += child.find_all(tag, **attrs)
        return found

    def find(self, tag: str = "", **attrs: str) -> Element | None:
        """The first of them, or None."""
        return next(iter(self.find_all(tag, **attrs)), None)

    def by_id(self, dom_id: str) -> Element | None:
        return self.find(id=dom_id)

    @property
    def text(self) -> str:
        """All words in it, with single spaces."""
        words = (child if isinstance(child, str) else child.text for child in self.children)
        return " ".join(" ".join(words).split())

    @property
    def html(self) -> str:
        """The element told in one way only: attributes in order, white space evened out, without versions and without
        what is fresh or scripted."""
        attrs = {**self.attrs, **({"value": ""} if self.attrs.get("name") in FRESH else {})}
        kept = sorted((name, value) for name, value in attrs.items() if name not in SCRIPTED and name != "data-v")
        told = "".join(f' {name}="{value}"' for name, value in kept)
        parts = (c.html if isinstance(c, Element) else " ".join(c.split()) for c in self.children)
        return f"<{self.tag}{told}>{' '.join(part for part in parts if part)}</{self.tag}>"


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Element("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or tag in CLOSED_BY_ITSELF:
            return
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parse(html: str | bytes) -> Element:
    """A page, a fragment or a frame as a tree. Fails where a tag is closed that was not open."""
    builder = _Builder()
    builder.feed(html.decode() if isinstance(html, bytes) else html)
    builder.close()
    assert len(builder.open) == 1, f"<{builder.open[-1].tag}> is never closed"
    return builder.open[0]


def frame_in(html: str | bytes) -> Element:
    """The one `<live-frame>` of an answer."""
    frames = parse(html).find_all("live-frame")
    assert len(frames) == 1
    return frames[0]


def words_of(html: str | bytes) -> str:
    """What an answer says, without its tags."""
    return re.sub(r"\s+", " ", parse(html).text)
