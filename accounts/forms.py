"""What an account asks its owner."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from accounts.age import SIGN_UP_AGE, age_on, today
from accounts.avatars import Portrait, portrait, set_avatar
from accounts.models import BIO_LENGTH, MessagePrivacy, User
from accounts.names import clean_bio, clean_display_name

OLDEST_AGE = 120


class SignupForm(forms.Form):
    """What django-allauth's own sign-up form is extended by."""

    birthdate = forms.DateField(
        label=_("Birthdate"),
        help_text=_("You need to be 13 to join and 16 to message. Nobody else sees it, and it can't be changed later."),
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "bday"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Enter your date of birth as year-month-day.")},
    )
    field_order = ("username", "email", "birthdate", "password1")

    def clean_birthdate(self) -> dt.date:
        birthdate: dt.date = self.cleaned_data["birthdate"]
        age = age_on(birthdate, today())
        if not 0 <= age <= OLDEST_AGE:
            raise ValidationError(_("Enter your own date of birth."), code="impossible")
        if age < SIGN_UP_AGE:
            raise ValidationError(_("You can join Paperplane when you are 13."), code="too_young")
        return birthdate

    def signup(self, request: HttpRequest, user: User) -> None:
        """Nothing is left to do: the adapter has stored the birthdate with the account."""


class PrivacyForm(forms.Form):
    message_privacy = forms.ChoiceField(
        label=_("Who can send you private messages"), choices=MessagePrivacy.choices, widget=forms.RadioSelect
    )
    shows_seen = forms.BooleanField(label=_("Show when you have seen a message"), required=False)
    shows_typing = forms.BooleanField(label=_("Show when you are typing"), required=False)
    shows_activity = forms.BooleanField(label=_("Show when you are active"), required=False)
    # A switch that is off sends nothing: whoever sends the choice above alone does not mean to turn them off.
    has_switches = forms.BooleanField(required=False, widget=forms.HiddenInput, initial=True)

    SWITCHES = ("shows_seen", "shows_typing", "shows_activity")

    @property
    def switches(self) -> list[forms.BoundField]:
        """What others may see of what one is doing."""
        return [self[name] for name in self.SWITCHES]


class OwnWords(forms.CharField):
    """Several lines, each end of which counts as one character, as in the browser."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return str(super().to_python((value or "").replace("\r\n", "\n")))


class FaceForm(forms.ModelForm[User]):
    """What others see of an account wherever it shows."""

    avatar = forms.FileField(
        label=_("Picture"),
        required=False,
        help_text=_("A JPEG, PNG, WebP or GIF of up to 4 MB; its middle is shown."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
        error_messages={"empty": _("This file is empty.")},
    )

    class Meta:
        model = User
        fields: ClassVar = ["display_name"]
        widgets: ClassVar = {"display_name": forms.TextInput(attrs={"autocomplete": "nickname"})}

    field_order = ("avatar", "display_name")

    def clean_display_name(self) -> str:
        return clean_display_name(self.cleaned_data["display_name"])

    def clean_avatar(self) -> Portrait | None:
        upload = self.cleaned_data["avatar"]
        return portrait(upload) if upload else None

    def save(self, commit: bool = True) -> User:
        """Store what was changed and nothing else: another tab may be changing the rest."""
        self.instance.save(update_fields=self._meta.fields)
        if self.cleaned_data["avatar"]:
            set_avatar(user_id=self.instance.pk, picture=self.cleaned_data["avatar"])
        return self.instance


class ProfileForm(FaceForm):
    bio = OwnWords(
        label=_("About you"), required=False, max_length=BIO_LENGTH, widget=forms.Textarea(attrs={"rows": 3})
    )

    class Meta(FaceForm.Meta):
        fields: ClassVar = ["display_name", "bio"]

    def clean_bio(self) -> str:
        return clean_bio(self.cleaned_data["bio"])


class LanguageForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES],
        widget=forms.RadioSelect,
    )


class LeaveForm(forms.Form):
    """That it is her who deletes the account, and that she means it."""

    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}), strip=False
    )
    understood = forms.BooleanField(
        label=_("Delete my account and everything on my side"),
        error_messages={"required": _("Tick this if you mean it.")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if not user.has_usable_password():
            del self.fields["password"]

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise ValidationError(_("This is not your password."), code="wrong")
        return password
