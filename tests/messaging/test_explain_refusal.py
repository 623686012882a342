"""`manage.py explain_refusal SENDER RECIPIENT`: the rule's answer for the operator, with all it rests on."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from accounts import actions as accounts
from accounts.models import User
from social import actions as social


@pytest.fixture
def explain(capsys):
    """Runs it; answers its exit status and what it printed."""

    def explain(*arguments):
        try:
            call_command("explain_refusal", *arguments)
            status = 0
        except SystemExit as end:
            status = end.code
        return status, capsys.readouterr().out

    return explain


def test_who_may_write_ends_with_0(explain, alice, bob):
    status, told = explain("alice", "bob")
    assert status == 0
    assert told.startswith("@alice may write to @bob on ")


def test_who_may_not_ends_with_1_and_the_code_and_the_sentence(explain, alice, carol):
    status, told = explain("alice", "carol")
    assert status == 1
    assert "@alice may not write: friends_only to @carol" in told
    assert "Carol accepts messages only from accounts they follow." in told


@pytest.mark.parametrize("names", [("alice", "nobody"), ("nobody", "alice"), ("", "alice")])
def test_an_unknown_name_ends_with_2_and_a_sentence(alice, names):
    with pytest.raises(CommandError, match="There is no account called") as error:
        call_command("explain_refusal", *names)
    assert error.value.returncode == 2


@pytest.mark.parametrize("names", [("@alice", "@bob"), ("ALICE", "Bob")])
def test_names_are_understood_as_people_write_them(explain, alice, bob, names):
    assert explain(*names)[0] == 0


def test_as_json_it_tells_every_fact(explain, alice, bob):
    social.block(blocker_id=bob.pk, blocked_id=alice.pk)
    until = timezone.now() + dt.timedelta(days=2)
    accounts.suspend(user_id=bob.pk, until=until, reason="spam")
    status, printed = explain("alice", "bob", "--json")
    told = json.loads(printed)
    assert status == 1
    assert (told["allowed"], told["code"]) == (False, "unavailable")
    assert told["text"] == "This account can't receive private messages."
    facts = told["facts"]
    assert facts["recipient"]["suspended_for"] == "spam"
    assert facts["recipient_blocks"] is True
    relations = ("sender_follows", "recipient_follows", "sender_blocks", "recipient_has_written")
    assert [facts[name] for name in relations] == [False] * 4
    assert (facts["sender"]["name"], facts["sender"]["message_privacy"]) == ("alice", "friends")
    assert told["sender_age"] == alice.age


def test_as_json_who_may_write_has_no_code(explain, alice, bob):
    status, printed = explain("alice", "bob", "--json")
    told = json.loads(printed)
    assert (status, told["allowed"], told["code"], told["text"]) == (0, True, None, "")


@pytest.mark.parametrize(("day", "status"), [("2026-06-15", 1), ("2026-06-16", 0)])
def test_it_can_be_asked_for_another_day(explain, alice, bob, day, status):
    User.objects.filter(pk=alice.pk).update(birthdate=dt.date(2010, 6, 16))
    ended, printed = explain("alice", "bob", "--json", "--at", day)
    told = json.loads(printed)
    assert (ended, told["day"], told["sender_age"]) == (status, day, 15 if status else 16)
    assert told["code"] == ("under_age" if status else None)


def test_on_a_later_day_a_suspension_may_be_over(explain, alice, bob):
    accounts.suspend(user_id=alice.pk, until=timezone.now() + dt.timedelta(days=2), reason="spam")
    later = (timezone.now() + dt.timedelta(days=3)).date().isoformat()
    assert explain("alice", "bob")[0] == 1
    assert explain("alice", "bob", "--at", later)[0] == 0


def test_a_day_that_is_none_is_an_error(alice, bob):
    with pytest.raises(CommandError, match="--at"):
        call_command("explain_refusal", "alice", "bob", "--at", "yesterday")


def test_a_closed_account_is_called_closed(explain, alice, bob):
    User.objects.filter(pk=alice.pk).update(is_active=False)
    status, told = explain("alice", "bob")
    assert status == 1
    assert "may not write: suspended" in told
    assert "  This account is closed.\n" in told
