"""Nobody learns from an answer, or from how long it takes, whether an address or a name is known here."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core import mail
from django.http import HttpResponse
from django.test import Client

from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

KNOWN, UNKNOWN = "quillfeather@example.org", "wrenlocket@example.org"


@pytest.fixture(autouse=True)
def _known() -> None:
    UserFactory(username="quillfeather", email=KNOWN, password=PASSWORD)


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often a password was hashed, which is what takes the time."""
    calls: list[str] = []

    def counted(name: str) -> Callable[..., Any]:
        real = getattr(Argon2PasswordHasher, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            calls.append(name)
            return real(*args, **kwargs)

        return call

    for name in ("encode", "verify"):
        monkeypatch.setattr(Argon2PasswordHasher, name, counted(name))
    return calls


def heard(response: HttpResponse, *told: str) -> tuple[int, str, str]:
    """What somebody outside can see, apart from what she has said herself and what is drawn anew each time."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
    for one in told:
        text = text.replace(one, "")
    return response.status_code, response.get("Location", ""), text


@pytest.mark.parametrize("logins", [("quillfeather", "wrenlocket"), (KNOWN, UNKNOWN)])
def test_signing_in_with_a_wrong_password_and_as_nobody(client: Client, hashed: list[str], logins: list[str]) -> None:
    answers, work = [], []
    for login in logins:
        hashed.clear()
        answer = client.post("/accounts/login/", {"login": login, "password": "not the password"})
        answers.append(heard(answer, login))
        work.append(len(hashed))
    assert len(set(answers)) == 1
    assert work == [1, 1]


def test_asking_for_a_new_password(client: Client, hashed: list[str]) -> None:
    answers, work = [], []
    for address in (KNOWN, UNKNOWN):
        mail.outbox.clear()
        hashed.clear()
        answers.append(heard(client.post("/accounts/password/reset/", {"email": address}), address))
        work.append((len(mail.outbox), len(hashed)))
    assert len(set(answers)) == 1
    assert work == [(1, 0), (1, 0)]


def test_signing_up_with_an_address_that_is_taken(hashed: list[str]) -> None:
    answers, work = [], []
    for name, address in (("newcomer1", KNOWN), ("newcomer2", UNKNOWN)):
        hashed.clear()
        form = {"username": name, "email": address, "birthdate": "1990-01-01", "password1": PASSWORD}
        answers.append(heard(Client().post("/accounts/signup/", form), name, address))
        work.append(len(hashed))
    assert len(set(answers)) == 1
    assert work == [1, 1]
