"""The side that is called: a fresh interpreter that gives itself up to what it was asked, and to nothing else.

Run by its path, with the order as its argument; the source is its standard input, the answer its standard output.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any

NICENESS = 10  # a picture can wait, a message can't
OPEN_FILES = 64


def main(order: dict[str, Any]) -> int:
    """Do `order`; the exit status."""
    limit(order)
    from accounts.sandbox.call import EXHAUSTED, REFUSED  # noqa: PLC0415  (the path is known by now)
    from accounts.sandbox.errors import Refused  # noqa: PLC0415
    from accounts.sandbox.lock import lock  # noqa: PLC0415

    function = getattr(importlib.import_module(order["module"]), order["name"])
    lock(threads=order["threads"])
    status, answer = 0, b""
    try:
        answer = function(sys.stdin.buffer, **order["options"])
    except Refused as refused:
        status, answer = REFUSED, refused.code.encode()
    except MemoryError:
        status = EXHAUSTED
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    return status


def limit(order: dict[str, Any]) -> None:
    """Bound what this process may use, before anything untrusted is touched. Files can't grow past the answer."""
    bounds = {
        resource.RLIMIT_CPU: order["cpu_seconds"],
        resource.RLIMIT_AS: order["memory"],
        resource.RLIMIT_FSIZE: order["answer"],
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_CORE: 0,
    }
    for what, bound in bounds.items():
        resource.setrlimit(what, (bound, bound))
    os.nice(NICENESS)
    # Should the caller die before it could end this process, time does.
    signal.alarm(order["seconds"] + 1)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    sys.exit(main(json.loads(sys.argv[1])))
