"""Looks whether everything that is counted, ordered or kept twice agrees with what it was made from.

Each check finds suspects without any lock, and judges each once more under the locks that its writers take: what was
only being written at that moment is no mistake, and what is one is mended right there, if that is wanted.
"""

from messaging.upkeep.integrity.checks import CHECKS, Finding, look

__all__ = ["CHECKS", "Finding", "look"]
