"""PUT /messages/@NAME/read: how far somebody has read."""

from __future__ import annotations

import pytest

from accounts.models import Mailbox
from messaging.models import Participant
from tests.factories import send
from tests.messaging.frames import frame_in

JSON = {"accept": "application/json"}
HTMX = {"hx-request": "true"}
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def three(alice, bob):
    for n in range(3):
        send(bob, alice, f"message {n}")


def put(client, body, kind=FORM, headers=None):
    return client.put("/messages/@bob/read", body, content_type=kind, headers=headers)


def her_side():
    return Participant.objects.get(user__username="alice")


@pytest.mark.parametrize(("body", "kind"), [("seq=2", FORM), ('{"seq": 2}', "application/json")])
def test_it_works(as_alice, three, body, kind):
    response = put(as_alice, body, kind, JSON)
    assert response.status_code == 200
    told = response.json()
    assert (told["seq"], told["unread"]) == (2, 1)
    assert (her_side().read_seq, her_side().unread) == (2, 1)


def test_a_page_is_told_how_the_chat_stands_now(as_alice, three):
    frame = frame_in(put(as_alice, "seq=3", headers=HTMX).content)
    assert (frame.attrs["data-read"], frame.attrs["data-seq"]) == ("bob", "3")
    assert frame.by_id("unread-badge").attrs["data-count"] == "0"
    assert "unread" not in frame.by_id("chat-bob").text


def test_asking_twice_is_no_mistake(as_alice, three):
    first = put(as_alice, "seq=3", headers=JSON)
    counter = Mailbox.objects.get(user__username="alice").counter
    again = put(as_alice, "seq=3", headers=JSON)
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert Mailbox.objects.get(user__username="alice").counter == counter


def test_it_never_goes_backwards_nor_past_the_end(as_alice, three):
    assert put(as_alice, "seq=2", headers=JSON).json()["seq"] == 2
    assert put(as_alice, "seq=1", headers=JSON).json()["seq"] == 2
    assert put(as_alice, f"seq={10**30}", headers=JSON).json()["seq"] == 3


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("", FORM),
        ("seq=", FORM),
        ("seq=three", FORM),
        ("seq=-1", FORM),
        ("seq=1.5", FORM),
        ("{", "application/json"),
        ("[3]", "application/json"),
        ('{"seq": null}', "application/json"),
        ('{"seq": [1]}', "application/json"),
        ("\xff", "application/json"),
    ],
)
def test_what_names_no_message_is_422_in_words(as_alice, three, body, kind):
    response = put(as_alice, body, kind, JSON)
    assert response.status_code == 422
    assert response.json() == {"error": "invalid", "text": "Say up to which message."}
    assert her_side().read_seq == 0


def test_the_other_side_is_not_touched(as_alice, three, bob):
    put(as_alice, "seq=3")
    assert Participant.objects.get(user=bob).read_seq == 0
