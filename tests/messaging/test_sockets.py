"""The socket: who may open one, and what comes through it."""

from __future__ import annotations

import asyncio

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.test import Client
from django.utils import timezone, translation
from django.utils.formats import date_format

from accounts import actions as accounts
from accounts import pace
from accounts.models import User
from messaging import actions, bus, consumers, live
from messaging.models import Message
from social import actions as social
from tests.factories import send
from tests.messaging.sockets import PATIENCE, asks, do, has_article, opened, session_of, socket_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fresh_layer")]


async def connects(socket):
    try:
        return (await socket.connect(PATIENCE))[0]
    finally:
        await socket.disconnect(timeout=PATIENCE)


class TestOpening:
    def test_it_works(self, alice):
        assert asyncio.run(connects(socket_for(session_of(alice))))

    def test_without_a_session_it_is_refused(self, db):
        assert not asyncio.run(connects(socket_for(None)))

    def test_with_a_session_that_is_none_it_is_refused(self, db):
        assert not asyncio.run(connects(socket_for("0" * 32)))

    def test_with_a_session_that_has_ended_it_is_refused(self, alice):
        client = Client()
        client.force_login(alice)
        session = client.cookies[django_settings.SESSION_COOKIE_NAME].value
        client.post("/accounts/logout/")
        assert not asyncio.run(connects(socket_for(session)))

    def test_with_a_closed_account_it_is_refused(self, alice):
        session = session_of(alice)
        accounts.set_active(user_id=alice.pk, active=False)
        assert not asyncio.run(connects(socket_for(session)))

    def test_too_many_in_a_short_time_are_refused(self, alice, bob, settings, monkeypatch):
        settings.PAPERPLANE_RATE_LIMITS = True
        monkeypatch.setattr(pace, "SOCKETS", pace.Pace("sockets", "1/d"))
        session, others = session_of(alice), session_of(bob)
        assert asyncio.run(connects(socket_for(session)))
        assert not asyncio.run(connects(socket_for(session)))
        assert asyncio.run(connects(socket_for(others)))

    @pytest.mark.parametrize(
        "origin",
        [
            None,
            "",
            "null",
            "http://evil.example",
            "https://testserver",
            "http://testserver:8000",
            "http://testserver.evil.example",
            "http://eviltestserver",
            "testserver",
            "http://testserver/",
            "file://",
            "ws://testserver",
        ],
    )
    def test_from_a_foreign_page_it_is_refused(self, alice, origin):
        assert not asyncio.run(connects(socket_for(session_of(alice), origin=origin)))

    def test_from_an_origin_that_the_operator_trusts_it_is_opened(self, alice, settings):
        settings.CSRF_TRUSTED_ORIGINS = ["https://paperplane.example"]
        assert asyncio.run(connects(socket_for(session_of(alice), origin="https://paperplane.example")))

    def test_behind_a_proxy_the_scheme_is_the_browsers(self, alice, settings):
        settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        proxied = {"origin": "https://testserver", "x-forwarded-proto": "https"}
        assert asyncio.run(connects(socket_for(session_of(alice), **proxied)))
        proxied["x-forwarded-proto"] = "http"
        assert not asyncio.run(connects(socket_for(session_of(alice), **proxied)))

    @pytest.mark.parametrize(
        "query", ["?with=nobody", "?with=", "?with=%00", "?with=%ff", "?x", "?" + "&".join(["with=bob"] * 500)]
    )
    def test_whomever_it_is_said_to_show_it_is_opened(self, alice, bob, query):
        assert asyncio.run(connects(socket_for(session_of(alice), query)))


class TestWhatComesIn:
    @pytest.mark.parametrize("frame", [{"text_data": "x" * (64 * 1024 + 1)}, {"bytes_data": b"x" * (64 * 1024 + 1)}])
    def test_a_frame_that_is_too_large_closes_it(self, alice, frame):
        async def scenario():
            async with opened(session_of_alice) as [socket]:
                await socket.send_to(**frame)
                return await socket.closed_with()

        session_of_alice = session_of(alice)
        assert asyncio.run(scenario()) == 1009

    def test_anything_smaller_is_ignored(self, alice, bob):
        async def scenario():
            async with opened(session) as [socket]:
                for frame in ({"text_data": "x" * 64 * 1024}, {"text_data": '{"type": "frame"}'}, {"bytes_data": b"x"}):
                    await socket.send_to(**frame)
                await do(send, bob, alice, "still there?")
                return await socket.until(has_article)

        session = session_of(alice)
        assert "still there?" in asyncio.run(scenario()).text


class TestDelivery:
    def test_a_message_reaches_every_tab_of_both_and_nobody_else(self, alice, bob, carol):
        async def scenario():
            async with opened(*sessions) as [hers, her_phone, his, carols]:
                await do(send, alice, bob, "for the two of us")
                frames = [await socket.until(has_article) for socket in (hers, her_phone, his)]
                bus.push(live.user_group(carol.pk), '<live-frame data-me="carol"><i></i></live-frame>')
                return frames, await carols.until(lambda frame: frame.children)

        sessions = [session_of(person) for person in (alice, alice, bob, carol)]
        frames, last = asyncio.run(scenario())
        assert [frame.attrs["data-me"] for frame in frames] == ["alice", "alice", "bob"]
        assert all("for the two of us" in frame.text for frame in frames)
        assert not last.find("article")

    def test_messages_come_in_their_order(self, alice, bob):
        async def scenario():
            async with opened(session) as [socket]:
                for n in range(5):
                    await do(send, alice, bob, f"message {n}")
                return [(await socket.until(has_article)).attrs["data-stamp"] for _n in range(5)]

        session = session_of(bob)
        stamps = asyncio.run(scenario())
        assert stamps == [str(n) for n in range(1, 6)]

    def test_it_reads_in_the_language_of_its_reader(self, alice, bob):
        async def scenario():
            async with opened(session) as [socket]:
                await do(send, alice, bob)
                return await socket.until(has_article)

        User.objects.filter(pk=bob.pk).update(language="ru")
        session = session_of(bob)
        with translation.override("ru"):
            day = date_format(timezone.now(), "j M")
        assert asyncio.run(scenario()).by_id("chat-alice").find("time").text == day

    def test_who_has_somebody_open_is_asked_to_ask_again_when_a_fact_of_theirs_changes(self, alice, bob, carol):
        async def scenario():
            async with opened((session, "?with=bob"), carols) as [hers, elsewhere]:
                await do(accounts.set_message_privacy, user_id=bob.pk, value="nobody")
                told = await hers.until(asks)
                bus.push(live.user_group(carol.pk), "<live-frame><i></i></live-frame>")
                frames = [await elsewhere.until(lambda frame: asks(frame) or frame.children)]
                return told, frames

        session, carols = session_of(alice), session_of(carol)
        told, [last] = asyncio.run(scenario())
        assert not told.children
        assert last.children

    def test_a_message_that_is_rolled_back_reaches_nobody(self, alice, bob):
        def fails():
            with transaction.atomic():
                send(alice, bob, "never said")
                raise RuntimeError

        async def scenario():
            async with opened(session) as [socket]:
                with pytest.raises(RuntimeError):
                    await do(fails)
                await do(send, alice, bob, "said")
                return await socket.until(has_article)

        session = session_of(bob)
        frame = asyncio.run(scenario())
        assert "never" not in frame.text
        assert Message.objects.count() == 1


def test_what_is_pushed_while_a_socket_opens_follows_its_handshake(alice, bob, monkeypatch):
    async def read_and_push(watched):
        # By now the socket has joined its groups, and is not accepted yet.
        bus.push(live.user_group(alice.pk), "<live-frame><i></i></live-frame>")
        await asyncio.sleep(0)
        return await read_standings(watched)

    async def scenario():
        socket = socket_for(session)
        try:
            return (await socket.connect(PATIENCE))[0], await socket.until(lambda frame: frame.children)
        finally:
            await socket.disconnect(timeout=PATIENCE)

    session, read_standings = session_of(alice), consumers.read_standings
    monkeypatch.setattr(consumers, "read_standings", read_and_push)
    is_open, frame = asyncio.run(scenario())
    assert is_open
    assert frame.children


def test_reading_on_one_device_is_told_to_the_other(alice, bob):
    async def scenario():
        async with opened(session) as [phone]:
            await do(actions.mark_read, user=bob, peer_id=alice.pk, seq=1)
            return await phone.until(lambda frame: "data-read" in frame.attrs)

    send(alice, bob)
    session = session_of(bob)
    frame = asyncio.run(scenario())
    assert (frame.attrs["data-read"], frame.attrs["data-seq"]) == ("alice", "1")


def test_a_block_has_both_ask_again(alice, bob):
    async def scenario():
        async with opened((hers, "?with=bob"), (his, "?with=alice")) as sockets:
            await do(social.block, blocker_id=alice.pk, blocked_id=bob.pk)
            return [await socket.until(lambda frame: frame.attrs.get("data-ask")) for socket in sockets]

    hers, his = session_of(alice), session_of(bob)
    assert [frame.attrs["data-ask"] for frame in asyncio.run(scenario())] == ["bob", "alice"]


def test_somebody_else_with_the_same_page_open_is_another_reader(alice, bob):
    """Frames are drawn for their reader: what is mine for her is theirs for him."""

    async def scenario():
        async with opened(hers, his) as sockets:
            await do(send, alice, bob)
            return [(await socket.until(has_article)).find("article").attrs["class"].split() for socket in sockets]

    hers, his = session_of(alice), session_of(bob)
    mine, theirs = asyncio.run(scenario())
    assert "mine" in mine
    assert "theirs" in theirs
