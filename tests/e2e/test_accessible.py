"""axe finds nothing on any page: signed in and out, on a phone and on a desktop, in light and in dark."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from playwright.sync_api import BrowserContext, Page

from accounts.models import User
from config.outages import BUSY, FULL, READ_ONLY, TOO_FAST
from config.styleguide import styleguide
from messaging.models import Gif
from social import actions as social
from social.models import Video
from tests.addresses import Route, routes
from tests.e2e.site import Site
from tests.factories import UserFactory, friends, make_video, send, share
from tests.messaging import pictures

CONTRAST = ["color-contrast"]
# Width, height, colours, and the rules that are asked; colours alone change nothing else.
LOOKS = (
    (360, 780, "light", None),
    (360, 780, "dark", CONTRAST),
    (1280, 800, "dark", None),
    (1280, 800, "light", CONTRAST),
)
FINDINGS = """async (rules) => {
    const only = rules ? {runOnly: {type: "rule", values: rules}} : {};
    const {violations} = await axe.run(document, {resultTypes: ["violations"], ...only});
    return violations.map(({id, impact, nodes}) => `${impact}: ${id}: ${nodes.map(({html}) => html).join(" ")}`);
}"""
ERRORS = ("400", "403", "403_csrf", "404", "413", "429", "500")

# What shows nobody a page of its own; every other address must be seen to be looked at, or to be no page.
NO_PAGES = {
    "account_set_password": "accounts begin with a password",
    "account_confirm_login_code": "no codes are sent for signing in",
    "mfa_authenticate": "only half-way through signing in; looks as mfa_reauthenticate",
    "mfa_login_webauthn": "for scripts, and leads on",
    "mfa_reauthenticate_webauthn": "needs a key in one's hand",
    "healthz readyz metrics": "for machines",
    "outside_gifs": "only where the site has an outside service",
    "settings_session sticker_favourite video_upload": "acts",
    "avatar sticker_file media export_file": "files",
    "keep notice acknowledge": "only for those who are leaving, or were warned",
    "message_link": "only before a link of somebody new",
    "report_video report_gif report_pack": "look as report_message",
    "emoji": "a piece of the picker, which is looked at in the chat",
}

UNASKED = {"healthz", "readyz", "mfa_reauthenticate_webauthn"}

Piece = tuple[str, str | None]


class Pieces(HTMLParser):
    """What a page is made of, whoever it is about: its elements with their classes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[Piece] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add((tag, dict(attrs).get("class")))


def pieces_of(html: str) -> set[Piece]:
    parser = Pieces()
    parser.feed(html)
    return parser.found


@pytest.fixture
def alice(server: Site) -> User:
    """Alice has some of everything."""
    alice, bob, carol = friends("alice", "bob", "carol")
    UserFactory(username="dave")
    stranger = UserFactory(username="erin")
    social.follow(follower_id=stranger.pk, followed_id=alice.pk)
    alice.message_privacy = "everyone"
    alice.email, alice.bio = "alice@example.org", "Lakes."
    alice.save()
    blocked = UserFactory(username="frank")
    social.block(blocker_id=alice.pk, blocked_id=blocked.pk)
    send(alice, bob, "Did you see the lake?")
    send(bob, alice, "I did: https://example.org/lake 🦆")
    pictures.send_picture(bob, alice, pictures.add_sticker(static_path="stickers/duck/proud.svg"))
    send(carol, alice, "🎉")
    send(stranger, alice, "May I?")
    share(alice, bob, make_video(alice, caption="A lake"))
    pictures.add_gif(alice)
    Authenticator.objects.create(user=alice, type="totp", data={"secret": "A"})
    RecoveryCodes.activate(alice)
    return alice


def client_of(user: User | None) -> Client:
    """Who has signed in just now, by a password, so that nobody asks for it again."""
    client = Client(raise_request_exception=False)
    if user:
        client.force_login(user)
        session = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
    return client


def address_of(route: Route) -> str | None:
    """Where a route leads that is about Bob, or about what Alice has."""
    known: dict[str, Any] = {"name": "bob", "seq": 1, "key": "used", "uidb36": "1"}
    if route.name == "report_message":
        known["seq"] = 2
    elif route.name.startswith("gif"):
        known["pk"] = Gif.objects.get().pk
    elif route.name.startswith("video"):
        known["pk"] = Video.objects.get().pk
    elif route.name.startswith("mfa_"):
        known["pk"] = Authenticator.objects.get(type="webauthn").pk
    return route.address(known)


def pages_for(client: Client) -> Iterator[tuple[Route, str, str]]:
    """Every page that somebody can open: its route, its address and its text."""
    for route in routes():
        if route.name in UNASKED or not (address := address_of(route)):
            continue
        response = client.get(address, headers={"accept": "text/html"})
        if response.status_code == 200 and is_page(response):
            yield route, address, response.content.decode()


def is_page(response: HttpResponse) -> bool:
    """Is this a whole page? A fragment of one is looked at where it stands."""
    is_html = response["Content-Type"].startswith("text/html")
    return is_html and (response.status_code != 200 or b"<html" in response.getvalue())


def findings(page: Page) -> list[str]:
    """What axe says of a page, in every look."""
    found = []
    for width, height, scheme, rules in LOOKS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += [f"{width} {scheme}: {finding}" for finding in page.evaluate(FINDINGS, rules)]
    return found


def show(page: Page, url: str, html: str) -> None:
    """Show a page that has no address of its own here as if it had one."""
    page.route(url, lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(url)
    page.unroute(url)


@pytest.mark.once
def test_axe_finds_nothing_on_any_page(server: Site, alice: User, new_context: Callable[..., BrowserContext]) -> None:
    looked_at: set[str] = set()
    known_pieces: set[Piece] = set()
    found: dict[str, list[str]] = {}
    newcomer = UserFactory(username="newcomer")
    Authenticator.objects.create(user=newcomer, type="webauthn", data={"name": "Laptop", "passwordless": True})
    for user in (alice, newcomer, None):
        visitor = client_of(user)
        page = new_context(locale="en-GB", service_workers="block").new_page()
        page.context.add_init_script(AXE_SCRIPT)
        if user:
            cookie = {
                "name": settings.SESSION_COOKIE_NAME,
                "value": visitor.cookies[settings.SESSION_COOKIE_NAME].value,
            }
            page.context.add_cookies([{**cookie, "url": server.url}])
        for route, address, html in pages_for(visitor):
            # A newcomer sees much that Alice sees, too: only what is drawn for her alone is news.
            if user is not newcomer or not pieces_of(html) <= known_pieces:
                page.goto(f"{server.url}{address}")
                found[f"{address} for {user}"] = findings(page)
            looked_at.add(route.name)
            known_pieces |= pieces_of(html)
    for name, html in without_address(alice):
        if not pieces_of(html) <= known_pieces:
            show(page, f"{server.url}/looked-at/{name}", html)
            found[name] = findings(page)
        known_pieces |= pieces_of(html)
    assert {address: problems for address, problems in found.items() if problems} == {}
    excused = {name for names in NO_PAGES for name in names.split()}
    rest = [route for route in routes() if route.name not in looked_at | excused]
    assert [route.name for route in rest if shows_something(client_of(alice), route)] == []


def without_address(alice: User) -> Iterator[tuple[str, str]]:
    """What no address of this site leads to: every piece in every state, and what stands where something went wrong."""
    request = RequestFactory().get("/styleguide/")
    request.user = alice
    # Two composers stand on no other page.
    yield "styleguide", styleguide(request).content.decode().replace("Write a message", "Write another", 1)
    yield from ((name, render_to_string(f"{name}.html")) for name in ERRORS)
    kept = [("text", "See you at eight?"), ("client_id", "7")]
    yield from (
        (one.code, render_to_string("outage.html", {"outage": one, "kept": kept}))
        for one in (BUSY, READ_ONLY, TOO_FAST, FULL)
    )


def shows_something(client: Client, route: Route) -> bool:
    """Is this neither an act (405) nor something for machines? Then somebody must have looked at it."""
    response = client.get(address_of(route) or "/nowhere/", headers={"accept": "text/html"})
    return response.status_code != 405 and is_page(response)
