"""What a new video asks its author."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.uploads import TOO_LARGE, UPLOAD_BYTES
from social.actions_uploads import may_allow_download
from social.models import Audience, VideoUpload
from social.models.videos import CAPTION_LENGTH


class VideoForm(forms.Form):
    """`upload` is a file that has come in pieces; without scripts `file` is the video itself, as small as any form."""

    upload = forms.UUIDField(required=False, widget=forms.HiddenInput)
    file = forms.FileField(
        label=_("Video"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "video/mp4,video/quicktime,video/webm,.mp4,.mov,.webm"}),
        error_messages={"empty": _("This file is empty.")},
    )
    caption = forms.CharField(
        label=_("Caption"),
        required=False,
        max_length=CAPTION_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    audience = forms.ChoiceField(
        label=_("Who can watch"), choices=Audience.choices, initial=Audience.EVERYONE, widget=forms.RadioSelect
    )
    allow_download = forms.BooleanField(label=_("Allow downloads and GIFs"), required=False)

    def __init__(self, *args: Any, owner: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner = owner
        if not may_allow_download(owner):
            self.fields["allow_download"].disabled = True
            self.fields["allow_download"].help_text = str(_("You can turn this on when you are 16."))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > UPLOAD_BYTES:
            raise ValidationError(TOO_LARGE, code="too_large")
        return file

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("upload"):
            found = VideoUpload.objects.filter(owner=self.owner, pk=cleaned["upload"]).select_related("owner").first()
            if found is None:
                self.add_error("file", _("This video is no longer here. Choose it again."))
            elif not found.is_whole:
                self.add_error("file", _("This video has not arrived yet. Wait a moment, or choose it again."))
            cleaned["upload"] = found
        elif not cleaned.get("file") and "file" not in self.errors:
            self.add_error("file", _("Choose a video."))
        return cleaned
