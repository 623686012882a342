"""Passkeys and security keys, and what is sent in their place. The real ones are tested in a browser."""

from __future__ import annotations

import json

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def answer(**response) -> str:
    return json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": response})


SIGNED_BY_NOBODY = {
    "clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoiQUEiLCJvcmlnaW4iOiJodHRwOi8veCJ9",
    "authenticatorData": "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MBAAAAAA",
    "signature": "AA",
}
NONSENSE = [
    "",
    "[]",
    "null",
    "1",
    '"key"',
    "{}",
    '{"id": "x"}',
    '{"id": 1, "rawId": 2, "type": "public-key", "response": {}}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": []}',
    answer(),
    answer(clientDataJSON="AA", authenticatorData="AA", signature="AA", userHandle="!!!"),
    answer(clientDataJSON="e30", attestationObject="oA"),
    *(
        answer(**SIGNED_BY_NOBODY, userHandle=handle)
        for handle in ("MQ", "LTE", "", None, "OTk5OTk5OTk5OTk5OTk5OTk5OTk5")
    ),
]


def test_what_no_key_has_said_signs_nobody_in(client):
    for credential in NONSENSE:
        client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
        response = client.post(reverse("mfa_login_webauthn"), {"credential": credential})
        assert (response.status_code, response["Location"]) == (302, reverse("account_login")), credential
    assert client.get(reverse("settings")).status_code == 302


@pytest.fixture
def alice(client):
    user = UserFactory(username="alice", password=PASSWORD)
    client.post(reverse("account_login"), {"login": "alice", "password": PASSWORD})
    return user


def test_what_no_key_has_said_adds_none(client, alice):
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    for credential in NONSENSE:
        assert client.get(reverse("mfa_add_webauthn")).status_code == 200
        response = client.post(reverse("mfa_add_webauthn"), {"credential": credential, "name": "Mine"})
        assert response.context["form"].errors, credential
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize(
    "page", ["mfa_add_webauthn", "mfa_activate_totp", "mfa_generate_recovery_codes", "mfa_view_recovery_codes"]
)
def test_who_finds_an_open_browser_is_asked_for_the_password_first(client, alice, page):
    Authenticator.objects.create(
        user=alice, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "00" * 20, "used_mask": 0}
    )
    response = client.get(reverse(page))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_reauthenticate"))


def test_a_key_is_called_after_where_it_was_made_and_is_meant_to_be_enough(client, alice):
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
    form = client.get(reverse("mfa_add_webauthn"), headers={"user-agent": agent}).context["form"]
    assert form["name"].value() == "Firefox on Linux"
    assert form["passwordless"].value() is True


def test_the_browser_names_the_site_when_it_asks_for_a_key(client, alice):
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    options = client.get(reverse("mfa_add_webauthn")).context["js_data"]["creation_options"]["publicKey"]
    assert dict(options["rp"]) == {"id": "testserver", "name": "Paperplane"}
