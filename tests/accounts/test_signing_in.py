"""Signing in and out, and changing or forgetting a password."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client

from accounts import actions
from accounts.models import User
from accounts.signals import sessions_ended
from tests.factories import PASSWORD, UserFactory
from tests.messaging.frames import parse

NEW = "an even longer password"


@pytest.fixture
def alice(db):
    return UserFactory(username="alice", email="alice@example.org", password=PASSWORD)


@pytest.fixture
def ended():
    """Whose sessions were said to have ended."""
    told = []

    def listen(user_id, **_kwargs):
        told.append(user_id)

    sessions_ended.connect(listen)
    yield told
    sessions_ended.disconnect(listen)


def sign_in(client, login="alice", password=PASSWORD, **fields):
    return client.post("/accounts/login/", {"login": login, "password": password, **fields})


def is_signed_in(client):
    return client.get("/me/").status_code == 200


@pytest.mark.parametrize("login", ["alice", "ALICE", "alice@example.org"])
def test_one_signs_in_by_name_or_by_mail(client, alice, login):
    assert sign_in(client, login).status_code == 302
    assert is_signed_in(client)


@pytest.mark.parametrize(
    ("login", "password"), [("alice", "wrong"), ("nobody", PASSWORD), ("", PASSWORD), ("alice", "")]
)
def test_otherwise_one_is_told_in_words(client, alice, login, password):
    response = sign_in(client, login, password)
    assert response.status_code == 200
    assert parse(response.content).find_all("ul", class_="errorlist") or "errorlist" in response.content.decode()
    assert not is_signed_in(client)


def test_a_closed_account_is_not_let_in(client, alice):
    actions.set_active(user_id=alice.pk, active=False)
    sign_in(client)
    assert not is_signed_in(client)


def test_one_comes_to_the_page_one_wanted(client, alice):
    assert sign_in(client, next="/messages/").url == "/messages/"


def test_signing_out_ends_the_session_and_says_so_to_its_sockets(client, alice, ended, committed):
    client.force_login(alice)
    assert client.get("/accounts/logout/").status_code == 200
    with committed():
        assert client.post("/accounts/logout/").status_code == 302
    assert not is_signed_in(client)
    assert ended == [alice.pk]


def test_a_picture_on_another_site_signs_nobody_out(alice):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice)
    browser.get("/accounts/logout/")
    assert browser.post("/accounts/logout/").status_code == 403
    assert is_signed_in(browser)


def test_a_new_password_ends_all_other_sessions(client, alice, ended, committed):
    other = Client()
    other.force_login(alice)
    client.force_login(alice)
    fields = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    with committed():
        assert client.post("/accounts/password/change/", fields).status_code == 302
    alice.refresh_from_db()
    assert alice.check_password(NEW)
    assert is_signed_in(client)
    assert not is_signed_in(other)
    assert alice.pk in ended


@pytest.mark.parametrize(
    "wrong",
    [{"oldpassword": "wrong"}, {"password2": "another one entirely"}, {"password1": "short", "password2": "short"}],
)
def test_a_password_is_not_changed_by_mistake(client, alice, wrong):
    client.force_login(alice)
    fields = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW} | wrong
    assert client.post("/accounts/password/change/", fields).status_code == 200
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)


def test_a_forgotten_password_is_set_anew_by_mail(client, alice):
    assert client.post("/accounts/password/reset/", {"email": "alice@example.org"}).status_code == 302
    [letter] = mail.outbox
    assert letter.to == ["alice@example.org"]
    link = re.search(r"https?://testserver(/\S+)", letter.body)[1]
    page = client.get(link, follow=True)
    assert page.status_code == 200
    here = page.redirect_chain[-1][0]
    assert client.post(here, {"password1": NEW, "password2": NEW}).status_code == 302
    alice.refresh_from_db()
    assert alice.check_password(NEW)
    assert "password1" not in client.get(link, follow=True).content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
    ],
)
def test_pages_for_who_is_signed_out_are_ours(client, db, path):
    response = client.get(path)
    assert response.status_code == 200
    page = parse(response.content)
    assert page.find("title").text.endswith("Paperplane")
    assert page.find("main").find("h1")


@pytest.mark.parametrize(
    "path",
    ["/accounts/logout/", "/accounts/password/change/", "/accounts/email/", "/accounts/2fa/", "/accounts/sessions/"],
)
def test_pages_for_who_is_signed_in_are_ours(client, alice, path):
    client.force_login(alice)
    response = client.get(path, follow=True)
    assert response.status_code == 200
    page = parse(response.content)
    assert page.find("nav", aria_label="Main")
    assert page.find("main").find("h1")


def test_the_admin_is_closed_to_everybody_else(client, alice):
    client.force_login(alice)
    assert client.get("/admin/").status_code == 302
    User.objects.filter(pk=alice.pk).update(is_staff=True)
    assert client.get("/admin/").status_code == 200
