"""All checks, in their order, and how they are run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from messaging.upkeep.integrity import accounts, database, files, threads
from messaging.upkeep.integrity.findings import Check, Finding

__all__ = ["CHECKS", "Check", "Finding", "look"]


class Part(NamedTuple):
    name: str
    check: Check


CHECKS = (
    Part("database", database.check_database),
    Part("accounts", accounts.check_accounts),
    Part("mailboxes", accounts.check_mailboxes),
    Part("relations", accounts.check_relations),
    Part("videos", accounts.check_videos),
    Part("threads", threads.check_threads),
    Part("search", threads.check_search),
    Part("files", files.check_files),
)


def look(*, fix: bool, note: Callable[[str, int, int], object]) -> Iterator[Finding]:
    """Everything that is wrong; with `fix` what can be mended is, and says so. `note` is told how far it is."""
    for number, part in enumerate(CHECKS):
        note("checks", number, len(CHECKS))
        yield from part.check(fix)
    note("checks", len(CHECKS), len(CHECKS))
