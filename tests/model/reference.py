"""What the site promises, told a second time in plain data: people, what stands between them, and their chats.

It is written from the words of docs/rule.md, docs/wire.md and the README, and knows nothing of the code; the rule
itself is that of tests/messaging/reference_rule.py. Every method answers the status that the site must give, and
changes the world only where that is a success.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.messaging import reference_rule

MESSAGING_AGE = 16
GROWN_UP = 18
OK, CREATED, REFUSED, NOT_FOUND, CONFLICT, INVALID = 200, 201, 403, 404, 409, 422


def age(birthdate: dt.date, today: dt.date) -> int:
    """Full years; who was born on 29 February has a birthday on 1 March in other years."""
    return today.year - birthdate.year - ((today.month, today.day) < (birthdate.month, birthdate.day))


@dataclass
class Person:
    name: str
    birthdate: dt.date
    setting: str
    suspended: bool = False
    follows: set[str] = field(default_factory=set)
    blocks: set[str] = field(default_factory=set)


@dataclass
class Message:
    seq: int
    sender: str
    words: str
    client_id: str
    reply_to: int | None = None
    likes: set[str] = field(default_factory=set)
    gone_for: set[str] = field(default_factory=set)

    @property
    def is_erased(self) -> bool:
        """Both sides have deleted it: only its id is left."""
        return len(self.gone_for) == 2


@dataclass
class Side:
    """One of the two: how far she has read, where the chat stands in her list, and whether she has ever written."""

    read: int = 0
    order: int = 0
    has_written: bool = False
    pinned: bool = False
    muted: bool = False


@dataclass
class Chat:
    sides: dict[str, Side]
    messages: list[Message] = field(default_factory=list)

    def visible(self, name: str) -> list[Message]:
        return [message for message in self.messages if name not in message.gone_for]

    def unread(self, name: str) -> list[Message]:
        read = self.sides[name].read
        return [message for message in self.visible(name) if message.sender != name and message.seq > read]

    def find(self, seq: int, name: str) -> Message | None:
        return next((message for message in self.visible(name) if message.seq == seq), None)


@dataclass(frozen=True)
class Row:
    """A chat in a list."""

    name: str
    is_request: bool
    unread: int
    pinned: bool
    muted: bool


@dataclass(frozen=True)
class Seen:
    """What one of two sees: the messages as (seq, sender, words, who likes it, what it quotes), the refusal in the
    composer's place, her chats in order, and the number on her badge."""

    messages: tuple[tuple[int, str, str, frozenset[str], str], ...]
    refusal: str | None
    rows: tuple[Row, ...]
    badge: int


class World:
    def __init__(self, today: dt.date) -> None:
        self.today = today
        self.people: dict[str, Person] = {}
        self.chats: dict[frozenset[str], Chat] = {}
        self.clock = 0

    # What holds

    def age(self, name: str) -> int:
        return age(self.people[name].birthdate, self.today)

    def is_in(self, name: str) -> bool:
        """Under 16 there are no messages at all."""
        return self.age(name) >= MESSAGING_AGE

    def refusal(self, sender: str, recipient: str) -> str | None:
        s, r = self.people[sender], self.people[recipient]
        chat = self.chats.get(frozenset((sender, recipient)))
        return reference_rule.expected(
            reference_rule.World(
                sender_age=self.age(sender),
                sender_suspended=s.suspended,
                recipient_age=self.age(recipient),
                recipient_suspended=r.suspended,
                setting=r.setting,
                sender_blocks=recipient in s.blocks,
                recipient_blocks=sender in r.blocks,
                recipient_has_written=bool(chat and chat.sides[recipient].has_written),
                recipient_follows=sender in r.follows,
                sender_follows=recipient in s.follows,
            )
        )

    def chats_of(self, name: str) -> Iterator[tuple[str, Chat]]:
        for pair, chat in self.chats.items():
            if name in pair:
                yield next(iter(pair - {name})), chat

    def rows(self, name: str) -> tuple[Row, ...]:
        """Pinned ones first, then those with the newest message; of which nothing is left to see is not listed."""
        listed = [(peer, chat, chat.sides[name]) for peer, chat in self.chats_of(name) if chat.visible(name)]
        listed.sort(key=lambda row: (row[2].pinned, row[2].order), reverse=True)
        return tuple(
            Row(
                peer,
                is_request=not side.has_written and peer not in self.people[name].follows,
                unread=len(chat.unread(name)),
                pinned=side.pinned,
                muted=side.muted,
            )
            for peer, chat, side in listed
        )

    def sees(self, name: str, peer: str) -> Seen:
        chat = self.chats.get(frozenset((name, peer)))
        shown = []
        for message in chat.visible(name) if chat else []:
            quoted = chat.find(message.reply_to, name) if chat and message.reply_to else None
            words = quoted.words if quoted else ""
            shown.append((message.seq, message.sender, message.words, frozenset(message.likes), words))
        badge = sum(1 for _peer, one in self.chats_of(name) if one.unread(name) and not one.sides[name].muted)
        return Seen(tuple(shown), self.refusal(name, peer), self.rows(name), badge)

    # What people do

    def sign_up(self, name: str, birthdate: dt.date) -> None:
        setting = "friends" if age(birthdate, self.today) >= GROWN_UP else "nobody"
        self.people[name] = Person(name, birthdate, setting)

    def follow(self, name: str, other: str) -> int:
        me, them = self.people[name], self.people[other]
        if name == other or other in me.blocks or name in them.blocks or me.suspended:
            return REFUSED
        me.follows.add(other)
        return OK

    def unfollow(self, name: str, other: str) -> int:
        self.people[name].follows.discard(other)
        return OK

    def block(self, name: str, other: str) -> int:
        if name == other:
            return REFUSED
        self.people[name].blocks.add(other)
        self.people[name].follows.discard(other)
        self.people[other].follows.discard(name)
        return OK

    def unblock(self, name: str, other: str) -> int:
        self.people[name].blocks.discard(other)
        return OK

    def send(self, sender: str, recipient: str, client_id: str, words: str, reply_to: int | None) -> tuple[int, int]:
        """The status, and the seq of what was sent now or at the first try."""
        if not self.is_in(sender):
            return REFUSED, 0
        chat = self.chats.get(frozenset((sender, recipient)))
        earlier = next((m for m in chat.messages if m.client_id == client_id), None) if chat else None
        if earlier:
            same = earlier.is_erased or (earlier.words, earlier.reply_to) == (words, reply_to)
            return (OK, earlier.seq) if earlier.sender == sender and same else (CONFLICT, 0)
        if self.refusal(sender, recipient) or sender == recipient:
            return REFUSED, 0
        if reply_to and not (chat and chat.find(reply_to, sender)):
            return INVALID, 0
        if chat is None:
            chat = self.chats[frozenset((sender, recipient))] = Chat({sender: Side(), recipient: Side()})
        self.clock += 1
        chat.messages.append(Message(len(chat.messages) + 1, sender, words, client_id, reply_to))
        chat.sides[sender].has_written = True
        for side in chat.sides.values():
            side.order = self.clock
        return CREATED, len(chat.messages)

    def like(self, name: str, peer: str, seq: int, *, liked: bool) -> int:
        status, chat = self._enter(name, peer)
        if chat is None:
            return status
        message = chat.find(seq, name)
        if message is None:
            return NOT_FOUND
        if not liked:
            message.likes.discard(name)
        elif self.refusal(name, peer):
            return REFUSED
        else:
            message.likes.add(name)
        return OK

    def delete(self, name: str, peer: str, seq: int) -> int:
        status, chat = self._enter(name, peer)
        if chat is None:
            return status
        if not 1 <= seq <= len(chat.messages):
            return NOT_FOUND
        chat.messages[seq - 1].gone_for.add(name)
        return OK

    def delete_chat(self, name: str, peer: str) -> int:
        status, chat = self._enter(name, peer)
        if chat is None:
            return status
        if chat.visible(name):
            chat.sides[name].pinned = False
            chat.sides[name].read = len(chat.messages)
        for message in chat.messages:
            message.gone_for.add(name)
        return OK

    def read(self, name: str, peer: str, seq: int) -> int:
        status, chat = self._enter(name, peer)
        if chat:
            side = chat.sides[name]
            side.read = max(side.read, min(seq, len(chat.messages)))
        return status

    def mark_unread(self, name: str, peer: str) -> int:
        status, chat = self._enter(name, peer)
        theirs = [message.seq for message in chat.visible(name) if message.sender == peer] if chat else []
        if chat and theirs and not chat.unread(name):
            chat.sides[name].read = theirs[-1] - 1
        return status

    def pin(self, name: str, peer: str, *, wanted: bool) -> int:
        status, chat = self._enter(name, peer)
        if chat:
            chat.sides[name].pinned = wanted
        return status

    def mute(self, name: str, peer: str, *, wanted: bool) -> int:
        status, chat = self._enter(name, peer)
        if chat:
            chat.sides[name].muted = wanted
        return status

    def _enter(self, name: str, peer: str) -> tuple[int, Chat | None]:
        """The chat with `peer`; where there is none, the status that says so."""
        if not self.is_in(name):
            return REFUSED, None
        chat = self.chats.get(frozenset((name, peer)))
        return (OK, chat) if chat and name != peer else (NOT_FOUND, None)
