"""Every address and method, and everybody who may knock there: what `declared.py` says is what happens."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import addresses
from tests.gate.declared import ROUTES
from tests.gate.doors import ROLES, Route
from tests.gate.doorstep import ALLAUTH, Knock
from tests.gate.knocking import CLIENTS, Answer, knock
from tests.gate.world import THINGS, World

METHODS = {"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"}

# What the admin shows to everybody, and to all of the staff: nothing of anybody's.
ADMIN_FOR_ALL = {"/admin/login/", "/admin/logout/"}
ADMIN_FOR_NOBODY = "/admin/r/"
ADMIN_FOR_STAFF = {"/admin/", "/admin/jsi18n/", "/admin/password_change/", "/admin/password_change/done/"}

# So many worlds are made, each for some of the routes: one for each route would take too long.
PARTS = 8


def test_every_route_is_declared_and_nothing_else_in_the_order_of_the_names():
    reverse("chats")  # the site's own addresses come first: they tell Django what a name in a path is
    declared = [route.name for route in ROUTES]
    missing = {route.name for route in addresses.routes()} - set(declared)
    assert not missing, f"Declare {sorted(missing)} in tests/gate/declared.py, which tells how."
    assert declared == sorted({route.name for route in addresses.routes()})


@pytest.mark.usefixtures("world")
def test_every_address_is_named_and_names_what_is_declared():
    parameters = {route.name: route.parameters for route in addresses.routes()}
    for route in ROUTES:
        for thing in THINGS[route.of].values():
            assert parameters[route.name] == thing.unknown.keys(), route.name


@pytest.mark.parametrize("part", range(PARTS))
def test_everybody_gets_what_is_declared(world: World, part: int) -> None:
    told = [
        f"{route.name}: {method} {case} as {role}, {kind}: {unlike}, not {knock.outcome}"
        for route in ROUTES[part::PARTS]
        for method, door in route.methods.items()
        for case, thing in THINGS[route.of if door.of is None else door.of].items()
        for role in ROLES
        for knock in [Knock(world, route, method, door, thing, role)]
        for kind in knock.kinds
        if (unlike := knock.unlike_declared(kind))
    ]
    assert told == [], "\n".join(told)


def test_no_other_method_is_answered(world: World) -> None:
    """Whoever asks: nobody comes as far as the question who she is."""
    told = [
        f"{route.name}: {method} as {role}: {answer.status}"
        for route in ROUTES
        for role in ("anonymous", "owner")
        for usual in [a_knock(world, role, "GET", route).status]
        for method in METHODS - route.methods.keys()
        for answer in [a_knock(world, role, method, route)]
        # Those of allauth see to their other guards first, and say what may be asked; a PUT is a form that came empty.
        if answer.status not in ({405, 302, usual} if route.name.startswith(ALLAUTH) else {405})
        if not (method == "OPTIONS" and route.name.startswith(ALLAUTH) and not answer.body)
    ]
    assert told == [], "\n".join(told)


def test_head_is_get_without_the_body(world: World) -> None:
    told = [
        f"{route.name}: HEAD as {role}: {head.status}, {len(head.body)} bytes"
        for route in ROUTES
        if "GET" in route.methods
        for role in ("anonymous", "owner")
        for head in [a_knock(world, role, "HEAD", route)]
        if head.body or head.status != a_knock(world, role, "GET", route).status
    ]
    assert told == [], "\n".join(told)


def test_what_never_was_is_not_found(world: World) -> None:
    """By whoever has come in, and by whatever means she asks."""
    told = [
        f"{route.name}: {method}, {kind}: {answer.status}"
        for route in ROUTES
        if route.of and not route.name.startswith(ALLAUTH)
        for method, door in route.methods.items()
        for kind in CLIENTS
        for address in [reverse(route.name, kwargs=next(iter(THINGS[route.of].values())).unknown)]
        for answer in [knock(world.browser("owner"), method, address, kind=kind, sends=door.sends)]
        if answer.status != 404
    ]
    assert told == [], "\n".join(told)


def a_knock(world: World, role: str, method: str, route: Route) -> Answer:
    """At the first of the things that a route can name."""
    thing = next(iter(THINGS[route.of].values()))
    return knock(world.browser(role), method, reverse(route.name, kwargs=thing.parameters(world, role)) + route.query)


def test_a_forged_form_changes_nothing_anywhere(world: World) -> None:
    """Every change, from a page that does not know the token: with the method itself, and by a plain form's field."""
    told = []
    for route in ROUTES:
        parameters = next(iter(THINGS[route.of].values())).parameters(world, "owner")
        address = reverse(route.name, kwargs=parameters)
        for method, door in route.methods.items():
            if method == "GET":
                continue
            forged = [knock(world.browser("owner", forged=True), method, address, sends=door.sends)]
            fields = door.sends | {"_method": method}
            forged += [knock(world.browser("owner", forged=True), "POST", address, sends=fields)]
            told += [f"{route.name}: {method}: {answer.status}" for answer in forged if answer.status != 403]
    assert told == [], "\n".join(told)


def test_the_admin_is_for_staff_alone(world: World) -> None:
    """Every address of it: whoever is no staff is sent to its sign-in, and staff without a permission gets no further
    than what belongs to nobody."""
    told = [
        f"{path} as {role}: {answer.status}"
        for path in addresses.admin_paths()
        for role in ROLES
        for answer in [knock(world.browser(role), "GET", path)]
        if not is_right_in_admin(answer, path, role)
    ]
    assert told == [], "\n".join(told)


def is_right_in_admin(answer: Answer, path: str, role: str) -> bool:
    if path.startswith(ADMIN_FOR_NOBODY):
        return answer.status == 404
    if path in ADMIN_FOR_ALL:
        return answer.status < 400 or path == "/admin/logout/"
    if role == "staff":
        return answer.status == 200 if path in ADMIN_FOR_STAFF else answer.status in {301, 302, 403, 404}
    return answer.status == 302 and answer.headers["Location"].startswith("/admin/login/?next=/admin/")
