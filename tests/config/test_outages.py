"""What is answered when nothing can be stored: clear words, nothing acknowledged, and nothing typed is lost."""

from __future__ import annotations

import errno
import sqlite3
from uuid import uuid4

import psycopg
import pytest
from django.db import DatabaseError, InternalError, OperationalError, ProgrammingError, connection
from django.test import Client

from accounts.models import User
from config import outages
from messaging import actions
from messaging.models import Message
from tests.factories import friends
from tests.messaging.frames import parse

pytestmark = pytest.mark.django_db

FULL, READ_ONLY = sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY


def raised(error: Exception, cause: Exception | None = None) -> Exception:
    error.__cause__ = cause
    return error


def sqlite(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("said by the database")
    error.sqlite_errorcode = code
    return error


OUTAGES = [
    (raised(OperationalError("full"), sqlite(FULL)), 507, None),
    (raised(OperationalError("full"), psycopg.errors.DiskFull("full")), 507, None),
    (OSError(errno.ENOSPC, "No space left on device"), 507, None),
    (raised(OperationalError("read-only"), sqlite(READ_ONLY)), 503, "10"),
    (raised(OperationalError("read-only"), sqlite(READ_ONLY | 8 << 8)), 503, "10"),
    (raised(OperationalError("disk I/O error"), sqlite(sqlite3.SQLITE_IOERR_WRITE)), 503, "10"),
    (raised(InternalError("read-only"), psycopg.errors.ReadOnlySqlTransaction("read-only")), 503, "10"),
    (OSError(errno.EROFS, "Read-only file system"), 503, "10"),
    (raised(OperationalError("locked"), sqlite(sqlite3.SQLITE_BUSY)), 503, "2"),
    (raised(DatabaseError("malformed"), sqlite3.DatabaseError("malformed")), 503, "2"),
    (raised(OperationalError("gone"), psycopg.errors.AdminShutdown("gone")), 503, "2"),
]


@pytest.fixture
def alice() -> User:
    return friends("alice", "bob")[0]


@pytest.fixture
def breaks(monkeypatch: pytest.MonkeyPatch):
    """From now on, a send meets this error."""

    def send_message(**_kwargs: object) -> None:
        raise breaking[0]

    breaking: list[Exception] = []
    monkeypatch.setattr(actions, "send_message", send_message)
    return breaking.append


def post(client: Client, **headers: str):
    fields = {"client_id": str(uuid4()), "text": "Words <that> matter"}
    return client.post("/messages/@bob/", fields, headers=headers)


@pytest.mark.parametrize(("error", "status", "pause"), OUTAGES)
def test_an_outage_is_told_in_words_and_with_the_moment_to_try_again(
    client: Client, alice: User, breaks, error: Exception, status: int, pause: str | None
) -> None:
    client.force_login(alice)
    breaks(error)
    told = post(client, Accept="application/json")
    assert (told.status_code, told.get("Retry-After")) == (status, pause)
    assert told.json()["error"] in {"full", "busy", "read_only"}
    assert told.json()["text"].endswith(".")
    shown = post(client, HX_Request="true")
    assert shown.status_code == status
    assert parse(shown.content).find("p", data_error="").text == told.json()["text"]


@pytest.mark.parametrize(("error", "status", "pause"), OUTAGES[:4:3])
def test_a_plain_form_keeps_what_was_typed_and_can_be_sent_again(
    client: Client, alice: User, breaks, error: Exception, status: int, pause: str | None, monkeypatch
) -> None:
    client.force_login(alice)
    with monkeypatch.context():
        breaks(error)
        answer = post(client)
    monkeypatch.undo()
    assert answer.status_code == status
    form = parse(answer.content).find("form", method="post")
    fields = {one.attrs["name"]: one.attrs["value"] for one in form.find_all("input")}
    fields["text"] = form.find("textarea").text
    assert fields["text"] == "Words <that> matter"
    assert client.post("/messages/@bob/", fields).status_code == 303
    assert Message.objects.get().text == "Words <that> matter"


def test_a_page_that_was_to_store_nothing_offers_the_way_home(client: Client, alice: User, monkeypatch) -> None:
    client.force_login(alice)
    monkeypatch.setattr("messaging.chats.page", lambda *_args, **_kwargs: (_ for _ in ()).throw(OUTAGES[-1][0]))
    answer = client.get("/messages/")
    assert answer.status_code == 503
    assert parse(answer.content).find("a", class_="button").attrs["href"] == "/"
    assert parse(answer.content).find("form") is None


def test_a_middleware_that_meets_an_outage_says_the_same(client: Client, alice: User, monkeypatch) -> None:
    """Who is signed in is asked for before there is a view."""
    client.force_login(alice)
    client.raise_request_exception = False
    error = OUTAGES[-1][0]
    monkeypatch.setattr("django.contrib.auth.get_user", lambda _request: (_ for _ in ()).throw(error))
    monkeypatch.setattr("django.contrib.auth.middleware.auth.get_user", lambda _request: (_ for _ in ()).throw(error))
    answer = client.get("/messages/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")


def test_our_own_faults_are_called_so(client: Client, alice: User, breaks) -> None:
    client.force_login(alice)
    client.raise_request_exception = False
    breaks(ProgrammingError("no such table"))
    answer = post(client)
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode()


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_after_an_outage_no_broken_connection_is_left_in_the_pool() -> None:
    assert connection.pool
    outages.outage_behind(OUTAGES[-1][0])
    assert connection.pool.get_stats()["pool_size"] >= 1
