"""Every address that serves a file, in whole, in part, and by way of the proxy: for the same people and no others."""

from __future__ import annotations

from collections.abc import Iterator

from tests.gate.declared import ROUTES
from tests.gate.doors import ROLES
from tests.gate.doorstep import Knock
from tests.gate.world import THINGS, World

FILES = [route for route in ROUTES if route.file]
PART = "bytes=1-4"


def knocks(world: World) -> Iterator[Knock]:
    for route in FILES:
        door = route.methods["GET"]
        for thing in THINGS[route.of].values():
            for role in ROLES:
                yield Knock(world, route, "GET", door, thing, role)


def test_a_part_is_for_whom_the_whole_is(world: World) -> None:
    for knock in knocks(world):
        parameters = knock.thing.parameters(world, knock.role)
        whole, part = knock.answer("browser", parameters), knock.answer("browser", parameters, range=PART)
        if whole.status == 200 and knock.route.file == "parts":
            assert (part.status, part.body) == (206, whole.body[1:5]), knock
        else:
            assert part == whole, knock
        if knock.is_hidden and knock.outcome == knock.declared:
            continue
        if knock.is_hidden:
            nowhere = knock.answer("browser", knock.thing.unknown, range=PART)
            assert not part.without(*knock.repeated(parameters)).unlike(
                nowhere.without(*knock.repeated(knock.thing.unknown))
            ), knock


def test_the_proxy_is_told_of_a_file_for_whom_it_is_and_of_its_place_nobody_else(world: World, settings) -> None:
    settings.PAPERPLANE_ACCEL_REDIRECT = "/protected/"
    for knock in knocks(world):
        parameters = knock.thing.parameters(world, knock.role)
        answer = knock.answer("browser", parameters)
        may = knock.outcome == 200
        assert ("X-Accel-Redirect" in answer.headers) == may, knock
        assert b"/protected/" not in answer.body, knock
        if may:
            assert (answer.status, answer.body) == (200, b""), knock
            assert answer.headers["X-Content-Type-Options"] == "nosniff", knock
            assert "sandbox" in answer.headers["Content-Security-Policy"], knock
