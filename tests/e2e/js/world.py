"""A little server: it keeps what alice can see, tells of each change in a frame, and answers `/sync`."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from tests.e2e.js import markup


def dice(seed: int) -> Random:
    """Chance that falls the same way every time."""
    return Random(seed)  # noqa: S311 (a story, not a secret)


OTHERS = ("carol", "dave", "erin")


@dataclass
class Message:
    seq: int
    by: str
    revision: int
    likes: int = 0
    is_deleted: bool = False


@dataclass
class Chat:
    stamp: int
    order: int
    box: str = "chats"
    preview: str = ""
    is_deleted: bool = False


@dataclass
class World:
    """Alice has the chat with bob open. `tag` makes the ids of this world unlike any other's."""

    random: Random
    tag: str = ""
    counter: int = 0
    revision: int = 0
    messages: list[Message] = field(default_factory=list)
    chats: dict[str, Chat] = field(default_factory=dict)

    def happen(self) -> str:
        """Something happens: the frame that tells of it."""
        before, self.counter = self.counter, self.counter + 1
        does = self.random.choices(
            (self.write, self.like, self.delete, self.hear_from, self.drop_chat), weights=(6, 3, 2, 3, 1)
        )[0]
        return markup.frame(*does(), prev=before, stamp=self.counter)

    def write(self) -> list[str]:
        self.revision += 1
        message = Message(len(self.messages) + 1, self.random.choice(("alice", "bob")), self.revision)
        self.messages.append(message)
        self.chats["bob"] = Chat(self.counter, self.counter, preview=f"message {message.seq}")
        return [self._article(message), self._row("bob")]

    def like(self) -> list[str]:
        if not (message := self._pick()):
            return []
        self.revision += 1
        message.revision, message.likes = self.revision, 1 - message.likes
        return [self._article(message)]

    def delete(self) -> list[str]:
        if not (message := self._pick()):
            return []
        self.revision += 1
        message.revision, message.is_deleted = self.revision, True
        return [self._article(message)]

    def hear_from(self) -> list[str]:
        name = self.random.choice(OTHERS)
        box = self.random.choice(("chats", "chats", "requests"))
        self.chats[name] = Chat(self.counter, self.counter, box, f"hello {self.counter}")
        return [self._row(name)]

    def drop_chat(self) -> list[str]:
        name = self.random.choice(OTHERS)
        if name not in self.chats:
            return []
        self.chats[name].stamp, self.chats[name].is_deleted = self.counter, True
        return [self._row(name)]

    def sync(self, stamp: int, revision: int) -> str:
        """What a tab has missed that stands at `stamp` and `revision`."""
        rows = [self._row(name) for name, chat in self.chats.items() if chat.stamp > stamp]
        changed = [self._article(message) for message in self.messages if message.revision > revision]
        cursors = {"with_": f"bob{self.tag}", "revision": self.revision, "to": len(self.messages)}
        return markup.frame(*rows, *changed, stamp=self.counter, sync=True, **cursors)

    def render(self) -> tuple[str, str]:
        """The rows and the log as a page would show them now."""
        rows = [
            (chat.order, self._row(name))
            for name, chat in self.chats.items()
            if not chat.is_deleted and chat.box == "chats"
        ]
        shown = [self._article(message) for message in self.messages if not message.is_deleted]
        chat = markup.log(*shown, high=len(self.messages), revision=self.revision, tag=self.tag)
        return "".join(html for _, html in sorted(rows, reverse=True)), chat

    def _pick(self) -> Message | None:
        there = [message for message in self.messages if not message.is_deleted]
        return self.random.choice(there) if there else None

    def _article(self, message: Message) -> str:
        if message.is_deleted:
            return markup.gone(f"m-{self.tag}{message.seq}")
        return markup.article(
            message.seq, by=message.by, v=message.revision, likes=message.likes, tag=self.tag, peer="bob"
        )

    def _row(self, name: str) -> str:
        chat = self.chats[name]
        if chat.is_deleted:
            return markup.gone(f"chat-{name}{self.tag}", chat.stamp)
        return markup.row(name, chat.stamp, chat.preview, key=chat.order, box=chat.box, tag=self.tag)
