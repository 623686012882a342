"""What an account tells of itself, typed into Settings."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
URL = "/settings/profile/"


@pytest.fixture
def alice(client):
    user = UserFactory(username="alice", display_name="Alice", bio="Ducks.")
    client.force_login(user)
    return user


def test_it_works(client, alice):
    response = client.post(URL, {"display_name": "  Alice  the Brave ", "bio": "Mostly\r\nducks."})
    assert (response.status_code, response["Location"]) == (302, URL)
    alice.refresh_from_db()
    assert (alice.display_name, alice.bio) == ("Alice the Brave", "Mostly\nducks.")


def test_without_a_display_name_the_name_is_shown(client, alice):
    client.post(URL, {"display_name": "", "bio": ""})
    alice.refresh_from_db()
    assert alice.name_shown == "alice"


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("display_name", "Al\u202eice", "Leave out invisible characters."),
        ("display_name", "\u200b\u200b", "Leave out invisible characters."),
        ("display_name", "\u3164", "Leave out invisible characters."),
        ("display_name", "a" + "\u0301" * 29, "Too many accents on one letter."),
        ("display_name", "a" + "\u0301" * 300, "Ensure this value has at most 30 characters (it has 301)."),
        ("display_name", "x" * 31, "Ensure this value has at most 30 characters (it has 31)."),
        ("display_name", "Al\x00ice", "Null characters are not allowed."),
        ("bio", "x" * 161, "Ensure this value has at most 160 characters (it has 161)."),
        ("bio", "ducks \u202egnihton", "Leave out invisible characters."),
        ("bio", "a" + "\u0301" * 100, "Too many accents on one letter."),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field_and_kept_there_but_not_stored(
    client, alice, field, typed, sentence
):
    response = client.post(URL, {"display_name": "New", "bio": "New", field: typed})
    assert response.status_code == 422
    form = response.context["form"]
    assert form.errors == {field: [sentence]}
    assert form[field].value() == typed
    alice.refresh_from_db()
    assert (alice.display_name, alice.bio) == ("Alice", "Ducks.")


def test_160_characters_in_several_lines_are_160(client, alice):
    lines = "\r\n".join(["x" * 9] * 16)
    assert client.post(URL, {"display_name": "Alice", "bio": lines + "\r\n"}).status_code == 302


def test_a_script_in_the_bio_is_shown_as_the_text_it_is(client, alice):
    client.post(URL, {"display_name": "<b>Alice</b>", "bio": "<script>alert(1)</script>"})
    for page in (reverse("profile", args=["alice"]), URL, reverse("me")):
        content = client.get(page).content.decode()
        assert "<script>alert(1)" not in content
        assert "<b>Alice" not in content
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in content


def test_saving_leaves_alone_what_another_tab_has_changed_meanwhile(client, alice, monkeypatch):
    """The account is read when the request comes in; nothing else of it is written back."""
    from accounts.forms import ProfileForm  # noqa: PLC0415
    from accounts.models import User  # noqa: PLC0415

    is_valid = ProfileForm.is_valid

    def is_valid_at_last(form):
        User.objects.filter(pk=alice.pk).update(message_privacy="nobody")
        return is_valid(form)

    monkeypatch.setattr(ProfileForm, "is_valid", is_valid_at_last)
    client.post(URL, {"display_name": "Alice", "bio": "New"})
    alice.refresh_from_db()
    assert (alice.message_privacy, alice.bio) == ("nobody", "New")


def test_a_stranger_is_asked_to_sign_in(client):
    assert client.get(URL)["Location"] == f"{reverse('account_login')}?next={URL}"
