"""What stands below a chat: the composer, or the card that says why there is none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from accounts.age import today
from accounts.models import MessagePrivacy, User
from messaging import permissions
from messaging.models import Message
from messaging.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Composer:
    """`refusal` is None where the user may write, `note` is a word to her in either case, `quote` what she answers."""

    peer: User
    facts: permissions.Facts
    refusal: Refusal | None
    client_id: UUID
    note: str = ""
    draft: str = ""
    error: str = ""
    quote: Message | None = None

    @property
    def version(self) -> int:
        """Grows with every change of what it rests on."""
        return self.facts.version

    def keeping(self, draft: str, error: str = "") -> Composer:
        """The same, with what was typed and what was wrong with it."""
        return replace(self, draft=draft, error=error)

    def replying_to(self, quote: Message | None) -> Composer:
        """The same, about to answer one message."""
        return replace(self, quote=quote)


def composer_for(user: User, peer: User) -> Composer:
    """What stands below `user`'s chat with `peer` now; one query."""
    facts = permissions.facts_between(user.pk, peer.pk)
    return Composer(
        peer=peer,
        facts=facts,
        refusal=permissions.refusal(facts, today()),
        client_id=uuid4(),
        note=_note(facts),
    )


def _note(facts: permissions.Facts) -> str:
    """Somebody who lets nobody write to her may wonder whether she will get an answer."""
    if facts.sender.message_privacy == MessagePrivacy.NOBODY and not facts.recipient_has_written:
        name = facts.recipient.name_shown
        return _("You accept messages from nobody, but %(name)s will be able to answer.") % {"name": name}
    return ""
