"""How a call can end other than with an answer."""

from __future__ import annotations


class SandboxError(Exception):
    """There is no answer."""


class Refused(SandboxError):
    """The function itself said no; `code` tells why. The one error that a function raises on purpose."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Exhausted(SandboxError):
    """Time, memory or room for the answer ran out."""


class Failed(SandboxError):
    """The function raised something else, or its process died."""
