"""An account's picture: taken in, kept in two sizes, replaced and taken away."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import pictures, sandbox
from accounts.mailboxes import lock_users
from accounts.models import User, small_avatar
from accounts.uploads import worked_on

SIDES = (256, 96)  # for a profile and for a row, at twice the pixels they take up
LIMITS = sandbox.Limits(seconds=8, cpu_seconds=5)

WHY_NOT = {
    "animated": _("Animated pictures don't work here. Choose a still one."),
    "too_much": _("This picture takes too much work. Choose a smaller one."),
    "too_many_pixels": _("This picture has more than 40 million pixels. Choose a smaller one."),
    "unreadable": _("We can't read this file. Choose a picture that is a JPEG, PNG, WebP or GIF."),
}


@dataclass(frozen=True, slots=True)
class Portrait:
    """A picture as it will be kept: WebP in the sizes of `SIDES`."""

    large: bytes
    small: bytes


def portrait(upload: UploadedFile[Any]) -> Portrait:
    """What becomes of an uploaded picture. Raises ValidationError with a sentence for its owner."""
    return Portrait(*worked_on(pictures.squares, upload, limits=LIMITS, why_not=WHY_NOT, sides=SIDES))


def set_avatar(*, user_id: int, picture: Portrait) -> None:
    """Make `picture` the face of an account, under a name that nobody can guess or has seen before."""
    name = f"avatars/{secrets.token_urlsafe(16)}.webp"
    for path, content in ((name, picture.large), (small_avatar(name), picture.small)):
        default_storage.save(path, ContentFile(content))
    _replace(user_id, name)


def remove_avatar(*, user_id: int) -> None:
    """Leave an account without a picture; that it had none is no mistake."""
    _replace(user_id, "")


def _replace(user_id: int, name: str) -> None:
    """Name the new picture under the owner's lock, so that of two at once neither is left behind unnamed."""
    with transaction.atomic():
        lock_users(user_id)
        old = User.objects.values_list("avatar", flat=True).get(pk=user_id)
        User.objects.filter(pk=user_id).update(avatar=name)
        if old:
            transaction.on_commit(lambda: _erase([old, small_avatar(old)]), robust=True)


def _erase(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)
