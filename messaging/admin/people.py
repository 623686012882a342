"""Accounts as moderators meet them: names, suspensions and roles. Nobody signs in as somebody else from here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.mfa import admin as second_factors
from allauth.usersessions import admin as sessions
from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import actions as accounts
from accounts.models import Suspension, User
from messaging.admin.casework import moderator
from messaging.models import Deed
from messaging.moderation import audit

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

    UserAdminBase = ModelAdmin[User]
    SuspensionAdminBase = ModelAdmin[Suspension]
else:
    UserAdminBase = SuspensionAdminBase = admin.ModelAdmin

# A session's key signs in, and a second factor's secret would: neither is anybody's business. Their own modules have
# been read above, so that they are not registered again.
admin.site.unregister((sessions.UserSession, second_factors.Authenticator))


@admin.register(User)
class PersonAdmin(UserAdminBase):
    """Found by name; only administrators change something, and that is who works here."""

    list_display = ("username", "display_name", "date_joined", "is_active", "is_staff")
    list_filter = ("is_active", "is_staff", "groups")
    search_fields = ("username", "display_name")
    show_full_result_count = False
    ordering = ("username",)
    fields = ("username", "display_name", "bio", "date_joined", "is_active", "is_staff", "groups")
    readonly_fields = ("username", "display_name", "bio", "date_joined", "is_active")
    filter_horizontal = ("groups",)
    actions = ("open_again",)

    def view_on_site(self, user: User) -> str:
        return user.get_absolute_url()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An account is never deleted, only anonymised."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may do everything is beyond the administrators, and nobody changes her own roles."""
        is_beyond = obj is not None and (obj.is_superuser or obj.pk == request.user.pk)
        return super().has_change_permission(request, obj) and (request.user.is_superuser or not is_beyond)

    def save_related(self, request: HttpRequest, form: forms.BaseModelForm[User], formsets: Any, change: bool) -> None:
        """With a note of the roles that the account has from now on."""
        with transaction.atomic():
            super().save_related(request, form, formsets, change)
            user: User = form.instance
            roles = ", ".join(user.groups.order_by("name").values_list("name", flat=True))
            details = f"{'staff' if user.is_staff else 'no staff'}: {roles}"
            audit.note(Deed.ROLES, actor=moderator(request), about_id=user.pk, details=details)

    def has_judge_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("messaging.judge_case")

    @admin.action(description=gettext_lazy("Open these accounts again"), permissions=["judge"])
    def open_again(self, request: HttpRequest, users: QuerySet[User]) -> None:
        for user in users.filter(is_active=False):
            with transaction.atomic():
                accounts.set_active(user_id=user.pk, active=True)
                audit.note(Deed.OPENED_ACCOUNT, actor=moderator(request), about_id=user.pk)
        self.message_user(request, _("The accounts are open."), messages.SUCCESS)


@admin.register(Suspension)
class SuspensionAdmin(SuspensionAdminBase):
    list_display = ("user", "reason", "until", "by", "created_at", "lifted_at")
    list_display_links = None
    list_filter = (("lifted_at", admin.EmptyFieldListFilter),)
    list_select_related = ("user", "by")
    search_fields = ("user__username",)
    ordering = ("-until",)
    actions = ("lift",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_judge_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("messaging.judge_case")

    @admin.action(description=gettext_lazy("Lift: the account may write again"), permissions=["judge"])
    def lift(self, request: HttpRequest, suspensions: QuerySet[Suspension]) -> None:
        for user_id in sorted(set(suspensions.values_list("user", flat=True))):
            with transaction.atomic():
                if accounts.lift_suspensions(user_id=user_id):
                    audit.note(Deed.LIFTED, actor=moderator(request), about_id=user_id)
        self.message_user(request, _("The suspensions are lifted."), messages.SUCCESS)
