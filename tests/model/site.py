"""The site as its people meet it: over HTTP, and read back from what it says to them."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.test import Client, TestCase

from accounts import actions as accounts
from accounts.models import User
from messaging.models import Message, Thread
from tests.messaging.frames import Element, frame_in, parse
from tests.model.reference import Row, Seen

PASSWORD = "a long enough password"  # noqa: S105


class Site:
    """Everybody's browser. What waits for a commit is done as each request ends: a test's transaction makes none."""

    def __init__(self) -> None:
        self.browsers: dict[str, Client] = {}

    def sign_up(self, name: str, birthdate: dt.date) -> int:
        client = Client()
        form = {"username": name, "email": f"{name}@example.org", "password1": PASSWORD, "birthdate": str(birthdate)}
        response = client.post("/accounts/signup/", form)
        if response.status_code == 302:
            self.browsers[name] = client
        return int(response.status_code)

    def ask(self, name: str, method: str, path: str, **fields: Any) -> Any:
        """One request of a program that `name` runs."""
        sent = {key: value for key, value in fields.items() if value is not None}
        with TestCase.captureOnCommitCallbacks(execute=True):
            return self.browsers[name].generic(
                method,
                path,
                urlencode(sent),
                "application/x-www-form-urlencoded",
                headers={"accept": "application/json"},
            )

    def suspend(self, name: str, until: dt.datetime) -> None:
        """There is no page for this but the moderators'."""
        with TestCase.captureOnCommitCallbacks(execute=True):
            accounts.suspend(user_id=User.objects.get(username=name).pk, until=until, reason="spam")

    def lift(self, name: str) -> None:
        with TestCase.captureOnCommitCallbacks(execute=True):
            accounts.lift_suspensions(user_id=User.objects.get(username=name).pk)

    def sync(self, name: str, peer: str) -> Seen | None:
        """All that `/sync` tells a tab that knows nothing; None where messages are closed to `name`."""
        response = self.browsers[name].get("/sync", {"stamp": 0, "with": peer, "revision": 0})
        if response.status_code == 403:
            return None
        frame = frame_in(response.content)
        return seen_in(frame, name, peer, rows_in(frame))

    def pages(self, name: str, peer: str) -> Seen | None:
        """The same from the pages: the chat's, and both lists."""
        chat, chats, requests = (
            self.browsers[name].get(path) for path in (f"/messages/@{peer}/", "/messages/", "/messages/requests/")
        )
        if chat.status_code == 403:
            return None
        rows = rows_in(parse(chats.content).by_id("chats")) + rows_in(parse(requests.content).by_id("requests"))
        return seen_in(parse(chat.content), name, peer, rows)

    def seqs_have_no_gap(self) -> bool:
        return all(
            list(Message.objects.filter(thread=thread).order_by("seq").values_list("seq", flat=True))
            == list(range(1, thread.last_seq + 1))
            for thread in Thread.objects.all()
        )


def seen_in(told: Element, name: str, peer: str, rows: list[tuple[str, Row]]) -> Seen:
    articles = [e for e in told.find_all("article") if "data-seq" in e.attrs]
    articles.sort(key=lambda article: int(article.attrs["data-seq"]))
    cards = [e.attrs["data-refusal"] for e in told.find_all() if "data-refusal" in e.attrs]
    badge = told.by_id("unread-badge")
    assert badge is not None
    return Seen(
        tuple(message_in(article, name, peer) for article in articles),
        cards[0] if cards else None,
        tuple(row for _key, row in sorted(rows, key=lambda row: row[0], reverse=True)),
        int(badge.attrs["data-count"]),
    )


def message_in(article: Element, name: str, peer: str) -> tuple[int, str, str, frozenset[str], str]:
    parts = {e.attrs["data-part"]: e for e in article.find_all() if "data-part" in e.attrs}
    said = parts["hearts"].text
    likes = {
        "": frozenset[str](),
        "Liked by you": frozenset({name}),
        f"Liked by {peer}": frozenset({peer}),
        f"2 Liked by you and {peer}": frozenset({name, peer}),
    }[said]
    pressed = next(e for e in article.find_all("button") if "data-like" in e.attrs).attrs["aria-pressed"]
    assert (pressed == "true") == (name in likes)
    words = next(e for e in parts["body"].find_all() if "data-text" in e.attrs).text
    quote = parts["quote"].text.rpartition(": ")[2] if "quote" in parts else ""
    return int(article.attrs["data-seq"]), article.attrs["data-from"], words, likes, quote


def rows_in(told: Element | None) -> list[tuple[str, Row]]:
    """The rows of a list or a frame, each with its sort key."""
    rows = told.find_all("li") if told else []
    return [
        (e.attrs["data-key"], row_in(e))
        for e in rows
        if e.attrs.get("id", "").startswith("chat-") and "data-key" in e.attrs
    ]


def row_in(row: Element) -> Row:
    states = row.attrs["data-is"].split()
    badge = row.find("span", class_="badge")
    return Row(
        row.attrs["id"].removeprefix("chat-"),
        is_request=row.attrs["data-in"] == "requests",
        unread=int(badge.text.split()[0]) if badge else 0,
        pinned="pinned" in states,
        muted="muted" in states,
    )
