"""What a check says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong with `where`; `mended` tells whether it is not any more."""

    where: str
    what: str
    mended: bool = False

    def __str__(self) -> str:
        return f"{self.where}: {self.what}{' (mended)' if self.mended else ''}"


Check = Callable[[bool], Iterator[Finding]]
