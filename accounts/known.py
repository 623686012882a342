"""Accounts as this process last saw them, at most a second ago."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models.base import ModelState

from accounts.models import User
from accounts.remembered import users


def account(user_id: int) -> User | None:
    """The account with this id, for the caller alone; None for an unknown one."""
    return _own(users.get(user_id, lambda: User.objects.filter(pk=user_id).first()))


def account_called(name: str) -> User | None:
    """The account called `name`, for the caller alone; None for an unknown one."""
    return _own(users.get(name, lambda: User.objects.filter(username=name).first()))


def accounts(user_ids: Iterable[int]) -> dict[int, User]:
    """Those of the accounts with these ids that there are, for the caller alone."""
    found = ((user_id, account(user_id)) for user_id in user_ids)
    return {user_id: user for user_id, user in found if user}


def _own(user: User | None) -> User | None:
    """A copy whose fields may be set: what is remembered is everybody's."""
    if user is None:
        return None
    own: User = User.__new__(User)
    own.__dict__ = user.__dict__ | {"_state": ModelState()}
    own._state.adding, own._state.db = False, user._state.db  # noqa: SLF001  (as Model.from_db does)
    return own
