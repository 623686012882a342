"""The first steps of a new account: a face, then whom to follow; each can be passed over."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import User
from tests.accounts import samples
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

NEW = {"username": "newcomer", "email": "new@example.org", "birthdate": "1990-01-01", "password1": PASSWORD}


@pytest.fixture
def newcomer(client) -> User:
    assert client.post(reverse("account_signup"), NEW)["Location"] == reverse("welcome")
    return User.objects.get(username="newcomer")


def test_it_works(client, newcomer, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    bob = UserFactory(username="bob")
    assert "Welcome, newcomer" in client.get(reverse("welcome")).content.decode()
    face = {"display_name": "New Comer", "avatar": samples.upload(samples.plain())}
    assert client.post(reverse("welcome"), face)["Location"] == reverse("welcome_people")
    newcomer.refresh_from_db()
    assert newcomer.display_name == "New Comer"
    assert newcomer.avatar
    assert f"@{bob.username}" in client.get(reverse("welcome_people")).content.decode()
    done = client.post(reverse("welcome_people"))
    assert (done.status_code, done["Location"]) == (303, reverse("home"))


def test_nothing_has_to_be_filled_in(client, newcomer):
    assert client.post(reverse("welcome"), {"display_name": ""})["Location"] == reverse("welcome_people")


def test_what_does_not_fit_is_said_beside_its_field(client, newcomer):
    response = client.post(reverse("welcome"), {"display_name": "a\u202eb", "avatar": samples.upload(samples.SVG)})
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"display_name", "avatar"}


def sign_in(name: str, client) -> str:
    fresh = type(client)()
    return fresh.post(reverse("account_login"), {"login": name, "password": PASSWORD})["Location"]


def test_they_are_offered_until_they_were_taken_and_never_again(client, newcomer):
    assert sign_in("newcomer", client) == reverse("welcome")
    client.post(reverse("welcome_people"))
    newcomer.refresh_from_db()
    first = newcomer.welcomed_at
    assert sign_in("newcomer", client) == reverse("home")
    client.post(reverse("welcome_people"))
    newcomer.refresh_from_db()
    assert newcomer.welcomed_at == first


def test_a_page_that_was_asked_for_comes_first(client):
    profile = reverse("profile", args=["bob"])
    assert client.post(reverse("account_signup"), NEW | {"next": profile})["Location"] == profile


@pytest.mark.parametrize("page", ["welcome", "welcome_people"])
def test_a_stranger_is_asked_to_sign_in(client, page):
    assert client.get(reverse(page))["Location"] == f"{reverse('account_login')}?next={reverse(page)}"
