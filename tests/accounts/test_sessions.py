"""Where one is signed in, and how to end that."""

from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from accounts.signals import sessions_ended
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/17.5 Mobile/15E148 Safari/604.1"
)


def sign_in(user, agent: str) -> Client:
    client = Client(headers={"user-agent": agent})
    client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    assert client.get(reverse("settings")).status_code == 200
    return client


@pytest.fixture
def alice():
    return UserFactory(username="alice", password=PASSWORD)


def test_it_works(alice):
    desk, phone = sign_in(alice, FIREFOX), sign_in(alice, IPHONE)
    page = desk.get(reverse("usersessions_list")).content.decode()
    assert "Firefox on Linux" in page
    assert "Safari on iPhone" in page
    there = UserSession.objects.get(user_agent=IPHONE)
    response = desk.post(reverse("settings_session", args=[there.pk]), {"_method": "DELETE"})
    assert (response.status_code, response["Location"]) == (303, reverse("usersessions_list"))
    assert phone.get(reverse("settings")).status_code == 302
    assert desk.get(reverse("settings")).status_code == 200


def test_its_sockets_hear_of_it(alice, committed):
    desk, _phone = sign_in(alice, FIREFOX), sign_in(alice, IPHONE)
    heard = []

    def listen(user_id, **_rest):
        heard.append(user_id)

    sessions_ended.connect(listen)
    there = UserSession.objects.get(user_agent=IPHONE)
    with committed():
        desk.post(reverse("settings_session", args=[there.pk]), {"_method": "DELETE"})
    sessions_ended.disconnect(listen)
    assert heard == [alice.pk]


def test_all_others_end_at_once(alice):
    desk, phone, tablet = (sign_in(alice, agent) for agent in (FIREFOX, IPHONE, "Tablet"))
    desk.post(reverse("usersessions_list"))
    assert [one.get(reverse("settings")).status_code for one in (desk, phone, tablet)] == [200, 302, 302]


def test_the_session_of_somebody_else_is_not_found(alice):
    desk = sign_in(alice, FIREFOX)
    bob = sign_in(UserFactory(username="bob", password=PASSWORD), IPHONE)
    his = UserSession.objects.get(user_agent=IPHONE)
    assert desk.post(reverse("settings_session", args=[his.pk]), {"_method": "DELETE"}).status_code == 404
    assert desk.post(reverse("settings_session", args=[his.pk + 1]), {"_method": "DELETE"}).status_code == 404
    assert bob.get(reverse("settings")).status_code == 200


def test_a_new_password_ends_all_others(alice):
    desk, phone = sign_in(alice, FIREFOX), sign_in(alice, IPHONE)
    new = "quite another password"
    desk.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert [one.get(reverse("settings")).status_code for one in (desk, phone)] == [200, 302]
