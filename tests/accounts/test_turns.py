"""Files that are worked on while a request waits: bounded, so that there is always a thread for everything else."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError

from accounts import uploads
from accounts.uploads import TURNS, Turns
from config.handler import REQUEST_THREADS


def test_two_work_one_waits_and_whoever_comes_then_is_told_at_once(monkeypatch):
    monkeypatch.setattr(uploads, "PATIENCE", 30.0)
    turns, done, working = Turns(at_once=2, waiting=1), threading.Event(), threading.Semaphore(0)

    def work():
        with turns.one():
            working.release()
            done.wait(30)

    with ThreadPoolExecutor(3) as pool:
        three = [pool.submit(work) for _n in range(3)]
        for _n in range(2):
            assert working.acquire(timeout=30)
        while turns.here._value:  # the third has come and waits
            time.sleep(0.01)
        started = time.monotonic()
        with pytest.raises(ValidationError) as refused, turns.one():
            pass
        assert (refused.value.code, time.monotonic() - started < 5) == ("busy", True)
        assert not working.acquire(blocking=False)
        done.set()
        assert [one.result(30) for one in three] == [None] * 3
    with turns.one(), turns.one():
        pass


def test_who_waits_in_vain_is_told_and_leaves_the_place(monkeypatch):
    monkeypatch.setattr(uploads, "PATIENCE", 0.01)
    turns = Turns(at_once=1, waiting=1)
    with turns.one():
        for _n in range(3):
            with pytest.raises(ValidationError), turns.one():
                pass
    with turns.one():
        pass


def test_one_thread_of_a_process_is_never_busy_with_files():
    assert TURNS.here._initial_value < REQUEST_THREADS
