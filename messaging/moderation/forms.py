"""What a moderator fills in."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.age import age_on, today
from accounts.models import NOTICE_LENGTH
from messaging.actions import Verdict
from messaging.models import Case

OLDEST_AGE = 120
REASON_LENGTH = 60


def tomorrow() -> dt.date:
    return timezone.now().date() + dt.timedelta(days=1)


class VerdictForm(forms.Form):
    """What is done about a case; a thing that can't be taken away, and an account that isn't there, are not offered."""

    removes = forms.BooleanField(label=_("Remove what was reported, for everybody"), required=False)
    measure = forms.ChoiceField(
        label=_("The account"),
        required=False,
        choices=[
            ("", _("leave as it is")),
            ("warn", _("warn")),
            ("suspend", _("suspend")),
            ("deactivate", _("deactivate")),
        ],
        widget=forms.RadioSelect,
    )
    warning = forms.CharField(
        label=_("The warning, in words for its reader"),
        required=False,
        max_length=NOTICE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Has to be acknowledged before anything else. Don't say who has reported."),
    )
    until = forms.DateField(
        label=_("Suspended until"),
        required=False,
        initial=tomorrow,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Ends as this day begins, in UTC."),
    )
    reason = forms.CharField(
        label=_("Why, in a word"),
        required=False,
        max_length=REASON_LENGTH,
        help_text=_("Stands on the card in the place of the composer."),
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        measure, until = told.get("measure"), told.get("until")
        if not measure and not told.get("removes"):
            raise ValidationError(_("Choose what to do, or dismiss the case."), code="nothing")
        if measure == "warn" and not told.get("warning"):
            self.add_error("warning", _("Write what the account is warned of."))
        if measure == "suspend" and not told.get("reason"):
            self.add_error("reason", _("Say why, in a word."))
        if measure == "suspend" and "until" not in self.errors and (until is None or until < tomorrow()):
            self.add_error("until", _("Choose a day that is still to come."))
        return told

    def verdict(self) -> Verdict:
        """What a valid form says."""
        told = self.cleaned_data
        measure, until = told["measure"], None
        if measure == "suspend":
            until = dt.datetime.combine(told["until"], dt.time(), tzinfo=dt.UTC)
        return Verdict(
            removes=told["removes"],
            warning=told["warning"] if measure == "warn" else "",
            until=until,
            reason=told["reason"] if until else "",
            deactivates=measure == "deactivate",
        )


class BirthdateForm(forms.Form):
    was = forms.DateField(widget=forms.HiddenInput)
    birthdate = forms.DateField(label=_("Birthdate"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def clean_birthdate(self) -> dt.date:
        birthdate: dt.date = self.cleaned_data["birthdate"]
        if not 0 <= age_on(birthdate, today()) <= OLDEST_AGE:
            raise ValidationError(_("Nobody was born that day who is here now."), code="impossible")
        return birthdate


class MergeForm(forms.Form):
    """Other open cases about the same account."""

    other = forms.ModelChoiceField(label=_("Case"), queryset=Case.objects.none())

    def __init__(self, *args: Any, others: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["other"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (declared above)
        field.queryset = others
