"""What a request to send must hold."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext_lazy as _

from messaging import gif_providers
from messaging.models import NOTE_LENGTH, Kind, Report
from messaging.payload import Payload
from messaging.pictures.intake import Film, film
from messaging.tags import clean_tags
from messaging.text import clean_text


class ShareForm(forms.Form):
    """Words on their way, under an id of their own."""

    client_id = forms.UUIDField(
        error_messages={"required": _("The message has no id."), "invalid": _("Wrong id.")}, widget=forms.HiddenInput
    )
    text = forms.CharField(required=False, strip=False)

    def clean_text(self) -> str:
        return clean_text(self.cleaned_data["text"])

    @property
    def complaint(self) -> str:
        """The first thing that is wrong, in a sentence."""
        return next((str(error) for errors in self.errors.values() for error in errors), "")


class MessageForm(ShareForm):
    """A message on its way in; `payload()` is what it says once it is valid."""

    sticker = forms.IntegerField(required=False, min_value=1, error_messages={"invalid": _("Choose a sticker.")})
    gif = forms.IntegerField(required=False, min_value=1, error_messages={"invalid": _("Choose a GIF.")})
    video = forms.IntegerField(required=False, min_value=1, error_messages={"invalid": _("Choose a video.")})
    reply_to = forms.IntegerField(required=False, min_value=1)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        kinds = [kind for kind in Kind if data[kind]]
        if Kind.VIDEO in kinds and data["text"]:
            kinds.remove(Kind.TEXT)  # the caption
        if not kinds:
            raise ValidationError(_("Write something first."), code="empty")
        if len(kinds) > 1:
            raise ValidationError(_("Send one thing at a time."), code="several")
        return data | {"kind": kinds[0]}

    def payload(self) -> Payload:
        """The content of a valid form."""
        data = self.cleaned_data
        client_id: UUID = data["client_id"]
        return Payload(
            client_id=client_id,
            kind=data["kind"],
            text=data["text"],
            sticker_id=data["sticker"],
            gif_id=data["gif"],
            video_id=data["video"],
            reply_to=data["reply_to"],
        )


class GifTagsForm(forms.Form):
    """What is told of a GIF."""

    tags = forms.CharField(
        label=_("Tags"),
        required=False,
        help_text=_("Words that find it, such as: duck rain wow"),
        widget=forms.TextInput,
    )
    public = forms.BooleanField(label=_("Everybody may find and send it"), required=False)

    def clean_tags(self) -> str:
        return clean_tags(self.cleaned_data["tags"])


class GifForm(GifTagsForm):
    """A GIF on its way in; once the form is valid, `file` is a Film."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A GIF or an animated WebP of up to 4 MB and 15 seconds."),
        widget=forms.FileInput(attrs={"accept": "image/gif,image/webp"}),
        required=False,
        error_messages={"empty": _("This file is empty.")},
    )
    outside = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    once = forms.BooleanField(label=_("Use it once, without keeping it"), required=False)
    field_order = ("outside", "file", "tags", "public", "once")

    def clean_file(self) -> Film:
        upload, outside = self.cleaned_data["file"], self.cleaned_data.get("outside", "")
        if not upload and not outside:
            raise ValidationError(_("Choose a file first."), code="required")
        return film(upload or fetched(outside))


def fetched(outside_id: str) -> File[bytes]:
    """A GIF of the outside service. Raises ValidationError where it can't be had."""
    try:
        return ContentFile(gif_providers.film(outside_id))
    except gif_providers.Unreachable:
        sentence = _("This GIF can't be fetched now. Choose another one, or try again.")
        raise ValidationError(sentence, code="busy") from None


class ReportForm(forms.Form):
    """Why something is reported, and whether its owner is blocked in the same step."""

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=Report.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason."), "invalid_choice": _("Choose a reason.")},
    )
    note = forms.CharField(
        label=_("Anything that helps us understand (optional)"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    block = forms.BooleanField(required=False)

    def clean_note(self) -> str:
        return clean_text(self.cleaned_data["note"])


class ReadForm(forms.Form):
    seq = forms.IntegerField(min_value=0)


class CursorForm(forms.Form):
    """Where a tab stands, as `/sync` is told."""

    stamp = forms.IntegerField(min_value=0)
    revision = forms.IntegerField(min_value=0, required=False)
