"""What the log tells, and what it keeps to itself."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client

from config.logs import DiscreetJson, DiscreetLine
from tests.factories import friends

CANARY = "canary-9f3b"
QUOTED = f"null value violates not-null constraint\nDETAIL:  Failing row contains (1, {CANARY}\n\nThe above, null)."


def refuse() -> None:
    raise ValueError(QUOTED)


def record(**extra: Any) -> logging.LogRecord:
    """What is logged where the database has refused a row, and quoted it."""
    try:
        try:
            refuse()
        except ValueError as error:
            raise IntegrityError(QUOTED) from error
    except IntegrityError:
        logger = logging.getLogger("tests")
        return logger.makeRecord("tests", logging.ERROR, __file__, 1, "It failed.", (), sys.exc_info(), extra=extra)


@pytest.mark.parametrize("formatter", [DiscreetJson(), DiscreetLine("{message}", style="{")])
def test_what_the_database_quotes_of_a_row_is_not_logged(formatter: logging.Formatter) -> None:
    text = formatter.format(record())
    assert "IntegrityError: null value violates" in text
    assert "which led to" in text
    assert "test_logs.py" in text
    assert CANARY not in text


def test_json_logs_are_one_object_a_line_without_the_address_asked_for() -> None:
    text = DiscreetJson().format(record(request=f"<GET /messages/?q={CANARY}>", route="/messages/"))
    told = json.loads(text)
    assert "\n" not in text
    assert {"time", "level", "logger", "message", "route", "exc_info"} == set(told)
    assert (told["level"], told["logger"], told["message"]) == ("ERROR", "tests", "It failed.")


@pytest.mark.django_db
def test_a_request_leaves_a_line_that_holds_no_word_of_it(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    alice, bob = friends("alice", "bob")
    client.force_login(alice)
    with caplog.at_level(logging.INFO, "paperplane.requests"):
        client.post(f"/messages/@{bob.username}/?{CANARY}", {"text": CANARY, "client_id": "no uuid"})
    [line] = [record for record in caplog.records if record.name == "paperplane.requests"]
    told = json.loads(DiscreetJson().format(line))
    assert (told["method"], told["route"], told["status"]) == ("POST", "/messages/@<name:name>/", 422)
    assert told["ms"] > 0
    assert CANARY not in json.dumps(told)
    assert "bob" not in json.dumps(told)
