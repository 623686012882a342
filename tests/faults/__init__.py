"""Promises under faults: what is killed, cut off, stalled or filled up, and what must hold all the same.

    python -m tests.faults                     every row, in its short form
    python -m tests.faults kill --on sqlite --long

Each row runs real processes of its own, and a ledger that knows what was sent, acknowledged and left unknown.
"""
