"""A tab that takes nothing any more is let go in place of keeping ever more for it."""

from __future__ import annotations

import asyncio

import pytest

from config.asgi import application
from messaging import bus, consumers, live
from tests.factories import send
from tests.messaging.sockets import PATIENCE, Socket, do, has_article, opened, session_of, socket_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fresh_layer")]


def test_a_tab_that_takes_nothing_is_closed_and_others_are_not_kept_waiting(alice, bob):
    async def stuck(scope, receive, send):
        async def never(event):
            if event["type"] == "websocket.send":
                await asyncio.Event().wait()
            await send(event)

        await application(scope, receive, never)

    async def scenario():
        slow = Socket(stuck, "/ws/", headers=socket_for(session).scope["headers"])
        assert (await slow.connect(PATIENCE))[0]
        async with opened(session) as [other]:
            for _n in range(consumers.OUTBOX + 2):
                bus.push(live.user_group(alice.pk), "<live-frame></live-frame>")
                await asyncio.sleep(0)
            code = await slow.closed_with()
            await do(send, bob, alice, "are you there?")
            frame = await other.until(has_article)
        await slow.disconnect(timeout=PATIENCE)
        return code, frame

    session = session_of(alice)
    code, frame = asyncio.run(scenario())
    assert code == consumers.TOO_SLOW
    assert "are you there?" in frame.text


def test_frames_of_a_tab_keep_their_order(alice):
    async def scenario():
        async with opened(session) as [socket]:
            for n in range(100):
                bus.push(live.user_group(alice.pk), f'<live-frame data-n="{n}"></live-frame>')
            return [(await socket.until(lambda frame: "data-n" in frame.attrs)).attrs["data-n"] for _n in range(100)]

    session = session_of(alice)
    assert asyncio.run(scenario()) == [str(n) for n in range(100)]


def test_nobody_who_has_gone_is_kept_in_the_register(alice, bob):
    async def scenario():
        async with opened((session, "?with=bob")):
            assert set(bus._listeners) == {live.user_group(alice.pk), live.about_group(bob.pk)}
        assert not bus._listeners

    session = session_of(alice)
    asyncio.run(scenario())
