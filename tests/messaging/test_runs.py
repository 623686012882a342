"""Messages of one person in close succession stand together."""

from __future__ import annotations

import datetime as dt

import pytest

from messaging.models import Message
from messaging.runs import mark_runs

NOON = dt.datetime(2025, 3, 1, 12, tzinfo=dt.UTC)


def runs(*lines: tuple[str, dt.datetime]) -> list[str]:
    messages = [Message(sender_id=ord(sender), sent_at=sent_at) for sender, sent_at in lines]
    mark_runs(messages)
    return [message.run for message in messages]


def after(minutes: float) -> dt.datetime:
    return NOON + dt.timedelta(minutes=minutes)


def test_a_run_has_a_start_a_middle_and_an_end() -> None:
    assert runs(("a", after(0)), ("a", after(1)), ("a", after(2))) == ["start", "middle", "end"]


def test_another_voice_ends_a_run() -> None:
    assert runs(("a", after(0)), ("a", after(1)), ("b", after(2))) == ["start", "end", "only"]


@pytest.mark.parametrize(("minutes", "together"), [(5, ["start", "end"]), (5.1, ["only", "only"])])
def test_a_pause_of_more_than_five_minutes_ends_a_run(minutes: float, together: list[str]) -> None:
    assert runs(("a", after(0)), ("a", after(minutes))) == together


def test_midnight_ends_a_run() -> None:
    late = NOON.replace(hour=23, minute=59)
    assert runs(("a", late), ("a", late + dt.timedelta(minutes=2))) == ["only", "only"]


def test_no_messages_are_no_runs() -> None:
    assert runs() == []
