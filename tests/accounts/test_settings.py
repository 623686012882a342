"""Settings and privacy."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Mailbox, User
from accounts.signals import account_changed
from tests.factories import UserFactory
from tests.messaging.frames import parse

PAGES = ["/settings/", "/settings/profile/", "/settings/privacy/", "/settings/security/", "/settings/data/"]


@pytest.fixture
def alice(db):
    return UserFactory(username="alice")


@pytest.fixture
def as_alice(client, alice):
    client.force_login(alice)
    return client


@pytest.mark.parametrize("path", PAGES)
def test_it_works(as_alice, path):
    page = parse(as_alice.get(path).content)
    assert page.find("main").find("h1")


@pytest.mark.parametrize("path", PAGES)
def test_who_is_signed_out_is_sent_to_sign_in_and_back(client, db, path):
    response = client.get(path)
    assert (response.status_code, response.url) == (302, f"/accounts/login/?next={path}")
    assert client.post(path, {"message_privacy": "everyone"}).status_code in {302, 405}


@pytest.mark.parametrize("path", PAGES)
def test_under_sixteen_they_are_open(client, db, today, path):
    day = today("2026-06-15")
    client.force_login(UserFactory(birthdate=day.replace(year=day.year - 14)))
    assert client.get(path).status_code == 200


class TestPrivacy:
    def test_the_three_ways_are_there_and_the_chosen_one_is_marked(self, as_alice):
        fields = parse(as_alice.get("/settings/privacy/").content).find("fieldset")
        assert fields.find("legend").text == "Who can send you private messages"
        assert [label.text for label in fields.find_all("label")] == ["Everyone", "Friends", "Nobody"]
        chosen = [radio.attrs["value"] for radio in fields.find_all("input") if "checked" in radio.attrs]
        assert chosen == ["friends"]

    @pytest.mark.parametrize("choice", ["everyone", "friends", "nobody"])
    def test_a_choice_is_kept(self, as_alice, choice):
        response = as_alice.post("/settings/privacy/", {"message_privacy": choice}, follow=True)
        assert "Saved." in parse(response.content).by_id("toasts").text
        assert User.objects.get().message_privacy == choice

    @pytest.mark.parametrize("fields", [{"message_privacy": "enemies"}, {"message_privacy": ""}, {"other": "x"}])
    def test_what_is_no_choice_is_422_in_words(self, as_alice, fields):
        response = as_alice.post("/settings/privacy/", fields)
        assert response.status_code == 422
        assert parse(response.content).find("ul", class_="errorlist").text
        assert User.objects.get().message_privacy == "friends"

    def test_it_is_counted_and_announced_so_that_composers_flip(self, as_alice, alice, committed):
        told = []

        def listen(user_id, **_kwargs):
            told.append(user_id)

        account_changed.connect(listen)
        try:
            with committed():
                as_alice.post("/settings/privacy/", {"message_privacy": "nobody"})
        finally:
            account_changed.disconnect(listen)
        assert told == [alice.pk]
        assert Mailbox.objects.get().facts == 1

    def test_a_forged_form_changes_nothing(self, alice):
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(alice)
        assert browser.post("/settings/privacy/", {"message_privacy": "everyone"}).status_code == 403
        assert User.objects.get().message_privacy == "friends"


def test_what_is_not_hers_to_change_stays(as_alice, alice):
    fields = {"username": "mallory", "birthdate": "1900-01-01", "is_staff": "on", "email": "x@example.org"}
    as_alice.post("/settings/profile/", {"display_name": "A", "bio": "", **fields})
    after = User.objects.get()
    assert (after.username, after.birthdate, after.is_staff) == (alice.username, alice.birthdate, False)
