"""What keeps a socket honest: the heartbeat, the watch on the database, and the time at which it asks by itself."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import subprocess
import sys
import time

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from accounts import actions as accounts
from accounts.models import Mailbox
from config.asgi import application
from messaging import bus, live, pulse
from tests.factories import send
from tests.messaging.sockets import PATIENCE, Socket, asks, do, is_empty, opened, session_of, socket_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fresh_layer")]


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(pulse, "HEARTBEAT", 0.1)
    monkeypatch.setattr(pulse, "TICK", 0.05)


def test_a_silent_socket_gets_the_empty_frame_with_where_its_mailbox_stands(alice, bob):
    async def scenario():
        async with opened(session) as [socket]:
            return await socket.until(is_empty)

    send(bob, alice)
    session = session_of(alice)
    frame = asyncio.run(scenario())
    counter = str(Mailbox.objects.get(pk=alice.pk).counter)
    assert (frame.attrs["data-prev"], frame.attrs["data-stamp"]) == (counter, counter)


def test_a_lost_push_is_noticed_by_the_next_heartbeat(alice, bob, monkeypatch):
    async def scenario():
        async with opened(session) as [socket]:
            await do(send, alice, bob)
            return await socket.until(lambda frame: frame.attrs["data-stamp"] == "1")

    monkeypatch.setattr(bus, "push_all", lambda _pushes: None)
    session = session_of(bob)
    assert is_empty(asyncio.run(scenario()))


def test_one_beat_for_many_sockets_costs_two_queries(alice, bob, monkeypatch):
    # None but the one that is asked for below.
    monkeypatch.setattr(pulse, "HEARTBEAT", 60.0)
    asked = []

    def count(execute, sql, params, many, context):
        asked.append(sql)
        return execute(sql, params, many, context)

    async def scenario():
        async with opened(*sessions) as sockets:
            for socket in pulse._sockets:
                socket.due = float("inf")
            await do(connection.execute_wrappers.append, count)
            for socket in pulse._sockets:
                socket.due = 0
            for socket in sockets:
                await socket.until(is_empty)
            for socket in pulse._sockets:
                socket.due = float("inf")
            await do(connection.execute_wrappers.remove, count)

    sessions = [session_of(person) for person in (alice, bob, alice, bob, alice)]
    asyncio.run(scenario())
    beats = len([sql for sql in asked if "accounts_mailbox" in sql])
    assert len([sql for sql in asked if "SELECT" in sql]) == 2 * beats
    assert beats <= 2


def test_the_beat_outlives_a_database_that_does_not_answer(alice, bob, monkeypatch):
    async def scenario():
        missed = asyncio.Event()

        async def torn(_user_ids):
            missed.set()
            raise OSError("no database")

        async with opened(session) as [socket]:
            with monkeypatch.context() as patch:
                patch.setattr(pulse, "read_standings", torn)
                await missed.wait()
            await do(send, alice, bob)
            return await socket.until(lambda frame: frame.attrs["data-stamp"] == "1")

    monkeypatch.setattr(bus, "push_all", lambda _pushes: None)
    session = session_of(bob)
    assert is_empty(asyncio.run(scenario()))


def address_of_the_database() -> str:
    """Where another process finds the database of this test."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    return "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)


def test_what_another_process_writes_is_noticed_within_a_second(alice, bob, monkeypatch):
    """On SQLite by the watch, otherwise through Redis. A busy machine gets twice the time."""
    program = (
        "import time; from uuid import uuid4; from messaging import actions; from messaging.payload import Payload;"
        "p = Payload(client_id=uuid4(), kind='text', text='x');"
        f"actions.send_message(sender_id={alice.pk}, recipient_id={bob.pk}, payload=p); print(time.time())"
    )
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", program]
    environment = os.environ | {
        "DATABASE_URL": address_of_the_database(),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }

    async def scenario():
        async with opened(session) as [socket]:
            options = {"env": environment, "cwd": django_settings.BASE_DIR, "timeout": 60}
            written = asyncio.create_task(asyncio.to_thread(subprocess.check_output, command, **options))
            await socket.until(lambda frame: frame.attrs.get("data-stamp") == "1")
            return time.time(), float(await written)

    monkeypatch.setattr(pulse, "HEARTBEAT", 60.0)
    session = session_of(bob)
    noticed, written = asyncio.run(scenario())
    assert noticed - written < 15, "the heartbeat would take a minute"


def test_with_the_last_socket_the_pulse_ends_and_with_the_next_it_begins_again(alice):
    async def scenario():
        async with opened(session):
            assert pulse._tasks
        assert not pulse._tasks
        async with opened(session):
            return len(pulse._tasks)

    session = session_of(alice)
    assert asyncio.run(scenario()) == (2 if connection.vendor == "sqlite" else 1)


def test_a_push_that_meets_a_tab_just_gone_leaves_nothing_behind(alice):
    """The tab closes while a frame is on its way to it, and the server learns that by the frame's failure."""

    async def gone(scope, receive, send):
        async def fail(event):
            if event["type"] == "websocket.send":
                failed.set()
                raise RuntimeError("Attempt to send on a closed protocol")
            await send(event)

        await application(scope, receive, fail)

    async def scenario():
        socket = socket_for(session)
        socket = Socket(gone, "/ws/", headers=socket.scope["headers"])
        assert (await socket.connect(PATIENCE))[0]
        bus.push(live.user_group(alice.pk), "<live-frame></live-frame>")
        await asyncio.wait_for(failed.wait(), PATIENCE)
        assert pulse._sockets
        await socket.disconnect(timeout=PATIENCE)
        assert not pulse._sockets

    failed = asyncio.Event()
    session = session_of(alice)
    asyncio.run(scenario())


def test_an_account_without_a_row_stops_nobody_elses_heart(alice, bob, monkeypatch):
    async def scenario():
        async with opened(gone, session) as [_, socket]:
            return await socket.until(is_empty)

    gone, session = session_of(alice), session_of(bob)
    everybody = pulse.read_standings

    async def without_alice(user_ids):
        return {pk: standing for pk, standing in (await everybody(user_ids)).items() if pk != alice.pk}

    monkeypatch.setattr(pulse, "read_standings", without_alice)
    assert asyncio.run(scenario())


def test_the_end_of_a_suspension_has_the_tab_ask_again(alice, bob, monkeypatch):
    """Nobody writes anything when a suspension runs out: the socket itself knows when to ask."""

    async def scenario():
        async with opened((session, "?with=bob")) as [socket]:
            return await socket.until(asks)

    monkeypatch.setattr(pulse, "TICK", 0.05)
    session = session_of(alice)
    until = timezone.now() + dt.timedelta(seconds=5)
    accounts.suspend(user_id=bob.pk, until=until, reason="spam")
    assert is_empty(asyncio.run(scenario()))
    assert timezone.now() >= until
