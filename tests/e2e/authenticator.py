"""What somebody carries to prove that it is them: a key in the browser, an app with codes."""

from __future__ import annotations

import base64
import hmac
import struct
import time

from playwright.sync_api import Page

PERIOD = 30  # seconds a code is good for


class Key:
    """A passkey device that knows its owner, plugged into the browser of `page`."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)
        self._session.send("WebAuthn.enable")
        device = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        self._id = self._session.send("WebAuthn.addVirtualAuthenticator", {"options": device})["authenticatorId"]

    def let_go(self) -> None:
        """From now on the owner does not touch it."""
        self._session.send("WebAuthn.setUserVerified", {"authenticatorId": self._id, "isUserVerified": False})


def code(secret: str, at: float | None = None) -> str:
    """What an authenticator app shows for `secret` (RFC 6238)."""
    moment = struct.pack(">Q", int(at or time.time()) // PERIOD)
    digest = hmac.digest(base64.b32decode(secret), moment, "sha1")
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06}"
