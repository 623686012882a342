"""The queue of cases, and a page for each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from messaging.admin import casework
from messaging.models import Case, Report

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

    CaseAdminBase = ModelAdmin[Case]
else:
    CaseAdminBase = admin.ModelAdmin


class StateFilter(admin.SimpleListFilter):
    """The open ones, unless something else is asked for."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        closed = [(value, label) for value, label in Case.State.choices if value != Case.State.OPEN]
        return [*closed, ("all", _("All"))]

    def choices(self, changelist: ChangeList) -> Iterator[dict[str, Any]]:  # type: ignore[override]
        for value, label in [(None, Case.State.OPEN.label), *self.lookup_choices]:
            query = changelist.get_query_string({self.parameter_name: value} if value else {}, [self.parameter_name])
            yield {"selected": self.value() == value, "query_string": query, "display": label}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "all":
            return queryset
        known = self.value() if self.value() in Case.State.values else Case.State.OPEN
        return queryset.filter(state=known)


class ReasonFilter(admin.SimpleListFilter):
    title = _("reason")
    parameter_name = "reason"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Report.Reason.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in Report.Reason.values:
            return queryset
        # Asked beside the count, which would otherwise count only these.
        return queryset.filter(pk__in=Report.objects.filter(reason=self.value()).values("case"))


@admin.register(Case)
class CaseAdmin(CaseAdminBase):
    """Oldest first; the heads of the columns put the most reported first."""

    list_display = ("title", "about", "reasons", "count", "opened_at", "state")
    list_display_links = ("title",)
    list_filter = (StateFilter, "thing", ReasonFilter)
    list_per_page = 50
    search_fields = ("about__username",)
    search_help_text = _("The name of the account that it is about")
    ordering = ("opened_at", "pk")
    show_full_result_count = False
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Case]:
        cases = Case.objects.for_moderator(casework.moderator(request)).select_related("about")
        return cases.annotate(reported=Count("reports")).prefetch_related("reports").order_by(*self.ordering)

    @admin.display(description=_("what"), ordering="thing")
    def title(self, case: Case) -> str:
        return f"{case.get_thing_display()} · {case.pk}"

    @admin.display(description=_("why"))
    def reasons(self, case: Case) -> str:
        return ", ".join(sorted({report.get_reason_display() for report in case.reports.all()}))

    @admin.display(description=_("reports"), ordering="-reported")
    def count(self, case: Case) -> int:
        number: int = case.reported  # type: ignore[attr-defined]
        return number

    def get_urls(self) -> list[URLPattern]:
        exhibit = self.admin_site.admin_view(self.exhibit_view)
        own = path("exhibit/<int:pk>/<str:which>", exhibit, name="messaging_case_exhibit")
        return [own, *super().get_urls()]

    def exhibit_view(self, request: HttpRequest, pk: int, which: str) -> HttpResponseBase:
        return casework.exhibit_file(request, pk, which)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The case with its evidence, and what can be done about it."""
        return casework.case_page(request, object_id, self.admin_site.each_context(request))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What was done stands in the audit log, on the case's own page."""
        return self.change_view(request, object_id)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("messaging.judge_case")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
