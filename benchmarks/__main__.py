"""How fast it is: `make bench`, or `python -m benchmarks [--write] [measure...]`.

Starts what it measures, takes about ten minutes, prints a table. `--write` puts it into docs/performance.md.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks import measures, report


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("measures", nargs="*", metavar="measure", help=f"of {', '.join(measures.MEASURES)} (all)")
    parser.add_argument("--write", action="store_true", help="into docs/performance.md, with its chart")
    options = parser.parse_args()
    names = options.measures or list(measures.MEASURES)
    if unknown := set(names) - measures.MEASURES.keys():
        parser.error(f"There is no measure called {', '.join(sorted(unknown))}.")
    with tempfile.TemporaryDirectory(prefix="paperplane-bench-") as place:
        lines = measures.measure(names, Path(place))
    sys.stdout.write(report.table(lines) + "\n")
    if options.write:
        report.write(lines)
    return 0


if __name__ == "__main__":
    sys.exit(main())
