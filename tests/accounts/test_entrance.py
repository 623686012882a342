"""The doors: what they tell strangers, and where they lead."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse

from accounts.models import User
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

ELSEWHERE = ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "https:evil.example"]
NEW = {"username": "newcomer", "email": "new@example.org", "birthdate": "1990-01-01", "password1": PASSWORD}


@pytest.fixture
def alice():
    user = UserFactory(username="alice", password=PASSWORD, email="alice@example.org")
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    return user


@pytest.mark.parametrize("target", ELSEWHERE)
def test_next_never_leads_to_another_site(client, alice, target):
    signed_in = client.post(reverse("account_login"), {"login": "alice", "password": PASSWORD, "next": target})
    assert (signed_in.status_code, signed_in["Location"]) == (302, reverse("home"))
    assert client.get(reverse("account_login"), {"next": target})["Location"] == reverse("home")
    signed_out = client.post(reverse("account_logout"), {"next": target})
    assert (signed_out.status_code, signed_out["Location"]) == (302, reverse("home"))
    signed_up = client.post(reverse("account_signup"), NEW | {"next": target})
    assert (signed_up.status_code, signed_up["Location"]) == (302, reverse("welcome"))


def test_next_leads_to_the_page_that_was_asked_for(client, alice):
    page = reverse("profile", args=["bob"])
    response = client.post(reverse("account_login"), {"login": "alice", "password": PASSWORD, "next": page})
    assert response["Location"] == page


def told(response) -> tuple[int, str, str]:
    """What a page says: where it leads, or what is wrong with the form."""
    where = response.get("Location", "")
    return response.status_code, where, "" if where else str(response.context["form"].errors)


def test_a_wrong_password_and_an_unknown_account_are_told_alike(client, alice):
    answers = [
        told(client.post(reverse("account_login"), {"login": login, "password": "wrong"}))
        for login in ("alice", "nobody", "bob2")
    ]
    assert answers[0] == answers[1] == answers[2]
    by_mail = [
        told(client.post(reverse("account_login"), {"login": login, "password": "wrong"}))
        for login in ("alice@example.org", "nobody@example.org")
    ]
    assert by_mail[0] == by_mail[1]


def test_a_reset_says_the_same_of_every_address_and_sends_each_a_mail(client, alice):
    answers = [
        told(client.post(reverse("account_reset_password"), {"email": email}))
        for email in ("alice@example.org", "nobody@example.org")
    ]
    assert answers[0] == answers[1]
    assert [message.to for message in mail.outbox] == [["alice@example.org"], ["nobody@example.org"]]


def test_signing_up_with_a_known_address_is_answered_as_with_a_new_one(client, alice):
    known = client.post(reverse("account_signup"), NEW | {"email": "alice@example.org"})
    other = type(client)().post(reverse("account_signup"), NEW | {"username": "newcomer2"})
    assert told(known) == told(other)
    assert User.objects.filter(username__startswith="newcomer").count() == 2


def test_both_owners_of_an_address_keep_their_own_password(client, alice):
    client.post(reverse("account_signup"), NEW | {"email": "alice@example.org", "password1": "something else here"})
    fresh = type(client)()
    fresh.post(reverse("account_login"), {"login": "alice@example.org", "password": PASSWORD})
    assert fresh.get(reverse("me")).context["person"] == alice


def test_addresses_that_are_verified_are_told_alike_too(client, alice, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    EmailAddress.objects.update(verified=True)
    known = client.post(reverse("account_signup"), NEW | {"email": "alice@example.org"})
    other = type(client)().post(reverse("account_signup"), NEW | {"username": "newcomer2"})
    assert told(known) == told(other)
    assert known["Location"] == reverse("account_email_verification_sent")
    assert not User.objects.filter(username="newcomer").exists()


def test_guessing_a_password_is_slowed_down(client, alice, settings):
    del settings.ACCOUNT_RATE_LIMITS
    for _guess in range(5):
        client.post(reverse("account_login"), {"login": "alice", "password": "wrong"})
    response = client.post(reverse("account_login"), {"login": "alice", "password": PASSWORD})
    assert response.status_code == 200
    assert "Too many failed login attempts." in response.content.decode()


def test_many_accounts_from_one_place_are_slowed_down(client, settings):
    del settings.ACCOUNT_RATE_LIMITS
    answers = [client.post(reverse("account_signup"), {"username": "x"}).status_code for _n in range(21)]
    assert answers == [200] * 20 + [429]


def test_load_tests_may_go_without_limits(client, alice):
    answers = {
        client.post(reverse("account_login"), {"login": "alice", "password": "wrong"}).status_code for _n in range(12)
    }
    assert answers == {200}
    assert client.post(reverse("account_login"), {"login": "alice", "password": PASSWORD}).status_code == 302
