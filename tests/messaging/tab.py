"""A browser's tab without a browser: it takes frames in as docs/wire.md says, and tells what it then shows."""

from __future__ import annotations

from copy import copy, deepcopy

from django.test import Client

from tests.messaging.frames import Element, frame_in, parse

FOR_EVER = float("inf")


class Tab:
    """A page of somebody, held open while things happen."""

    def __init__(self, client: Client, path: str, answers: dict[tuple[tuple[str, str], ...], str]) -> None:
        """Open `path`. `answers` remembers what `/sync` has said to this user's tabs."""
        self.client = client
        self.answers = answers
        response = client.get(path)
        assert response.status_code == 200, path
        self.page = parse(response.content)
        self.stamp = int(self.page.find("body").attrs["data-stamp"])
        self.log = self.page.find("div", role="log")
        self.revision = int(self.log.attrs["data-revision"]) if self.log else None
        shown = [e.attrs["data-with"] for e in self.page.find_all() if "data-with" in e.attrs and e.tag != "li"]
        self.peer = shown[0] if shown else ""
        self.gone: dict[str, float] = {}

    @property
    def names(self) -> set[str]:
        """All whom the page shows: its socket watches over them."""
        return {e.attrs["data-with"] for e in self.page.find_all() if "data-with" in e.attrs}

    def ask(self) -> None:
        """Ask again what the server says: by `/sync`, and lists of people by fetching them anew."""
        self.apply(self.sync())
        for standing in [e for e in self.page.find_all() if e.attrs.get("hx-trigger", "").startswith("live:ask ")]:
            fresh = parse(self.client.get(standing.attrs["hx-get"]).content).by_id(standing.attrs["id"])
            standing.attrs, standing.children = fresh.attrs, fresh.children

    def sync(self) -> str:
        """What the server says that this tab has missed; asked once for all tabs that stand alike."""
        cursors = {"stamp": str(self.stamp)}
        if self.peer:
            cursors["with"] = self.peer
        if self.revision is not None:
            cursors["revision"] = str(self.revision)
        key = tuple(cursors.items())
        if key not in self.answers:
            response = self.client.get("/sync", cursors)
            assert response.status_code == 200
            self.answers[key] = response.content.decode()
        return self.answers[key]

    def copy(self) -> Tab:
        """Another tab that stands exactly so."""
        twin = copy(self)
        twin.page, twin.gone = deepcopy(self.page), dict(self.gone)
        twin.log = twin.page.find("div", role="log")
        return twin

    def apply(self, html: str) -> bool:
        """Take one frame in; answers whether it has the tab ask again."""
        frame = frame_in(html)
        for child in frame.children:
            if isinstance(child, Element):
                self._take(child)
        return "data-ask" in frame.attrs and frame.attrs["data-ask"] in {"", *self.names}

    def _take(self, child: Element) -> None:
        standing = self.page.by_id(child.attrs["id"])
        if "data-gone" in child.attrs:
            self.gone[child.attrs["id"]] = version(child, FOR_EVER)
            if standing and version(standing) <= version(child, FOR_EVER):
                self._remove(standing)
            return
        if self.gone.get(child.attrs["id"], -1) >= version(child) or (standing and version(child) < version(standing)):
            return
        box = self.page.by_id(child.attrs["data-in"]) if "data-in" in child.attrs else self._parent(standing)
        if standing:
            self._remove(standing)
        if box and not self._is_above(child):
            box.children.append(child)

    def _is_above(self, child: Element) -> bool:
        """Whether a message stands above what the log shows."""
        seq = child.attrs.get("data-seq")
        return seq is not None and self.log is not None and int(seq) < int(self.log.attrs["data-from"])

    def _parent(self, element: Element | None) -> Element | None:
        if element is None:
            return None
        return next(e for e in [self.page, *self.page.find_all()] if any(child is element for child in e.children))

    def _remove(self, element: Element) -> None:
        parent = self._parent(element)
        parent.children = [child for child in parent.children if child is not element]

    def shows(self) -> dict[str, list[str]]:
        """All that travels, as it is on this tab now: by id, or in the order of its container."""
        moving = [e for e in self.page.find_all() if "id" in e.attrs and ("data-v" in e.attrs or "data-in" in e.attrs)]
        told: dict[str, list[str]] = {e.attrs["id"]: [e.html] for e in moving if "data-key" not in e.attrs}
        for box in {e.attrs["data-in"] for e in moving if "data-key" in e.attrs}:
            rows = [e for e in moving if e.attrs.get("data-in") == box and "data-key" in e.attrs]
            told[box] = [e.html for e in sorted(rows, key=lambda e: e.attrs["data-key"])]
        return told


def version(element: Element, otherwise: float = 0) -> float:
    """How new it is."""
    return int(element.attrs["data-v"]) if "data-v" in element.attrs else otherwise
