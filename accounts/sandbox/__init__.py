"""Runs a function on untrusted bytes in a process of its own, bounded in time and memory, without files or network."""

from accounts.sandbox.call import Limits, run
from accounts.sandbox.errors import Exhausted, Failed, Refused, SandboxError

__all__ = ["Exhausted", "Failed", "Limits", "Refused", "SandboxError", "run"]
