"""Does a test notice when a guard is gone? `python -m tests.mutants` takes each away in turn, in a copy, and looks."""
