"""What happens to an account: under its lock, counted as a fact, told after the commit."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from accounts import actions
from accounts.models import Mailbox, Suspension, User
from accounts.signals import account_changed, sessions_ended
from tests.factories import UserFactory


@pytest.fixture
def alice(db):
    return UserFactory(username="alice")


@pytest.fixture
def told():
    """What was announced, as (what, whom)."""
    heard = []

    def changed(user_id, **_kwargs):
        heard.append(("changed", user_id))

    def ended(user_id, **_kwargs):
        heard.append(("ended", user_id))

    account_changed.connect(changed)
    sessions_ended.connect(ended)
    yield heard
    account_changed.disconnect(changed)
    sessions_ended.disconnect(ended)


def tomorrow():
    return timezone.now() + dt.timedelta(days=1)


ACTS = {
    "privacy": lambda pk: actions.set_message_privacy(user_id=pk, value="nobody"),
    "suspension": lambda pk: actions.suspend(user_id=pk, until=tomorrow(), reason="spam"),
    "its end": lambda pk: actions.lift_suspensions(user_id=pk),
    "closing": lambda pk: actions.set_active(user_id=pk, active=False),
    "opening": lambda pk: actions.set_active(user_id=pk, active=True),
    "birthdate": lambda pk: actions.correct_birthdate(user_id=pk, birthdate=dt.date(2000, 1, 1)),
}


@pytest.mark.parametrize("act", ACTS)
def test_each_change_of_a_fact_is_counted_and_announced_after_the_commit(alice, told, committed, act):
    with committed():
        ACTS[act](alice.pk)
        assert not told
    assert told.count(("changed", alice.pk)) == 1
    assert Mailbox.objects.get().facts == 1


@pytest.mark.parametrize("act", ACTS)
def test_only_closing_an_account_ends_its_sessions(alice, told, committed, act):
    with committed():
        ACTS[act](alice.pk)
    assert (("ended", alice.pk) in told) is (act == "closing")


def test_a_setting_that_is_none_is_an_error_and_changes_nothing(alice):
    with pytest.raises(ValueError, match="enemies"):
        actions.set_message_privacy(user_id=alice.pk, value="enemies")
    assert User.objects.get().message_privacy == "friends"


def test_a_suspension_tells_who_why_and_until_when(alice):
    mod = UserFactory(username="mod")
    until = tomorrow()
    suspension = actions.suspend(user_id=alice.pk, until=until, reason="spam", by_id=mod.pk)
    stored = Suspension.objects.get()
    assert stored == suspension
    assert (stored.user, stored.by, stored.reason, stored.until) == (alice, mod, "spam", until)


def test_lifting_ends_what_holds_now_and_keeps_the_record(alice):
    past = timezone.now() - dt.timedelta(days=2)
    Suspension.objects.create(user=alice, reason="old", created_at=past, until=past + dt.timedelta(days=1))
    for reason in ("spam", "threats"):
        actions.suspend(user_id=alice.pk, until=tomorrow(), reason=reason)
    assert actions.lift_suspensions(user_id=alice.pk) == 2
    assert not Suspension.objects.in_force(timezone.now()).exists()
    assert Suspension.objects.count() == 3
    assert Suspension.objects.get(reason="old").lifted_at is None


def test_a_corrected_birthdate_leaves_the_setting_alone(alice):
    actions.correct_birthdate(user_id=alice.pk, birthdate=timezone.now().date() - dt.timedelta(days=365 * 15))
    after = User.objects.get()
    assert after.age in {14, 15}
    assert after.message_privacy == "friends"


def test_an_account_opened_anew_is_open(alice):
    actions.set_active(user_id=alice.pk, active=False)
    actions.set_active(user_id=alice.pk, active=True)
    assert User.objects.get().is_active
