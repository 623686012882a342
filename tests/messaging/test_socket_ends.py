"""A socket ends with its session: at once, and within a heartbeat where that was not heard of."""

from __future__ import annotations

import asyncio

import pytest
from django.conf import settings as django_settings
from django.test import Client

from accounts import actions as accounts
from accounts.models import User
from messaging import pulse
from tests.factories import PASSWORD, send
from tests.messaging.sockets import do, has_article, opened, session_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fresh_layer")]


def test_signing_out_closes_that_sessions_sockets_and_no_others(alice, bob):
    async def scenario():
        async with opened(session, session, elsewhere) as [one, two, other]:
            await do(browser.post, "/accounts/logout/")
            codes = [await one.closed_with(), await two.closed_with()]
            await do(send, bob, alice, "are you still there?")
            return codes, await other.until(has_article)

    browser = Client()
    browser.force_login(alice)
    session, elsewhere = browser.cookies[django_settings.SESSION_COOKIE_NAME].value, session_of(alice)
    codes, frame = asyncio.run(scenario())
    assert codes == [4401, 4401]
    assert "are you still there?" in frame.text


def test_a_new_password_closes_all_that_were_open(alice):
    async def scenario():
        async with opened(elsewhere) as [other]:
            fields = {"oldpassword": PASSWORD, "password1": "another long one", "password2": "another long one"}
            response = await do(browser.post, "/accounts/password/change/", fields)
            assert response.status_code == 302
            return await other.closed_with()

    alice.set_password(PASSWORD)
    alice.save()
    browser = Client()
    browser.force_login(alice)
    elsewhere = session_of(alice)
    assert asyncio.run(scenario()) == 4401


def test_closing_an_account_closes_its_sockets(alice):
    async def scenario():
        async with opened(session) as [socket]:
            await do(accounts.set_active, user_id=alice.pk, active=False)
            return await socket.closed_with()

    session = session_of(alice)
    assert asyncio.run(scenario()) == 4401


@pytest.mark.parametrize("how", ["signed out", "closed", "new password"])
def test_if_that_push_is_lost_the_next_heartbeat_closes_it(alice, monkeypatch, how):
    def end():
        if how == "signed out":
            browser.session.flush()
        elif how == "closed":
            User.objects.filter(pk=alice.pk).update(is_active=False)
        else:
            User.objects.filter(pk=alice.pk).update(password="another")

    async def scenario():
        async with opened(session) as [socket]:
            await do(end)
            return await socket.closed_with()

    monkeypatch.setattr(pulse, "HEARTBEAT", 0.1)
    monkeypatch.setattr(pulse, "TICK", 0.05)
    browser = Client()
    browser.force_login(alice)
    session = browser.cookies[django_settings.SESSION_COOKIE_NAME].value
    assert asyncio.run(scenario()) == 4401
