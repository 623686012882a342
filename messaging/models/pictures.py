"""What the picker offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Sum
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from social.models import Video
from social.people import visible_to

if TYPE_CHECKING:
    from accounts.models import User

TAGS_LENGTH = 120
START_LENGTH = 24


class StickerPack(models.Model):
    """Stickers that belong together. A retired pack is offered no more; what was sent of it stays."""

    slug = models.SlugField(_("slug"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=40)
    translations = models.JSONField(default=dict, blank=True, editable=False)
    cover = models.ForeignKey(
        "Sticker", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("cover")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    class Meta:
        verbose_name = _("sticker pack")
        verbose_name_plural = _("sticker packs")
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return self.title

    @property
    def title_shown(self) -> str:
        """Its title in the reader's language, where the pack has one in it."""
        return translated(self.translations, "title") or self.title

    @property
    def is_shipped(self) -> bool:
        """Whether it comes with the project, which then says what is in it."""
        return self.stickers.exclude(static_path="").exists()


class StickerQuerySet(models.QuerySet["Sticker"]):
    def offered(self) -> StickerQuerySet:
        """Those that can be sent now."""
        return self.filter(pack__retired_at=None, withdrawn_at=None)


class Sticker(models.Model):
    """A drawing of a pack, with the words that find it.

    What ships with the project lies among the static files; all others were uploaded, and drawn anew. Where one was
    sent that a moderator has removed, a notice stands.
    """

    pack = models.ForeignKey(StickerPack, on_delete=models.PROTECT, related_name="stickers")
    slug = models.SlugField(_("slug"), max_length=40)
    words = models.CharField(_("words"), max_length=120)
    translations = models.JSONField(default=dict, blank=True, editable=False)
    static_path = models.CharField(max_length=100, blank=True, editable=False)
    file = models.FileField(_("picture"), upload_to="stickers/", blank=True)
    poster = models.FileField(upload_to="stickers/", blank=True, editable=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    withdrawn_at = models.DateTimeField(_("removed"), null=True, blank=True, editable=False)

    objects = StickerQuerySet.as_manager()

    # Put here by messaging.stickers: whether the reader keeps it at hand.
    favourite: StickerFavourite | None

    class Meta:
        verbose_name = _("sticker")
        verbose_name_plural = _("stickers")
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pack", "slug"], name="sticker_once_per_pack"),
            models.CheckConstraint(
                name="sticker_has_one_picture",
                condition=Q(static_path="") & ~Q(file="") | ~Q(static_path="") & Q(file=""),
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def name(self) -> str:
        """What it is called where it can't be seen, in the reader's language where it has a name in it."""
        return translated(self.translations, "name") or self.slug.replace("-", " ")

    @property
    def spoken(self) -> list[str]:
        """All that finds it, a text for each language: people type in whichever comes first to mind."""
        own = f"{self.slug.replace('-', ' ')} {self.words}"
        return [own, *(f"{told['name']} {told['words']}" for told in self.translations.values())]

    @property
    def url(self) -> str:
        if not self.static_path:
            return reverse("sticker_file", args=[_file_name(self.file)])
        try:
            return static(self.static_path)
        except ValueError:  # no longer among the static files: a hole in a chat, not an error on its page
            return f"{settings.STATIC_URL}{self.static_path}"

    @property
    def poster_url(self) -> str:
        """The same, holding still; empty for what never moves."""
        return reverse("sticker_file", args=[_file_name(self.poster)]) if self.poster else ""

    @property
    def still_url(self) -> str:
        return self.poster_url or self.url


def translated(translations: dict[str, dict[str, str]], key: str) -> str:
    """What `translations` say under `key` in the reader's language, or nothing."""
    language = (get_language() or settings.LANGUAGE_CODE).partition("-")[0]
    return translations.get(language, {}).get(key, "")


def _file_name(file: models.fields.files.FieldFile) -> str:
    return (file.name or "").rpartition("/")[2]


class StickerFavourite(models.Model):
    """A sticker that somebody keeps at hand."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    sticker = models.ForeignKey(Sticker, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("favourite sticker")
        verbose_name_plural = _("favourite stickers")
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "sticker"], name="sticker_favourite_once")]

    def __str__(self) -> str:
        return f"{self.user_id} keeps sticker {self.sticker_id}"

    @property
    def version(self) -> int:
        """Later ones are greater: the moment, in milliseconds."""
        return round(self.created_at.timestamp() * 1000)

    @property
    def sort_key(self) -> str:
        return f"{self.version:019d}"


class GifQuerySet(models.QuerySet["Gif"]):
    def kept_by(self, user: User) -> GifQuerySet:
        """`user`'s own collection."""
        return self.filter(owner=user, is_kept=True, removed_at=None)

    def public_for(self, user: User) -> GifQuerySet:
        """What others have made public, but for those whom `user` can't meet."""
        owner = visible_to(user).filter(pk=OuterRef("owner"))
        return self.filter(Exists(owner), is_public=True)

    def for_user(self, user: User) -> GifQuerySet:
        """What `user` may send: her own, and what she is offered of others'. The one door to GIFs outside of chats."""
        public = Gif.objects.public_for(user).filter(pk=OuterRef("pk"))
        return self.filter(Q(owner=user, removed_at=None) | Exists(public))


class Gif(models.Model):
    """A moving picture somebody made or uploaded; an animated WebP, whatever it was before.

    One that is not kept was meant for a single message. A removed one is offered no more; its files stay for as long
    as a message shows it. One that a moderator has withdrawn has no files; chats show a notice in its place.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="gifs")
    file = models.FileField(upload_to="gifs/", blank=True)
    poster = models.ImageField(upload_to="gif_posters/", blank=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    tags = models.CharField(_("tags"), max_length=TAGS_LENGTH, blank=True)
    is_public = models.BooleanField(_("public"), default=False)
    is_kept = models.BooleanField(default=True, editable=False)
    from_video = models.ForeignKey(Video, on_delete=models.SET_NULL, null=True, blank=True, related_name="gifs")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = GifQuerySet.as_manager()

    # Put here by messaging.gifs: whether the reader can change it.
    mine: bool

    class Meta:
        verbose_name = _("GIF")
        verbose_name_plural = _("GIFs")
        indexes: ClassVar = [
            models.Index(fields=["owner", "-id"], name="gif_newest_of_owner"),
            models.Index(fields=["-id"], name="gif_newest_public", condition=Q(is_public=True)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="gif_public_is_kept", condition=Q(is_public=False) | Q(is_kept=True, removed_at=None)
            ),
            models.CheckConstraint(
                name="gif_withdrawn_is_removed", condition=Q(withdrawn_at=None) | Q(removed_at__isnull=False)
            ),
            models.CheckConstraint(name="gif_tags_length", condition=LessThanOrEqual(Length("tags"), TAGS_LENGTH)),
        ]

    def __str__(self) -> str:
        return f"GIF {self.pk} of {self.owner_id}"

    @property
    def sort_key(self) -> str:
        return f"{self.pk:019d}"

    @property
    def is_tall(self) -> bool:
        """Whether it would fill a chat if it were as wide as others."""
        return self.height > self.width * 1.2


class GifStart(models.Model):
    """The beginning of a word among a public GIF's tags: `du` finds `duck`, newest first, on any database alike."""

    gif = models.ForeignKey(Gif, on_delete=models.CASCADE, related_name="starts")
    start = models.CharField(max_length=START_LENGTH)

    class Meta:
        verbose_name = _("beginning of a tag")
        verbose_name_plural = _("beginnings of tags")
        constraints: ClassVar = [models.UniqueConstraint(fields=["start", "gif"], name="gif_start_once")]

    def __str__(self) -> str:
        return f"{self.start}: GIF {self.gif_id}"


class Erasure(models.Model):
    """What a day has erased for good: numbers only."""

    day = models.DateField(primary_key=True)
    messages = models.PositiveBigIntegerField(_("messages"), default=0)
    files = models.PositiveBigIntegerField(_("files"), default=0)
    bytes = models.PositiveBigIntegerField(_("bytes"), default=0)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering: ClassVar = ["-day"]

    def __str__(self) -> str:
        return f"{self.day}: {self.messages} messages, {self.files} files, {self.bytes} bytes"

    @classmethod
    def total(cls) -> Erasure:
        """All days in one, not to be saved."""
        sums = cls.objects.aggregate(messages=Sum("messages"), files=Sum("files"), bytes=Sum("bytes"))
        return cls(**{name: value or 0 for name, value in sums.items()})
