"""Signing up: from thirteen, with a name of one's own, and with the setting that fits the age."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from accounts.age import birthday
from accounts.models import Mailbox, User
from tests.factories import UserFactory
from tests.messaging.frames import parse, words_of

GOOD = {
    "username": "alice",
    "email": "alice@example.org",
    "birthdate": "1995-05-17",
    "password1": "a long enough password",
}


@pytest.fixture(autouse=True)
def _day(db, today):
    today("2026-06-15")


def sign_up(client, **fields):
    return client.post("/accounts/signup/", {**GOOD, **fields})


def complaint_beside(response, field):
    """What is said beside a field, found the way a screen reader finds it."""
    page = parse(response.content)
    told = page.find(name=field).attrs.get("aria-describedby", "").split()
    return " ".join(page.by_id(dom_id).text for dom_id in told if page.by_id(dom_id))


def test_it_works(client):
    response = sign_up(client)
    assert response.status_code == 302
    user = User.objects.get()
    assert (user.username, user.email, user.birthdate) == ("alice", "alice@example.org", dt.date(1995, 5, 17))
    assert user.check_password(GOOD["password1"])
    assert Mailbox.objects.filter(user=user).exists()
    assert client.get("/me/").status_code == 200


def test_the_page_asks_for_what_it_needs(client):
    page = parse(client.get("/accounts/signup/").content)
    names = [name for name in GOOD if page.find("input", name=name)]
    assert names == list(GOOD)
    assert page.find("input", name="birthdate").attrs["type"] == "date"
    assert page.find("input", name="password1").attrs["type"] == "password"


@pytest.mark.parametrize(
    ("birthdate", "setting"),
    [
        ("2013-06-15", "nobody"),
        ("2008-06-16", "nobody"),
        ("2008-06-15", "friends"),
        ("1946-01-01", "friends"),
        ("2008-02-29", "friends"),
    ],
)
def test_the_first_setting_is_nobody_until_eighteen_and_then_friends(client, birthdate, setting):
    assert sign_up(client, birthdate=birthdate).status_code == 302
    assert User.objects.get().message_privacy == setting


def test_no_birthday_changes_the_setting(client, today):
    sign_up(client, birthdate="2008-06-16")
    user = User.objects.get()
    today("2026-06-16")
    user.refresh_from_db()
    user.save()
    assert (user.age, User.objects.get().message_privacy) == (18, "nobody")


@pytest.mark.parametrize("birthdate", ["2013-06-16", "2014-01-01", "2026-06-15"])
def test_under_thirteen_one_is_refused_in_words(client, birthdate):
    response = sign_up(client, birthdate=birthdate)
    assert "You can join Paperplane when you are 13." in complaint_beside(response, "birthdate")
    assert not User.objects.exists()


def test_on_the_thirteenth_birthday_one_may_join(client, today):
    birthdate = dt.date(2012, 2, 29)
    day = birthday(birthdate, 13)
    today((day - dt.timedelta(days=1)).isoformat())
    sign_up(client, birthdate="2012-02-29")
    assert not User.objects.exists()
    today(day.isoformat())
    sign_up(client, birthdate="2012-02-29")
    assert User.objects.exists()


@pytest.mark.parametrize("birthdate", ["2026-06-16", "1890-01-01", "0001-01-01", "9999-12-31"])
def test_a_birthdate_that_is_nobodys_is_refused_in_words(client, birthdate):
    response = sign_up(client, birthdate=birthdate)
    assert "Enter your own date of birth." in complaint_beside(response, "birthdate")
    assert not User.objects.exists()


@pytest.mark.parametrize("birthdate", ["yesterday", "2001-02-29", "31.31.2001"])
def test_what_is_no_date_is_refused_in_words(client, birthdate):
    response = sign_up(client, birthdate=birthdate)
    assert "Enter your date of birth as year-month-day." in complaint_beside(response, "birthdate")
    assert not User.objects.exists()


@pytest.mark.parametrize("field", GOOD)
def test_nothing_of_it_can_be_left_out(client, field):
    response = sign_up(client, **{field: ""})
    assert response.status_code == 200
    assert complaint_beside(response, field)
    assert not User.objects.exists()


@pytest.mark.parametrize("name", ["a", "x" * 25, "al ice", "al-ice", "élise", "аlice", "<b>", "@alice", "al/ice"])
def test_a_name_that_cannot_be_is_refused_in_words(client, name):
    response = sign_up(client, username=name)
    assert complaint_beside(response, "username")
    assert not User.objects.exists()


@pytest.mark.parametrize("name", ["alice", "ALICE", "Alice", "aLiCe"])
def test_a_name_is_taken_in_every_case(client, name):
    UserFactory(username="alice")
    response = sign_up(client, username=name)
    assert complaint_beside(response, "username")
    assert User.objects.count() == 1


def test_a_name_is_kept_in_small_letters(client):
    sign_up(client, username="Alice.B_2")
    assert User.objects.get().username == "alice.b_2"


@pytest.mark.parametrize("password", ["short", "password", "12345678901", "alice@example.org"])
def test_a_password_that_is_easily_guessed_is_refused_in_words(client, password):
    response = sign_up(client, password1=password)
    assert complaint_beside(response, "password1")
    assert not User.objects.exists()


def test_what_was_typed_is_kept_but_for_the_password(client):
    page = parse(sign_up(client, birthdate="2020-01-01").content)
    kept = {name: page.find("input", name=name).attrs.get("value", "") for name in GOOD}
    assert kept == {**GOOD, "birthdate": "2020-01-01", "password1": ""}


def test_the_password_is_never_stored_in_the_clear(client):
    sign_up(client)
    assert User.objects.get().password.startswith("argon2")


def test_a_forged_form_opens_no_account():
    assert sign_up(Client(enforce_csrf_checks=True)).status_code == 403
    assert not User.objects.exists()


def test_the_language_of_the_page_becomes_that_of_the_account(client):
    client.post("/accounts/signup/", GOOD, headers={"accept-language": "ru"})
    assert User.objects.get().language == "ru"


def test_the_birthdate_is_on_no_page(client):
    sign_up(client)
    User.objects.update(birthdate=dt.date(1987, 6, 5))
    for path in ("/@alice/", "/me/", "/settings/", "/settings/profile/", "/settings/privacy/", "/settings/data/"):
        words = words_of(client.get(path).content)
        assert "1987" not in words
