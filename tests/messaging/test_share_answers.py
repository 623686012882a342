"""What a page is answered that shares a video: its own message, or a no that it can tell from others'."""

from __future__ import annotations

from uuid import uuid4

import pytest

from messaging.models import Message
from social import actions as social
from tests.factories import make_video, open_to_all
from tests.messaging.frames import frame_in


@pytest.fixture
def video(carol, media):
    return make_video(carol, caption="A lake")


def share(client, video, name, client_id=None):
    fields = {"client_id": client_id or uuid4(), "to": name}
    return client.post(f"/videos/{video.pk}/share", fields, headers={"hx-request": "true"})


def test_a_page_takes_its_own_message_in_with_the_answer_now_and_at_a_retry(as_alice, bob, video, committed):
    client_id = uuid4()
    for status in (201, 200):
        with committed():
            response = share(as_alice, video, "bob", client_id)
        assert response.status_code == status
        frame = frame_in(response.content)
        assert frame.by_id(Message.objects.get().dom_id).attrs["data-in"] == "log-bob"


def test_a_page_is_told_by_a_frame_that_a_no_is_the_sites_own(as_alice, alice, bob, video):
    social.block(blocker_id=bob.pk, blocked_id=alice.pk)
    response = share(as_alice, video, "bob")
    assert response.status_code == 403
    assert b"<live-frame" in response.content


def test_too_many_first_messages_are_told_the_time_to_come_back(as_alice, alice, video, settings, monkeypatch):
    settings.PAPERPLANE_RATE_LIMITS = True
    monkeypatch.setattr("messaging.actions.sending.FIRST_MESSAGES", 1)
    for name in ("first", "second"):
        social.follow(follower_id=alice.pk, followed_id=open_to_all(username=name).pk)
    assert share(as_alice, video, "first").status_code == 201
    response = share(as_alice, video, "second")
    assert response.status_code == 429
    assert 86_000 < int(response["Retry-After"]) <= 86_400
