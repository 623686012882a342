"""The site speaks what an account has chosen, or else what the browser asks for."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.urls import reverse

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
URL = "/settings/language/"


@pytest.fixture
def alice(client):
    user = UserFactory(username="alice", language="")
    client.force_login(user)
    return user


def spoken(client, **headers) -> str:
    return client.get(reverse("settings"), headers=headers)["Content-Language"]


def test_it_works(client, alice):
    response = client.post(URL, {"language": "ru"})
    assert (response.status_code, response["Location"]) == (302, URL)
    alice.refresh_from_db()
    assert alice.language == "ru"
    assert spoken(client) == "ru"


def test_until_one_is_chosen_the_browser_decides(client, alice):
    assert spoken(client, accept_language="ru-RU,ru;q=0.9,en;q=0.8") == "ru"
    assert spoken(client, accept_language="en-GB") == "en"
    assert spoken(client, accept_language="fi") == "en"


def test_the_choice_holds_in_every_browser_of_that_account(client, alice, django_user_model):
    client.post(URL, {"language": "ru"})
    elsewhere = type(client)()
    elsewhere.force_login(alice)
    assert spoken(elsewhere, accept_language="en-GB") == "ru"


def test_it_stays_in_this_browser_after_signing_out(client, alice):
    client.post(URL, {"language": "ru"})
    client.post(reverse("account_logout"))
    assert client.get(reverse("home"), headers={"accept-language": "en"})["Content-Language"] == "ru"


def test_it_costs_no_query(client, alice, django_assert_num_queries):
    client.get(reverse("settings"))
    with django_assert_num_queries(3):  # session, user, mailbox
        client.get(reverse("settings"))


@pytest.mark.parametrize("code", ["", "xx", "ru; DROP", "RU"])
def test_a_language_we_do_not_speak_is_refused_in_words(client, alice, code):
    response = client.post(URL, {"language": code})
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"language"}
    assert settings.LANGUAGE_COOKIE_NAME not in response.cookies


def test_one_that_we_no_longer_speak_is_passed_over(client, alice):
    alice.language = "tlh"
    alice.save(update_fields=["language"])
    assert spoken(client, accept_language="ru") == "ru"


def test_each_language_is_offered_in_its_own_words(client, alice):
    content = client.get(URL).content.decode()
    assert "English" in content
    assert "Русский" in content
