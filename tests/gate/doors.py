"""What a door gives to whom: the words of the table in `declared.py`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

# Who knocks. Whatever an address names is the owner's, or lies between her and whoever knocks.
ROLES = {
    "anonymous": "nobody has signed in",
    "logged_out": "the cookie of a session that has ended",
    "owner": "Alice, whose the thing is, or one of the two of the chat",
    "other": "Bob: Alice and he follow each other and write to each other",
    "stranger": "Carol, whom nothing ties to Alice",
    "blocked": "Frank, who wrote with Alice before she blocked him",
    "blocker": "Gina, who wrote with Alice before she blocked her",
    "young": "Dana, who is 15",
    "staff": "a moderator, who has no key to anybody's chat",
    "suspended": "Sam, who wrote with Alice before he was suspended",
}
SIGNED_OUT = ("anonymous", "logged_out")
STRANGERS = ("stranger", "young", "staff")


@dataclass(frozen=True, slots=True)
class SignIn:
    """To the sign-in. `by_kind`: a program is told 401 and a page `HX-Redirect`; otherwise each gets the redirect."""

    by_kind: bool = True


@dataclass(frozen=True, slots=True)
class TooYoung:
    """403, with the day on which messages open."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """404, to the byte what is said where there has never been anything."""


@dataclass(frozen=True, slots=True)
class Refused:
    """403 with the rule's code."""

    code: str


Outcome = int | SignIn | TooYoung | Hidden | Refused
HIDDEN, TOO_YOUNG, LOGIN_PAGE = Hidden(), TooYoung(), SignIn(by_kind=False)


@dataclass(frozen=True, slots=True)
class Door:
    """What each role gets. `of` is for a method whose things are others than those of its route."""

    outcomes: dict[str, Outcome]
    of: str | None = None
    sends: dict[str, str] = field(default_factory=dict)


def everybody(status: int = 200, **others: Outcome) -> Door:
    """Nobody is asked who she is."""
    return _door(status, {}, others)


def members(status: int = 200, **others: Outcome) -> Door:
    """Whoever has signed in."""
    return _door(status, dict.fromkeys(SIGNED_OUT, SignIn()), others)


def pages(status: int = 200, **others: Outcome) -> Door:
    """Whoever has signed in; all others are sent to the sign-in page, whatever they use."""
    return _door(status, dict.fromkeys(SIGNED_OUT, LOGIN_PAGE), others)


def guests(status: int = 200, **others: Outcome) -> Door:
    """Whoever has not signed in; all others are sent on."""
    return _door(302, dict.fromkeys(SIGNED_OUT, status), others)


def writers(status: int = 200, **others: Outcome) -> Door:
    """Whoever has signed in and is 16 or older."""
    return _door(status, dict.fromkeys(SIGNED_OUT, SignIn()) | {"young": TOO_YOUNG}, others)


def talkers(status: int = 200, **others: Outcome) -> Door:
    """The two of a chat, whatever has come between them since."""
    return writers(status, **({"stranger": HIDDEN, "staff": HIDDEN} | others))


def only_owner(door: Door) -> Door:
    """Whose it is; whoever else comes in at `door` finds nothing there."""
    hidden = {role: HIDDEN for role, got in door.outcomes.items() if isinstance(got, int) and role != "owner"}
    return replace(door, outcomes=door.outcomes | hidden)


def _door(status: int, some: dict[str, Outcome], others: dict[str, Outcome]) -> Door:
    return Door(dict.fromkeys(ROLES, status) | some | others)


@dataclass(frozen=True, slots=True)
class Route:
    """One address: what it names (`of`, a key of `world.THINGS`), and who gets what by which method."""

    name: str
    of: str
    methods: dict[str, Door]
    query: str = ""
    file: str = ""


def route(name: str, of: str = "", *, query: str = "", file: str = "", **methods: Door) -> Route:
    """A line of the table. Any method that it does not name is refused with 405.

    `query` is asked for; `file` is "whole" or "parts" where the address serves one.
    """
    return Route(name, of, methods, query, file)


def sending(door: Door, **fields: str) -> Door:
    """A door through which these fields are carried."""
    return replace(door, sends=fields)


def asked_of(door: Door, of: str) -> Door:
    """A door whose things are others than those of its route."""
    return replace(door, of=of)
