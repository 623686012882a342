"""Knocking at a door as every kind of client does, and what an answer says of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client

from tests.gate.doors import HIDDEN, TOO_YOUNG, Outcome, Refused, SignIn

PAGE = "http://testserver/messages/@bob/"
CLIENTS: dict[str, dict[str, str]] = {
    "browser": {},
    "program": {"accept": "application/json"},
    "script": {"hx-request": "true", "hx-current-url": PAGE},
}
FORM = "application/x-www-form-urlencoded"
# What differs between two drawings of the same page, and says nothing.
FRESH = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]+|(name="client_id" value=")[^"]+')
SIGN_IN = re.compile(r"/accounts/login/\?next=(/|%2F)")
WRITE = re.compile(r'(INSERT INTO|UPDATE|DELETE FROM) "(accounts|social|messaging)_')
FRESH_COOKIE = re.compile(r"(?<=csrftoken=)[^;]+|expires=[^;]+; ")
APPS = ("accounts", "social", "messaging")


@dataclass(frozen=True, slots=True)
class Answer:
    """All of a response that whoever asked can see."""

    status: int
    headers: dict[str, str]
    cookies: str
    body: bytes

    def without(self, *words: str) -> Answer:
        """The same, where it repeats what it was asked for."""
        body, headers = self.body, self.headers
        for word in words:
            body = body.replace(word.encode(), b"\0")
            headers = {key: value.replace(word, "\0") for key, value in headers.items()}
        return Answer(self.status, headers, self.cookies, body)

    def unlike(self, other: Answer) -> str:
        """What differs, named; empty where nothing does."""
        parts = [name for name in ("status", "cookies", "body") if getattr(self, name) != getattr(other, name)]
        parts += [name for name, _value in self.headers.items() ^ other.headers.items()]
        return " ".join(dict.fromkeys(parts))


def knock(
    client: Client, method: str, address: str, *, kind: str = "browser", sends: Any = (), headers: Any = ()
) -> Answer:
    """One request, whose every effect is undone."""
    told, body = CLIENTS[kind] | dict(headers), urlencode(dict(sends))
    cache.clear()
    writes = Writes()
    with transaction.atomic():
        with connection.execute_wrapper(writes):
            answer = answer_of(client.generic(method, address, body, FORM, headers=told))
        changed = rows() if answer.status >= 400 and writes.seen else None
        transaction.set_rollback(True)
    if changed is not None:
        assert changed == rows(), f"{method} {address} says {answer.status}, and changes something"
    return answer


class Writes:
    """Notes whether anything was written where the apps keep theirs."""

    def __init__(self) -> None:
        self.seen = False

    def __call__(self, execute: Any, sql: str, *rest: Any) -> Any:
        self.seen = self.seen or WRITE.match(sql) is not None
        return execute(sql, *rest)


def answer_of(response: Any) -> Answer:
    """What a response says, with its body read to the end."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return Answer(
        response.status_code,
        dict(response.items()),
        FRESH_COOKIE.sub("", response.cookies.output()),
        FRESH.sub(rb"\1\2", bytes(body)),
    )


def rows() -> dict[str, list[dict[str, Any]]]:
    """Everything that the apps have stored."""
    models = (model for app in APPS for model in apps.get_app_config(app).get_models())
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def told_unlike(answer: Answer, outcome: Outcome, kind: str, method: str) -> str:
    """What in `answer` is not as `outcome` has it; empty where all is."""
    match outcome:
        case int():
            return "" if answer.status == outcome else f"{answer.status}"
        case SignIn():
            return _unlike_sign_in(answer, outcome, kind, method)
        case Refused():
            has_code = outcome.code.encode() in answer.body
            return "" if answer.status == 403 and has_code else f"{answer.status} {answer.body[:80]!r}"
        case _ if outcome == TOO_YOUNG:
            says = b"under_age" in answer.body or b"Messages open for you on" in answer.body
            status = {403} if b"live-frame" not in answer.body else {200, 403}
            return "" if says and answer.status in status else f"{answer.status}"
        case _ if outcome == HIDDEN:
            return "" if answer.status == 404 else f"{answer.status}"
    raise AssertionError(outcome)


def _unlike_sign_in(answer: Answer, outcome: SignIn, kind: str, method: str) -> str:
    to = answer.headers.get("HX-Redirect" if outcome.by_kind and kind == "script" else "Location", "")
    if outcome.by_kind and kind == "program":
        return "" if answer.status == 401 and b"signed_out" in answer.body else f"{answer.status}"
    status = {"browser": 302 if method in {"GET", "HEAD"} or not outcome.by_kind else 303, "script": 401}.get(kind)
    if not outcome.by_kind:
        status = 302
    return "" if answer.status == status and SIGN_IN.match(to) else f"{answer.status} to {to!r}"
