"""The rule, told a second time: straight from the table of the design, knowing nothing of `messaging.permissions`.

Each row says by itself when it holds; the first one that does is the answer. Nothing is shared with the code but the
words, so that a slip in one of the two shows as a difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from itertools import product


@dataclass(frozen=True, slots=True)
class World:
    """One state of everything that the rule asks about. As it stands here, the sender may write."""

    sender_age: int = 30
    sender_suspended: bool = False
    sender_closed: bool = False
    recipient_age: int = 30
    recipient_suspended: bool = False
    recipient_closed: bool = False
    setting: str = "everyone"
    sender_blocks: bool = False
    recipient_blocks: bool = False
    recipient_has_written: bool = False
    recipient_follows: bool = False
    sender_follows: bool = True

    @property
    def no_dialogue(self) -> bool:
        return not self.recipient_has_written

    @property
    def recipient_is_a_teen(self) -> bool:
        return self.recipient_age in (16, 17)


TABLE: tuple[tuple[str, Callable[[World], bool]], ...] = (
    ("under_age", lambda w: w.sender_age < 16),
    # "Both are active": a closed account can't even sign in; where it is asked about, it is told the same.
    ("suspended", lambda w: w.sender_suspended or w.sender_closed),
    ("unavailable", lambda w: w.recipient_age < 16 or w.recipient_suspended or w.recipient_closed),
    ("you_blocked", lambda w: w.sender_blocks),
    ("blocked_you", lambda w: w.recipient_blocks),
    ("nobody", lambda w: w.no_dialogue and w.setting == "nobody"),
    (
        "teen_protected",
        lambda w: w.no_dialogue and w.recipient_is_a_teen and w.sender_age >= 18 and not w.recipient_follows,
    ),
    ("friends_only", lambda w: w.no_dialogue and w.setting == "friends" and not w.recipient_follows),
    ("not_following", lambda w: w.no_dialogue and not w.sender_follows),
)

SENTENCES = {
    "you_blocked": "Bob is on your blacklist.",
    "blocked_you": "This account has blocked you.",
    "unavailable": "This account can't receive private messages.",
    "nobody": "Bob accepts private messages from nobody.",
    "teen_protected": "Bob accepts messages only from accounts they follow.",
    "friends_only": "Bob accepts messages only from accounts they follow.",
    "not_following": "Subscribe to Bob to write.",
}

AGES = (15, 16, 17, 18)
SETTINGS = ("everyone", "friends", "nobody")


def expected(world: World) -> str | None:
    """The code that the table gives for `world`, or None where the sender may write."""
    return next((code for code, holds in TABLE if holds(world)), None)


def every_world() -> Iterator[World]:
    """Each combination of facts that the rule can tell apart: 24,576 of them."""
    values = {"sender_age": AGES, "recipient_age": AGES, "setting": SETTINGS}
    names = [field.name for field in fields(World)]
    for combination in product(*(values.get(name, (False, True)) for name in names)):
        yield World(**dict(zip(names, combination, strict=True)))
