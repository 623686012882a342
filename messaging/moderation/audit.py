"""The one way into the audit log."""

from __future__ import annotations

from accounts.models import User
from messaging.models import AuditEntry, Case, Deed
from messaging.models.audit import DETAILS_LENGTH


def note(
    deed: Deed,
    *,
    actor: User | None = None,
    case: Case | None = None,
    about_id: int | None = None,
    details: str = "",
) -> AuditEntry:
    """Add what `actor`, or the site itself, did; within the transaction that does it, so that neither is without the
    other. It holds nothing of any message."""
    return AuditEntry.objects.create(
        actor=actor,
        deed=deed,
        case=case,
        about_id=about_id if about_id or case is None else case.about_id,
        details=details[:DETAILS_LENGTH],
    )
