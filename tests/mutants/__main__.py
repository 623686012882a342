"""`python -m tests.mutants [WORD...]`: the guards whose name holds a WORD, or all; exit code 1 if one goes unnoticed.

`--jobs N` looks at so many at once (as many as there are cores), `--all` gives what the named tests did not notice to
the whole suite.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from tests.mutants.guards import GUARDS
from tests.mutants.scratch import Verdict, look


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("words", nargs="*")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--all", action="store_true")
    asked = parser.parse_args(arguments)
    chosen = [one for one in GUARDS if not asked.words or any(word in one.name for word in asked.words)]
    begun = time.monotonic()
    with ThreadPoolExecutor(asked.jobs) as pool:
        verdicts = []
        for verdict in pool.map(lambda one: look(one, whole=asked.all), chosen):
            print(verdict.line, flush=True)  # noqa: T201
            verdicts.append(verdict)
    failed = [verdict for verdict in verdicts if not verdict.is_noticed]
    print(summary(verdicts, failed, time.monotonic() - begun))  # noqa: T201
    return 1 if failed or not verdicts else 0


def summary(verdicts: list[Verdict], failed: list[Verdict], took: float) -> str:
    noticed = len(verdicts) - len(failed)
    return f"{noticed} of {len(verdicts)} guards are missed by a test when they are gone; {took:.0f} s"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
