"""Looking for somebody by name."""

from __future__ import annotations

import pytest
from django.urls import reverse

from social.actions import block
from social.views.people import PAGE
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
URL = "/discover/"


@pytest.fixture
def alice(client):
    user = UserFactory(username="alice")
    client.force_login(user)
    return user


def found(client, words: str, after: str = "") -> list[str]:
    return [person.username for person in client.get(URL, {"q": words, "after": after}).context["people"]]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("bo", ["bob", "bobby"]),
        ("@BOB", ["bob", "bobby"]),
        (" bobby ", ["bobby"]),
        ("Jones", ["zoe"]),
        ("jones", ["zoe"]),
        ("ｊｏｎｅｓ", ["zoe"]),
        ("дуня", ["dunya"]),
        ("ДУНЯ", ["dunya"]),
        ("%", []),
        ("_", []),
        ("nobody", []),
    ],
)
def test_it_works(client, alice, words, names):
    for name, shown in (("bob", ""), ("bobby", "Robert"), ("zoe", "Zoe Jones"), ("dunya", "Дуня")):
        UserFactory(username=name, display_name=shown)
    assert found(client, words) == names


def test_the_search_field_is_answered_with_the_list_alone(client, alice):
    UserFactory(username="bob")
    response = client.get(URL, {"q": "bob"}, headers={"HX-Request": "true", "HX-Target": "people"})
    content = response.content.decode().strip()
    assert content.startswith('<div class="results" id="people">')
    assert "@bob" in content
    assert "<html" not in content


def test_many_are_found_page_by_page(client, alice):
    names = [f"bob{n:03}" for n in range(PAGE * 2 + 1)]
    for name in names:
        UserFactory(username=name)
    seen, after = [], ""
    for _page in range(3):
        response = client.get(URL, {"q": "bob", "after": after})
        seen += [person.username for person in response.context["people"]]
        after = response.context["next_cursor"]
    assert seen == names
    assert not after


def test_a_block_hides_both_from_each_other(client, alice):
    bob, carol = UserFactory(username="bob"), UserFactory(username="carol")
    block(blocker_id=alice.pk, blocked_id=bob.pk)
    block(blocker_id=carol.pk, blocked_id=alice.pk)
    assert found(client, "bob") == found(client, "carol") == []


def test_a_stranger_is_asked_to_sign_in(client):
    assert client.get(URL)["Location"] == f"{reverse('account_login')}?next={URL}"
