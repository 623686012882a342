"""Sessions and accounts are remembered for a moment, and never beyond what ends them."""

from __future__ import annotations

import time

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.test import Client

from accounts import actions, known, remembered
from accounts.models import User
from accounts.remembered import Memory
from tests.factories import PASSWORD, UserFactory

PAGE = "/me/blacklist/"


@pytest.fixture
def alice(transactional_db):
    return UserFactory(username="alice", password=PASSWORD)


def browser_of(user):
    browser = Client()
    browser.force_login(user)
    assert browser.get(PAGE).status_code == 200
    return browser


def test_signing_out_ends_a_session_that_was_just_used(alice):
    browser, copy = browser_of(alice), Client()
    copy.cookies[django_settings.SESSION_COOKIE_NAME] = browser.cookies[django_settings.SESSION_COOKIE_NAME].value
    assert copy.get(PAGE).status_code == 200
    browser.post("/accounts/logout/")
    assert copy.get(PAGE).status_code == 302


def test_a_new_password_ends_other_sessions_that_were_just_used(alice):
    browser, elsewhere = browser_of(alice), browser_of(alice)
    fields = {"oldpassword": PASSWORD, "password1": "another long one", "password2": "another long one"}
    assert browser.post("/accounts/password/change/", fields).status_code == 302
    assert browser.get(PAGE).status_code == 200
    assert elsewhere.get(PAGE).status_code == 302


def test_a_closed_account_is_signed_out_at_once(alice):
    browser = browser_of(alice)
    actions.set_active(user_id=alice.pk, active=False)
    assert browser.get(PAGE).status_code == 302


def test_a_change_is_seen_at_once_by_id_and_by_name(alice):
    assert known.account(alice.pk) == known.account_called("alice") == alice
    alice.display_name = "Alice in Chains"
    alice.save()
    assert known.account(alice.pk).display_name == known.account_called("alice").display_name == "Alice in Chains"
    User.objects.filter(pk=alice.pk).update(display_name="Al")
    assert known.account(alice.pk).display_name == known.account_called("alice").display_name == "Al"


def test_what_another_process_changes_is_seen_within_a_second(alice, monkeypatch):
    monkeypatch.setattr(remembered, "SECONDS", 0.2)
    assert known.account(alice.pk).display_name == "Alice"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET display_name = 'Al'")
    time.sleep(0.3)
    assert known.account(alice.pk).display_name == "Al"


def test_whoever_is_given_an_account_may_change_it_for_herself_alone(alice):
    known.account(alice.pk)
    known.account(alice.pk).display_name = "Somebody"
    assert known.account(alice.pk).display_name == "Alice"


def test_what_is_rolled_back_was_never_known(alice):
    with transaction.atomic():
        User.objects.filter(pk=alice.pk).update(display_name="Al")
        assert known.account(alice.pk).display_name == "Al"
        transaction.set_rollback(True)
    assert known.account(alice.pk).display_name == "Alice"


def test_what_was_read_before_a_change_is_not_kept_after_it(transactional_db):
    memory: Memory[str] = Memory()

    def read():
        memory.forget("key")
        return "old"

    assert memory.get("key", read) == "old"
    assert memory.get("key", lambda: "new") == "new"


def test_that_there_is_nothing_is_asked_again(transactional_db):
    assert known.account_called("nobody") is None
    UserFactory(username="nobody")
    assert known.account_called("nobody")
