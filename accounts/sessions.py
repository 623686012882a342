"""Sessions in the database, as Django keeps them; what is in one is remembered for a moment."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.sessions.backends import db

from accounts.remembered import Memory

contents: Memory[str] = Memory()


class SessionStore(db.SessionStore):
    def load(self) -> dict[str, Any]:
        """What the session holds; a copy, since whoever asks may change it and not save it."""
        kept = contents.get(self.session_key, self._read)
        return json.loads(kept) if kept else {}

    def _read(self) -> str | None:
        """Its content as text, for which there are no two owners. None, and no key, where there is no session."""
        content = super().load()
        return json.dumps(content) if self.session_key else None

    def save(self, must_create: bool = False) -> None:
        super().save(must_create)
        contents.forget(self.session_key)

    def delete(self, session_key: str | None = None) -> None:
        super().delete(session_key)
        contents.forget(session_key or self.session_key)

    @classmethod
    def clear_expired(cls) -> None:
        super().clear_expired()
        contents.forget()
