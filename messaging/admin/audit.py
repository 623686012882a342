"""The audit log: to be read, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from messaging.models import AuditEntry

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

    AuditAdminBase = ModelAdmin[AuditEntry]
else:
    AuditAdminBase = admin.ModelAdmin


@admin.register(AuditEntry)
class AuditAdmin(AuditAdminBase):
    list_display = ("at", "actor", "deed", "case", "about", "details")
    list_display_links = None
    list_filter = ("deed", ("actor", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("actor", "case", "about")
    search_fields = ("actor__username", "about__username", "=case__id")
    show_full_result_count = False
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        """Who reports is known to those who work on the case, and to no one who is part of it."""
        return super().get_queryset(request).exclude(case__about=request.user.pk)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
