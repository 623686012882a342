"""SQLite with a queue for its writers: those of one process wait for each other, not for SQLite.

SQLite lets one write at a time. Left to itself, whoever finds it taken sleeps, longer each time, and tries again: a
write that takes a fraction of a millisecond is then waited for for many. Other processes are still waited for so.
"""

from __future__ import annotations

import threading

from django.db.backends.sqlite3 import base

_writing = threading.Lock()


class DatabaseWrapper(base.DatabaseWrapper):
    _is_writing = False

    def _start_transaction_under_autocommit(self) -> None:
        # After as long as SQLite would have tried, its own error is the answer.
        self._is_writing = _writing.acquire(timeout=self.settings_dict["OPTIONS"].get("timeout", 5))
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._let_others()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]  # where it fails, a rollback follows
        self._let_others()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._let_others()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._let_others()

    def _let_others(self) -> None:
        if self._is_writing:
            self._is_writing = False
            _writing.release()
