"""Every row of the table: how it is called, on what it runs, and how much its short and its long form do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from tests.faults.report import Line
from tests.faults.rows import commits, crowd, disks, kills, postgresql, pushes, redis, replies, sessions, slow, suites
from tests.faults.stack import SERVICES, SQLITE

BOTH = (SQLITE, SERVICES)
MINUTE = 60.0
RACES = {"row": "races", "tests": ["tests/messaging/test_races.py", "tests/messaging/test_rule_races.py"]}
GATE = {"row": "who may do what", "tests": ["tests/gate", "tests/messaging/test_doors.py"]}


@dataclass(frozen=True)
class Row:
    """`alone` rows measure time, so nothing else may run beside them; what is `lengthy` begins before the others, which
    find room beside it."""

    name: str
    run: Callable[..., Awaitable[list[Line]]]
    short: dict[str, Any] = field(default_factory=dict)
    long: dict[str, Any] = field(default_factory=dict)
    on: tuple[str, ...] = BOTH
    alone: bool = False
    lengthy: bool = False


ROWS = {
    row.name: row
    for row in (
        Row("kill", kills.run, {"rounds": 4}, {"rounds": 200}),
        Row("replies", replies.run, {"rounds": 60}, {"rounds": 10_000}),
        Row("redis", redis.run, {"rounds": 2, "stall": 10.0}, {"rounds": 50}, on=(SERVICES,)),
        Row("postgresql", postgresql.run, {"rounds": 4}, {"rounds": 50}, on=(SERVICES,)),
        Row("disks", disks.run, {"rounds": 2}, {"rounds": 20}),
        Row("commits", commits.run, {"commits": 400}, {"commits": 100_000}),
        Row("sessions", sessions.run, {"rounds": 1}, {"rounds": 20}),
        Row("pushes", pushes.run, {"seconds": 12.0}, {"seconds": 5 * MINUTE}),
        Row(
            "crowd",
            crowd.run,
            {"sockets": 100, "early": 10.0, "late": 25.0},
            {"sockets": 500, "early": 10 * MINUTE, "late": 60 * MINUTE},
        ),
        Row("races", suites.run, RACES | {"race_rounds": 30}, RACES | {"race_rounds": 2000}, on=(SQLITE,)),
        Row("gate", suites.run, GATE, GATE, on=(SQLITE,), lengthy=True),
        Row(
            "slow",
            slow.run,
            {"clients": 2000, "seconds": 10.0},
            {"clients": 2000, "seconds": 2 * MINUTE},
            on=(SERVICES,),
            alone=True,
        ),
    )
}
