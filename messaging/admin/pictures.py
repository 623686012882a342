"""Sticker packs, public GIFs, and how much was erased."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from messaging import actions
from messaging.models import Erasure, Gif, Sticker, StickerPack
from messaging.packs import redraw
from messaging.pictures.intake import Drawing, drawing

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin, TabularInline

    PackAdminBase = ModelAdmin[StickerPack]
    GifAdminBase = ModelAdmin[Gif]
    ErasureAdminBase = ModelAdmin[Erasure]
    StickerInlineBase = TabularInline[Sticker, StickerPack]
else:
    PackAdminBase = GifAdminBase = ErasureAdminBase = admin.ModelAdmin
    StickerInlineBase = admin.TabularInline


def picture(url: str, name: str) -> SafeString:
    return format_html('<img src="{}" width="64" height="64" alt="{}" loading="lazy">', url, name)


class StickerForm(forms.ModelForm[Sticker]):
    """A sticker whose picture, if one is uploaded, is drawn anew before it is kept."""

    upload = forms.FileField(
        label=gettext_lazy("Picture"),
        required=False,
        help_text=gettext_lazy("PNG or WebP, also moving, up to 4 MB together; shown in a square."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/webp"}),
    )

    class Meta:
        model = Sticker
        fields: ClassVar = ["slug", "words", "position"]

    def clean_upload(self) -> Drawing | None:
        upload = self.cleaned_data["upload"]
        return drawing(upload) if upload else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.instance.pk is None and not data.get("upload") and "upload" not in self.errors:
            self.add_error("upload", _("Choose a picture."))
        return data

    def save(self, commit: bool = True) -> Sticker:
        if self.cleaned_data["upload"]:
            redraw(self.instance, self.cleaned_data["upload"])
        return super().save(commit)


class StickerInline(StickerInlineBase):
    model = Sticker
    form = StickerForm
    extra = 0
    can_delete = False
    fields = ("seen", "upload", "slug", "words", "position")
    readonly_fields = ("seen",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and not (obj and obj.is_shipped)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.is_shipped)

    @admin.display(description=gettext_lazy("Sticker"))
    def seen(self, sticker: Sticker) -> SafeString | str:
        return picture(sticker.still_url, sticker.name) if sticker.pk else ""


@admin.register(StickerPack)
class StickerPackAdmin(PackAdminBase):
    list_display = ("seen", "title", "slug", "position", "retired_at")
    list_display_links = ("seen", "title")
    list_filter = (("retired_at", admin.EmptyFieldListFilter),)
    fields = ("slug", "title", "cover", "position", "retired_at")
    inlines = (StickerInline,)
    actions = ("retire", "offer_again")

    def get_queryset(self, request: HttpRequest) -> QuerySet[StickerPack]:
        return super().get_queryset(request).select_related("cover")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A pack's cover is one of its own."""
        if db_field.name == "cover" and request.resolver_match:
            kwargs["queryset"] = Sticker.objects.filter(pack=request.resolver_match.kwargs.get("object_id"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """What ships is brought up to date with the project, and not here; only its place is chosen."""
        return ["retired_at", *(["slug", "title", "cover"] if obj and obj.is_shipped else [])]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else {"slug": ("title",)}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Chats show what was sent of it: a pack is retired instead."""
        return False

    @admin.display(description=gettext_lazy("Cover"))
    def seen(self, pack: StickerPack) -> SafeString | str:
        return picture(pack.cover.still_url, pack.title) if pack.cover else "–"

    @admin.action(description=gettext_lazy("Retire: offer them no more"), permissions=["change"])
    def retire(self, request: HttpRequest, packs: QuerySet[StickerPack]) -> None:
        packs.filter(retired_at=None).update(retired_at=timezone.now())

    @admin.action(description=gettext_lazy("Offer them again"), permissions=["change"])
    def offer_again(self, request: HttpRequest, packs: QuerySet[StickerPack]) -> None:
        packs.update(retired_at=None)


@admin.register(Gif)
class PublicGifAdmin(GifAdminBase):
    """What everybody can find; anybody's other GIFs are not the moderators' business."""

    list_display = ("seen", "tags", "owner", "created_at")
    list_display_links = None
    search_fields = ("tags", "owner__username")
    list_select_related = ("owner",)
    actions = ("hide",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Gif]:
        return super().get_queryset(request).filter(is_public=True)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("GIF"))
    def seen(self, gif: Gif) -> SafeString:
        return picture(f"{reverse('gif_media', args=[gif.pk])}?poster", gif.tags)

    @admin.action(description=gettext_lazy("Show it to nobody but its owner"), permissions=["change"])
    def hide(self, request: HttpRequest, gifs: QuerySet[Gif]) -> None:
        for gif in gifs.select_related("owner"):
            actions.change_gif(owner=gif.owner, pk=gif.pk, tags=gif.tags, is_public=False)
        told = ngettext("%(count)d GIF is hidden.", "%(count)d GIFs are hidden.", len(gifs)) % {"count": len(gifs)}
        self.message_user(request, told, messages.SUCCESS)


@admin.register(Erasure)
class ErasureAdmin(ErasureAdminBase):
    list_display = ("day", "messages", "files", "size")
    list_display_links = None
    date_hierarchy = "day"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("Size"), ordering="bytes")
    def size(self, erasure: Erasure) -> str:
        return filesizeformat(erasure.bytes)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, with the total of all days above it."""
        total = Erasure.total()
        told = {"messages": total.messages, "files": total.files, "size": filesizeformat(total.bytes)}
        title = _("Erased so far: %(messages)d messages, %(files)d files, %(size)s") % told
        return super().changelist_view(request, (extra_context or {}) | {"title": title})
