"""What every answer tells a browser to forbid."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/nowhere/", "/messages/", "/healthz", "/admin/login/"])
@pytest.mark.parametrize("is_signed_in", [False, True])
def test_every_answer_closes_what_browsers_leave_open(client: Client, path: str, is_signed_in: bool) -> None:
    if is_signed_in:
        client.force_login(UserFactory())
    answer = client.get(path)
    assert {name: answer.get(name) for name in HEADERS} == HEADERS
    assert "camera=()" in answer["Permissions-Policy"]
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "object-src 'none'" in policy
    assert "unsafe" not in policy
