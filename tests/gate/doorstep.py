"""Somebody at a door, for some thing: what is declared, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from tests.gate.doors import HIDDEN, Door, Hidden, Outcome, Refused, Route, SignIn, TooYoung
from tests.gate.knocking import CLIENTS, Answer, knock, told_unlike
from tests.gate.world import Thing, World

# Its pages answer a program in a JSON of their own.
ALLAUTH = ("account_", "mfa_", "usersessions_")


@dataclass(frozen=True, slots=True)
class Knock:
    """Somebody at a door, for some thing."""

    world: World
    route: Route
    method: str
    door: Door
    thing: Thing
    role: str

    @property
    def declared(self) -> Outcome:
        return self.door.outcomes[self.role]

    @property
    def is_hidden(self) -> bool:
        """Whether whoever has come in may not know of the thing."""
        is_in, seen_by = not isinstance(self.declared, SignIn | TooYoung), self.thing.seen_by
        return self.declared == HIDDEN or (is_in and seen_by is not None and self.role not in seen_by)

    @property
    def outcome(self) -> Outcome:
        """What the door says, and behind it the question who may know of the thing; a refusal may come before that."""
        return HIDDEN if self.is_hidden and not isinstance(self.declared, Refused) else self.declared

    @property
    def kinds(self) -> list[str]:
        """The clients that are asked for: a closed door is closed to all of them."""
        if isinstance(self.outcome, SignIn | Hidden | TooYoung) and not self.route.file:
            return list(CLIENTS)
        by_program = self.method != "GET" and not self.route.name.startswith(ALLAUTH)
        return ["program" if by_program else "browser"]

    def unlike_declared(self, kind: str) -> str:
        """In what the answer is not as declared; empty where it is."""
        parameters = self.thing.parameters(self.world, self.role)
        answer = self.answer(kind, parameters)
        if unlike := told_unlike(answer, self.outcome, kind, self.method):
            return unlike
        if leaked := [secret for secret in self.world.secrets_from(self.role) if secret in answer.body]:
            return f"tells {leaked}"
        if not self.is_hidden:
            return ""
        # But for repeating what it was asked for, it is what is said of a thing that never was.
        seen, unseen = (self.repeated(told) for told in (parameters, self.thing.unknown))
        return answer.without(*seen).unlike(self.answer(kind, self.thing.unknown).without(*unseen))

    def answer(self, kind: str, parameters: dict[str, object], **headers: str) -> Answer:
        client, address = self.world.browser(self.role), self.address(parameters)
        return knock(client, self.method, address, kind=kind, sends=self.door.sends, headers=headers)

    def address(self, parameters: dict[str, object]) -> str:
        return reverse(self.route.name, kwargs=parameters) + self.route.query

    def repeated(self, parameters: dict[str, object]) -> list[str]:
        """What an answer may say of what was asked for: the address, and NAME."""
        return [self.address(parameters), str(parameters.get("name", "\0"))]
