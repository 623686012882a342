"""How a password is asked for at sign-in, and whose a session is after it."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from accounts.known import account
from accounts.models import User


class SignInBackend(AuthenticationBackend):
    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        """Ask for an address once: the form passes one as a name too, and a known one was then hashed twice and an
        unknown one once, which told them apart by the clock."""
        if credentials.get("email") and credentials.get("username") == credentials["email"]:
            del credentials["username"]
        user: User | None = super().authenticate(request, **credentials)
        return user

    def get_user(self, user_id: Any) -> User | None:
        """The account of a session, which every request asks for."""
        user = account(int(user_id))
        return user if user and self.user_can_authenticate(user) else None
