"""Deleting an account: closed at once, kept on a second thought, and anonymised when its time has come."""

from __future__ import annotations

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import actions
from accounts import actions_leaving as leaving
from accounts.models import Leaving, User
from tests.factories import PASSWORD, UserFactory
from tests.messaging.frames import words_of

LATER = dt.timedelta(days=15)


@pytest.fixture
def alice(db):
    return UserFactory(username="alice", password=PASSWORD, email="alice@example.org", bio="Hello")


@pytest.fixture
def as_alice(client, alice):
    assert sign_in(client).status_code == 302
    return client


def sign_in(client, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": "alice", "password": password})


def delete(client, **fields):
    return client.post(reverse("leave"), {"password": PASSWORD, "understood": "on"} | fields)


def end_grace(user):
    Leaving.objects.filter(user=user).update(asked_at=timezone.now() - LATER, due_at=timezone.now())


class TestAsking:
    def test_it_works(self, as_alice, alice):
        response = delete(as_alice)
        assert response.status_code == 303
        alice.refresh_from_db()
        assert not alice.is_active
        due = alice.leaving.due_at - timezone.now()
        assert dt.timedelta(days=13, hours=23) < due <= dt.timedelta(days=14)
        assert "will be deleted on" in words_of(as_alice.get(response["Location"]).content)
        assert as_alice.get(reverse("settings")).status_code == 302
        assert not UserSession.objects.exists()

    def test_every_session_ends(self, as_alice, alice):
        other = Client()
        sign_in(other)
        delete(as_alice)
        assert other.get(reverse("settings")).status_code == 302
        assert not Session.objects.exclude(session_key=as_alice.session.session_key).exists()

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [({"password": "wrong"}, "This is not your password."), ({"understood": ""}, "Tick this if you mean it.")],
    )
    def test_it_takes_the_password_and_the_tick(self, as_alice, alice, fields, sentence):
        response = delete(as_alice, **fields)
        assert response.status_code == 422
        assert sentence in words_of(response.content)
        assert not Leaving.objects.exists()

    def test_the_password_can_not_be_guessed_for_ever(self, as_alice, settings):
        settings.ACCOUNT_RATE_LIMITS = {"reauthenticate": "3/m/user"}
        codes = [delete(as_alice, password="wrong").status_code for _n in range(4)]
        assert codes == [422, 422, 422, 429]

    def test_signed_out_there_is_nothing_to_delete(self, client, db):
        assert delete(client).status_code == 302

    def test_asking_twice_is_no_mistake_and_no_delay(self, alice):
        first = leaving.leave(user_id=alice.pk)
        assert leaving.leave(user_id=alice.pk).due_at == first.due_at
        assert leaving.leave(user_id=alice.pk, grace=dt.timedelta()).is_due


class TestKeeping:
    @pytest.fixture
    def left(self, alice):
        leaving.leave(user_id=alice.pk)

    def test_signing_in_offers_to_keep_it(self, client, alice, left):
        response = sign_in(client)
        assert response["Location"] == reverse("keep")
        page = client.get(reverse("keep"))
        assert "will be deleted on" in words_of(page.content)
        response = client.post(reverse("keep"))
        assert response["Location"] == reverse("account_login")
        alice.refresh_from_db()
        assert alice.is_active
        assert not Leaving.objects.exists()
        assert sign_in(client)["Location"] == reverse("home")

    def test_a_wrong_password_is_offered_nothing(self, client, left):
        assert "Location" not in sign_in(client, "wrong")
        assert client.get(reverse("keep"))["Location"] == reverse("account_login")
        assert client.post(reverse("keep"))["Location"] == reverse("account_login")
        assert Leaving.objects.exists()

    def test_the_offer_does_not_hold_for_ever(self, client, left, monkeypatch):
        sign_in(client)
        monkeypatch.setattr("accounts.leaving.HOLDS_FOR", -1)
        assert client.post(reverse("keep"))["Location"] == reverse("account_login")
        assert Leaving.objects.exists()

    def test_what_a_moderator_has_closed_meanwhile_stays_closed(self, client, alice, left):
        actions.set_active(user_id=alice.pk, active=False)
        sign_in(client)
        assert client.post(reverse("keep"))["Location"] == reverse("account_inactive")
        alice.refresh_from_db()
        assert not alice.is_active
        assert sign_in(client)["Location"] == reverse("account_inactive")

    def test_a_moderator_opens_nothing_that_its_owner_has_closed(self, alice, left):
        actions.set_active(user_id=alice.pk, active=True)
        alice.refresh_from_db()
        assert not alice.is_active

    def test_it_is_too_late_once_the_erasing_has_begun(self, client, alice, left):
        sign_in(client)
        end_grace(alice)
        leaving.anonymise(user_id=alice.pk)
        client.post(reverse("keep"))
        with pytest.raises(leaving.AlreadyErased):
            leaving.keep(user_id=alice.pk)
        alice.refresh_from_db()
        assert not alice.is_active

    def test_without_a_wish_there_is_nothing_to_keep(self, alice):
        with pytest.raises(leaving.NotLeaving):
            leaving.keep(user_id=alice.pk)


class TestAnonymising:
    def test_nothing_but_the_name_is_left(self, as_alice, alice):
        EmailAddress.objects.get_or_create(user=alice, email=alice.email)
        delete(as_alice)
        end_grace(alice)
        leaving.anonymise(user_id=alice.pk)
        alice = User.objects.get(pk=alice.pk)
        assert (alice.display_name, alice.email, alice.bio, str(alice.avatar)) == ("", "", "", "")
        assert alice.birthdate == leaving.NO_BIRTHDATE
        assert not alice.has_usable_password()
        assert not EmailAddress.objects.exists()
        assert alice.name_shown == "Deleted account"

    def test_it_has_its_time(self, alice):
        leaving.leave(user_id=alice.pk)
        with pytest.raises(leaving.NotLeaving):
            leaving.anonymise(user_id=alice.pk)

    def test_who_is_not_leaving_is_not_erased(self, alice):
        with pytest.raises(leaving.NotLeaving):
            leaving.anonymise(user_id=alice.pk)

    def test_it_does_not_open_again(self, alice):
        leaving.leave(user_id=alice.pk, grace=dt.timedelta())
        leaving.anonymise(user_id=alice.pk)
        leaving.finish_leaving(user_id=alice.pk)
        with pytest.raises(leaving.AlreadyErased):
            leaving.leave(user_id=alice.pk)
        actions.set_active(user_id=alice.pk, active=True)
        alice.refresh_from_db()
        assert not alice.is_active

    def test_its_name_is_never_given_again(self, client, alice):
        leaving.leave(user_id=alice.pk, grace=dt.timedelta())
        leaving.anonymise(user_id=alice.pk)
        fields = {"username": "alice", "email": "new@example.org", "birthdate": "1999-09-09", "password1": PASSWORD}
        response = client.post(reverse("account_signup"), fields)
        assert User.objects.count() == 1
        assert "taken" in words_of(response.content) or "already exists" in words_of(response.content)

    def test_the_database_keeps_it_silent(self, alice):
        leaving.leave(user_id=alice.pk, grace=dt.timedelta())
        leaving.anonymise(user_id=alice.pk)
        with pytest.raises(IntegrityError):
            User.objects.filter(pk=alice.pk).update(display_name="Alice")
