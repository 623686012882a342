"""The sockets of everybody while Alice and Bob talk: who may open one, and what each is told."""

from __future__ import annotations

import asyncio

import pytest

from accounts import actions as accounts
from messaging import actions, bus, live, presence
from tests.factories import send
from tests.gate.doors import ROLES, SIGNED_OUT
from tests.gate.world import APART, NOBODY, World
from tests.messaging.frames import Element, frame_in
from tests.messaging.sockets import PATIENCE, Socket, do, opened, socket_for

pytestmark = pytest.mark.django_db(transaction=True)

END = "<live-frame data-end></live-frame>"
TALKING = {"owner", "other"}


@pytest.fixture
def world(db: None, settings, tmp_path) -> World:
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return World()


@pytest.mark.usefixtures("fresh_layer")
@pytest.mark.parametrize("query", ["", "?with=alice", f"?with={NOBODY}"])
def test_whoever_has_signed_in_may_open_one_and_nobody_else(world: World, query: str) -> None:
    async def may_open(role: str) -> bool:
        socket = socket_for(world.sessions.get(role), query)
        try:
            return bool((await socket.connect(PATIENCE))[0])
        finally:
            await socket.disconnect(timeout=PATIENCE)

    async def all_of_them() -> dict[str, bool]:
        return {role: await may_open(role) for role in ROLES}

    assert asyncio.run(all_of_them()) == {role: role not in SIGNED_OUT for role in ROLES}


@pytest.mark.usefixtures("fresh_layer")
def test_what_two_say_to_each_other_is_told_to_these_two_alone(world: World) -> None:
    """Everybody has Alice's chat open. What is pushed to all of them says that a fact has changed, and nothing else;
    to a tab that shows a name that is nobody's, not even that."""
    alice, bob = world.alice, world.people["other"]

    def talk() -> None:
        said = send(alice, bob, "secret-live").message
        actions.set_like(user=bob, peer=alice, seq=said.seq, liked=True)
        presence.tell_typing(alice, bob)
        actions.delete_message(user=alice, peer=bob, seq=said.seq)
        live.came(alice.pk)
        accounts.set_message_privacy(user_id=alice.pk, value="everyone")
        for person in world.people.values():
            bus.tell(live.user_group(person.pk), {"type": "ask", "html": END})

    async def scenario() -> dict[str, list[Element]]:
        tabs = {
            role: (world.sessions[role], "?with=bob" if role == "owner" else "?with=alice") for role in world.people
        }
        tabs["nowhere"] = (world.sessions["stranger"], f"?with={NOBODY}")
        # Alice comes first: that she is here is told to whom it concerns, and that is looked at below.
        async with opened(*tabs.values()) as sockets:
            await do(talk)
            return {role: await heard(socket) for role, socket in zip(tabs, sockets, strict=True)}

    told = asyncio.run(scenario())
    for role in ROLES.keys() - set(SIGNED_OUT) - TALKING:
        assert all(not frame.children and "data-ask" in frame.attrs for frame in told[role]), role
        # One for the setting, and for her coming where that is any business of theirs.
        assert len(told[role]) == (1 if role in APART or role in {"stranger", "young", "staff"} else 2), role
    assert told["nowhere"] == []
    for role in TALKING:
        assert any(frame.find("article") for frame in told[role]), role


async def heard(socket: Socket) -> list[Element]:
    """What came until the end, but for heartbeats and what was told as the others came."""
    frames = []
    while (text := await socket.receive_from(PATIENCE)) != END:
        frames.append(frame_in(text))
    return [frame for frame in frames if "data-stamp" not in frame.attrs or frame.children]
