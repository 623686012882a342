"""The forms of passkeys and security keys: django-allauth's, which trust browsers to send what makes sense."""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as stock
from django import forms
from django.utils.translation import gettext_lazy as _

# What its parsers raise about an answer that no key has given.
NONSENSE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class AddKey(stock.AddWebAuthnForm):
    passwordless = forms.BooleanField(
        label=_("Sign in with it alone"),
        required=False,
        initial=True,
        help_text=_("No password is asked for where the key knows you by your fingerprint, your face or a PIN."),
    )

    def clean(self) -> dict[str, Any]:
        try:
            return dict(super().clean())
        except NONSENSE as error:
            raise get_adapter().validation_error("incorrect_code") from error


class Answered(stock.AuthenticateWebAuthnForm):
    """Mixed into the forms that take a key's answer."""

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except NONSENSE as error:
            raise get_adapter().validation_error("incorrect_code") from error


class SignInWithKey(Answered, stock.LoginWebAuthnForm):
    """In place of name and password."""


class SecondStepWithKey(Answered):
    """After name and password."""


class ConfirmWithKey(Answered, stock.ReauthenticateWebAuthnForm):
    """Before something that matters."""
