"""Imports all of PyAV now: it would look for its parts only when it meets them, and in the sandbox can't."""

from __future__ import annotations

import importlib
import pkgutil

import av

for part in pkgutil.walk_packages(av.__path__, "av."):
    if not part.name.endswith("__main__"):
        importlib.import_module(part.name)
