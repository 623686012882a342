"""The rule told to the one who would be written to."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.age import today
from accounts.models import User
from messaging import permissions

# Age and suspension of the other are theirs to know: both read the same.
_WHY_NOT = {
    "under_age": gettext_noop("%(name)s can't send messages at the moment."),
    "suspended": gettext_noop("%(name)s can't send messages at the moment."),
    "unavailable": gettext_noop("Your account can't receive messages at the moment."),
    "you_blocked": gettext_noop("%(name)s has blocked you."),
    "blocked_you": gettext_noop("%(name)s is on your blacklist."),
    "nobody": gettext_noop("You accept private messages from nobody."),
    "teen_protected": gettext_noop("You are under 18 and don't follow %(name)s."),
    "friends_only": gettext_noop("You accept messages from accounts you follow, and you don't follow %(name)s."),
    "not_following": gettext_noop("%(name)s doesn't follow you; to start, one has to follow."),
}


@dataclass(frozen=True, slots=True)
class Incoming:
    """Whether `sender` may write to the reader, and why."""

    sender: User
    allowed: bool
    why: str


def incoming(reader: User, sender: User) -> Incoming:
    """The rule's answer for `sender` writing to `reader`, in the reader's words."""
    facts = permissions.facts_between(sender.pk, reader.pk)
    refusal = permissions.refusal(facts, today())
    if refusal:
        why = _(_WHY_NOT[refusal.code])
    elif facts.recipient_has_written:
        why = _("You have written to %(name)s, so they can always answer.")
    else:
        why = _("%(name)s follows you, and your setting lets them write.")
    return Incoming(sender, allowed=refusal is None, why=why % {"name": sender.name_shown})
