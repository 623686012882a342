"""How django-allauth opens accounts and ends sessions here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts.actions import announce_ended_sessions
from accounts.devices import device_name
from accounts.leaving import offer_to_keep
from accounts.models import Leaving, User

SITE = "Paperplane"


class AccountAdapter(DefaultAccountAdapter):
    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Take the birthdate before the account is first saved: without one there is no account."""
        user.birthdate = form.cleaned_data["birthdate"]
        user.language = getattr(request, "LANGUAGE_CODE", "")
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def clean_username(self, username: str, shallow: bool = False) -> str:
        name: str = super().clean_username(username.lower(), shallow)
        return name

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Home, but for whoever has not seen the first steps; a page that was asked for comes before either."""
        if request.user.is_authenticated and request.user.welcomed_at is None:
            return reverse("welcome")
        return str(super().get_login_redirect_url(request))

    get_signup_redirect_url = get_login_redirect_url

    def logout(self, request: HttpRequest) -> None:
        """End the session, and the sockets that were opened with it."""
        user_id = request.user.pk
        super().logout(request)
        if user_id is not None:
            announce_ended_sessions(user_id=user_id)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Who signs in to an account that is leaving is offered to keep it; every other closed one stays closed."""
        if user.erased_at is None and Leaving.objects.filter(user=user).exists():
            offer_to_keep(request, user)
            return HttpResponseRedirect(reverse("keep"))
        response: HttpResponse = super().respond_user_inactive(request, user)
        return response

    def set_password(self, user: User, password: str) -> None:
        """A new password ends all other sessions; their sockets go with them."""
        super().set_password(user, password)
        announce_ended_sessions(user_id=user.pk)


class MFAAdapter(DefaultMFAAdapter):
    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The site as the browser names it when it asks for a key."""
        return {**super().get_public_key_credential_rp_entity(), "name": SITE}

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002
        """What a new key is called unless its owner knows better: where it was made."""
        return device_name(context.request.headers.get("User-Agent", ""))


class UserSessionsAdapter(DefaultUserSessionsAdapter):
    def end_sessions(self, sessions: Iterable[UserSession]) -> None:
        """Sign out there: the sockets of those sessions close too."""
        ended = list(sessions)
        super().end_sessions(ended)
        for user_id in {session.user_id for session in ended}:
            announce_ended_sessions(user_id=user_id)
