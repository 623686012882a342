"""Why one user may not write to another, in words, and what can be done about it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

# For each code: the sentence, a softer one below it, and the remedy that stands beside them.
_WORDS = {
    "under_age": (
        gettext_noop("Messages open for you on %(date)s, your 16th birthday."),
        gettext_noop("Nothing to do: they open by themselves that day."),
        "",
    ),
    "suspended": (
        gettext_noop("Your account is suspended until %(date)s: %(reason)s."),
        gettext_noop("You can still read and delete your messages."),
        "",
    ),
    "unavailable": (
        gettext_noop("This account can't receive private messages."),
        gettext_noop("Your earlier messages stay here."),
        "",
    ),
    "you_blocked": (
        gettext_noop("%(name)s is on your blacklist."),
        gettext_noop("Unblock to write to each other again."),
        "unblock",
    ),
    "blocked_you": (
        gettext_noop("This account has blocked you."),
        gettext_noop("Only they can undo it."),
        "",
    ),
    "nobody": (
        gettext_noop("%(name)s accepts private messages from nobody."),
        gettext_noop("If they write to you first, you can answer."),
        "",
    ),
    "teen_protected": (
        gettext_noop("%(name)s accepts messages only from accounts they follow."),
        gettext_noop("Once they follow you, you can write."),
        "",
    ),
    "friends_only": (
        gettext_noop("%(name)s accepts messages only from accounts they follow."),
        gettext_noop("Once they follow you, you can write."),
        "",
    ),
    "not_following": (
        gettext_noop("Subscribe to %(name)s to write."),
        gettext_noop("You can undo it at any time."),
        "follow",
    ),
}

CODES = tuple(_WORDS)

# Not the rule's: what keeps one video from one person to whom the sender could write.
_OF_A_VIDEO = {
    "not_in_audience": (
        gettext_noop("%(name)s isn't among those who may watch this video."),
        gettext_noop("Its author chooses who may."),
        "",
    ),
}
_SAID = _WORDS | _OF_A_VIDEO


@dataclass(frozen=True, slots=True)
class Refusal:
    """The first reason that holds. `until` is when it ends by itself, where the reader may know that."""

    code: str
    name: str = ""
    until: dt.datetime | None = None
    reason: str = ""

    @property
    def sentence(self) -> str:
        """What the reader is told, in the language active now."""
        if self.code == "suspended" and not self.until:
            # Nobody reads that on a page, for it can't be signed in to; operators do.
            return _("This account is closed.")
        return _(_SAID[self.code][0]) % self._details()

    @property
    def softer(self) -> str:
        """The quieter sentence below."""
        return _(_SAID[self.code][1])

    @property
    def remedy(self) -> str:
        """The button in place: "follow", "unblock" or none."""
        return _SAID[self.code][2]

    def _details(self) -> dict[str, str]:
        style = "DATE_FORMAT" if self.code == "under_age" else "DATETIME_FORMAT"
        date = date_format(self.until, style) if self.until else ""
        return {"name": self.name, "date": date, "reason": self.reason}


class Refused(Exception):
    """The write was refused; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal
