"""What is done to untrusted bytes can cost a picture, and nothing more."""

from __future__ import annotations

import errno
import time

import pytest

from accounts import sandbox
from tests.accounts import confined

QUICK = sandbox.Limits(seconds=2, cpu_seconds=1)


def test_the_answer_comes_back_as_it_was_given() -> None:
    assert sandbox.run(confined.echo, b"\x00paper\xff", times=2) == b"\x00paper\xff\x00paper\xff"


def test_a_file_is_read_from_its_beginning(tmp_path) -> None:
    file = (tmp_path / "source").open("w+b")
    file.write(b"plane")
    file.flush()
    assert sandbox.run(confined.echo, file) == b"plane"


def test_a_refusal_keeps_its_code() -> None:
    with pytest.raises(sandbox.Refused) as refused:
        sandbox.run(confined.refuse, b"")
    assert refused.value.code == "not_today"


@pytest.mark.parametrize("function", [confined.stumble, confined.die])
def test_a_crash_is_a_failure_that_the_operator_reads_about(function, caplog) -> None:
    with pytest.raises(sandbox.Failed):
        sandbox.run(function, b"")
    assert function.__name__ in caplog.text


@pytest.mark.parametrize("function", [confined.spin, confined.doze])
def test_it_ends_when_its_time_is_up(function) -> None:
    started = time.monotonic()
    with pytest.raises(sandbox.Exhausted):
        sandbox.run(function, b"", limits=QUICK)
    assert time.monotonic() - started < 10


def test_it_can_not_take_all_the_memory() -> None:
    with pytest.raises(sandbox.Exhausted):
        sandbox.run(confined.hoard, b"")


def test_an_answer_can_not_fill_the_disk() -> None:
    with pytest.raises(sandbox.SandboxError):
        sandbox.run(confined.echo, b"x" * 1000, limits=sandbox.Limits(answer=4096), times=1000)


def test_it_is_told_none_of_our_secrets(monkeypatch) -> None:
    monkeypatch.setenv("DJANGO_SECRET_KEY", "nobody should read this")
    assert b"nobody should read this" not in sandbox.run(confined.tell_all, b"")


@pytest.mark.parametrize(
    "what",
    ["read a file", "write a file", "remove a file", "open a socket", "start a program", "fork", "signal the caller"],
)
def test_what_takes_over_the_process_has_gained_nothing(what, tmp_path) -> None:
    path = tmp_path / "ours"
    path.write_bytes(b"ours")
    answer = sandbox.run(confined.attempt, b"", what=what, path=str(path))
    assert answer == str(errno.EPERM).encode()
    assert path.read_bytes() == b"ours"


def test_it_may_start_threads_where_that_is_asked_for() -> None:
    assert sandbox.run(confined.in_threads, b"paper", limits=sandbox.Limits(seconds=60, threads=True)) == b"PAPER"
    with pytest.raises(sandbox.Failed):
        sandbox.run(confined.in_threads, b"paper")
