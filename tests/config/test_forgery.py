"""A post whose token is not taken says so to scripts, and brings the token that counts."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from messaging.models import Message
from tests.factories import friends


@pytest.mark.django_db
def test_a_script_is_told_that_it_was_the_token_and_gets_another() -> None:
    alice, _bob = friends("alice", "bob")
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    fields = {"client_id": "0f4ad1f4-93a1-4d56-a0b5-6f6a5a1c3d2e", "text": "still mine"}
    headers = {"hx-request": "true"}
    refused = client.post("/messages/@bob/", fields, headers=headers)
    assert (refused.status_code, refused["Paperplane-Stale"]) == (403, "token")
    assert "This page had grown old" in refused.content.decode()
    assert Message.objects.count() == 0
    token = client.cookies["csrftoken"].value
    taken = client.post("/messages/@bob/", fields, headers=headers | {"x-csrftoken": token})
    assert (taken.status_code, Message.objects.get().text) == (201, "still mine")
    assert "Paperplane-Stale" not in taken


@pytest.mark.django_db
def test_a_refusal_of_the_rule_is_no_matter_of_tokens(client: Client) -> None:
    client.force_login(friends("alice", "bob")[0])
    refused = client.post("/messages/@alice/", {"client_id": uuid4(), "text": "to myself"})
    assert refused.status_code == 403
    assert "Paperplane-Stale" not in refused
