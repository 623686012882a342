"""What the search knows of messages."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from messaging.models.threads import Thread


class SearchEntry(models.Model):
    """The words by which one message is found, each as `USERxWORD` for either side on which it stands.

    The database keeps its own index over `words`: FTS5 by triggers on SQLite, GIN on PostgreSQL (both are made by a
    migration, and a change of this table on SQLite has to make its triggers anew). The ids grow with time.
    """

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="+", db_index=False)
    seq = models.BigIntegerField()
    words = models.TextField()

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["thread", "seq"], name="search_entry_once"),
            models.CheckConstraint(name="search_entry_has_words", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        return f"the words of {self.thread_id}/{self.seq}"
