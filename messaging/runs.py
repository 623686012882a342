"""Which messages stand together: those of one person in close succession show face and time once.

The rule is that of static/js/runs.js, which goes by the reader's own midnight; told here too, so that a page
does not move when its scripts start, and reads the same without them.
"""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

from messaging.models import Message

PAUSE = dt.timedelta(minutes=5)


def mark_runs(messages: list[Message]) -> None:
    """Tell each of `messages`, oldest first, its place as `run`: "start", "middle", "end", or "only"."""
    joins = [False, *(_is_one_run(*pair) for pair in pairwise(messages)), False]
    for message, joins_previous, joins_next in zip(messages, joins, joins[1:], strict=False):
        if joins_previous:
            message.run = "middle" if joins_next else "end"
        else:
            message.run = "start" if joins_next else "only"


def _is_one_run(one: Message, following: Message) -> bool:
    same_day = one.sent_at.date() == following.sent_at.date()
    return one.sender_id == following.sender_id and same_day and following.sent_at - one.sent_at <= PAUSE
