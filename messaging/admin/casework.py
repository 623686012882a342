"""One case: what a moderator sees of it, and what she does about it. Each look is noted in the audit log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.media import send_file
from accounts.ranges import part_of
from messaging import actions
from messaging.media import PRIVATE
from messaging.models import AuditEntry, Case, Deed, Exhibit, Report, Thing
from messaging.moderation import audit, evidence
from messaging.moderation.forms import BirthdateForm, MergeForm, VerdictForm
from messaging.moderation.history import history_of

if TYPE_CHECKING:
    from accounts.models import User

REPORTS_SHOWN = 10
# A film is asked for piece by piece: within so long it counts as one look.
ONE_LOOK = dt.timedelta(minutes=5)
TYPES = {Exhibit.Kind.VIDEO: "video/mp4"}
CAN_BE_REMOVED = (Exhibit.Kind.STICKER, Exhibit.Kind.GIF, Exhibit.Kind.VIDEO)


def moderator(request: HttpRequest) -> User:
    """Who is at work; the admin lets in nobody else."""
    return cast("User", request.user)


def case_page(request: HttpRequest, object_id: str, site: dict[str, Any]) -> HttpResponse:
    """The page of a case, or what comes of a press on it. Raises Http404 for one that is unknown or not hers to see."""
    if not request.user.has_perm("messaging.view_case"):
        raise PermissionDenied
    number = int(object_id[:18]) if object_id.isdecimal() else 0
    case = get_object_or_404(Case.objects.for_moderator(moderator(request)).select_related("about"), pk=number)
    deed = _DEEDS.get(request.POST.get("deed", "")) if request.method == "POST" else None
    if deed is None:
        audit.note(Deed.LOOKED, actor=moderator(request), case=case)
        return drawn(request, case, site)
    if not request.user.has_perm("messaging.judge_case"):
        raise PermissionDenied
    return _done(request, case, site, deed)


def drawn(request: HttpRequest, case: Case, site: dict[str, Any], status: int = 200, **forms: Any) -> HttpResponse:
    """The page, with those of its `forms` that were filled in wrongly as they were filled in."""
    user = moderator(request)
    rows = Report.objects.filter(case=case).select_related("reporter").prefetch_related("exhibits__author")
    page = Paginator(rows.order_by("pk"), REPORTS_SHOWN).get_page(request.GET.get("p"))
    for report in page:
        for exhibit in report.exhibits.all():
            exhibit.is_intact = evidence.is_intact(exhibit)  # type: ignore[attr-defined]
    reporters = [report.reporter for report in page]
    # A moderator who has reported it, or whom it is about, never gets here: the case is not hers.
    people = [case.about] if case.about else []
    others = others_of(case, user)
    context = {
        "case": case,
        "reports": page,
        "histories": [history_of(person, user, case) for person in dict.fromkeys([*people, *reporters])],
        "verdict_form": VerdictForm(),
        "birthdate_form": BirthdateForm(initial=_birthdate(case)),
        "merge_form": MergeForm(others=others) if others.exists() else None,
        "removable": Exhibit.objects.filter(report__case=case, is_reported=True, kind__in=CAN_BE_REMOVED).exists(),
        "audit": AuditEntry.objects.filter(case=case).select_related("actor", "about").order_by("-id")[:50],
        "may_judge": request.user.has_perm("messaging.judge_case"),
        "is_message": case.thing == Thing.MESSAGE,
        "title": str(case),
    }
    return TemplateResponse(request, "admin/messaging/case/page.html", site | context | forms, status=status)


def others_of(case: Case, user: User) -> Any:
    """What can be merged into `case`."""
    return Case.objects.for_moderator(user).open().filter(about=case.about_id).exclude(about=None).exclude(pk=case.pk)


def _birthdate(case: Case) -> dict[str, Any]:
    return {"was": case.about.birthdate, "birthdate": case.about.birthdate} if case.about else {}


def _done(request: HttpRequest, case: Case, site: dict[str, Any], deed: Callable[..., Any]) -> HttpResponse:
    try:
        wrong = deed(request, case)
    except actions.AlreadyClosed as closed:
        messages.error(request, closed_by(closed.case))
        return drawn(request, closed.case, site, 409)
    except actions.Stale:
        messages.error(request, _("Somebody has changed this meanwhile. Look again."))
        return drawn(request, Case.objects.select_related("about").get(pk=case.pk), site, 409)
    except Case.DoesNotExist:
        raise Http404 from None
    if wrong:
        return drawn(request, case, site, 422, **wrong)
    case.refresh_from_db()
    return (
        redirect("admin:messaging_case_change", case.pk)
        if case.is_open
        else redirect("admin:messaging_case_changelist")
    )


def closed_by(case: Case) -> str:
    """Who was first, in a sentence."""
    told = {
        "name": f"@{case.closed_by.username}" if case.closed_by else "Paperplane",
        "date": date_format(case.closed_at, "DATETIME_FORMAT") if case.closed_at else "",
        "state": case.get_state_display(),
    }
    return _("%(name)s has closed this case already, on %(date)s: %(state)s. Nothing was done twice.") % told


def _dismiss(request: HttpRequest, case: Case) -> dict[str, Any]:
    actions.dismiss(case_id=case.pk, moderator=moderator(request))
    messages.success(request, _("%(case)s is dismissed; whoever reported is told.") % {"case": case})
    return {}


def _act(request: HttpRequest, case: Case) -> dict[str, Any]:
    form = VerdictForm(request.POST)
    if not form.is_valid():
        return {"verdict_form": form}
    actions.act(case_id=case.pk, moderator=moderator(request), verdict=form.verdict())
    messages.success(request, _("%(case)s is closed; whoever reported is told.") % {"case": case})
    return {}


def _correct(request: HttpRequest, case: Case) -> dict[str, Any]:
    form = BirthdateForm(request.POST)
    if not form.is_valid():
        return {"birthdate_form": form}
    told = form.cleaned_data
    actions.correct_birthdate(
        case_id=case.pk, moderator=moderator(request), was=told["was"], birthdate=told["birthdate"]
    )
    messages.success(request, _("The birthdate is corrected."))
    return {}


def _merge(request: HttpRequest, case: Case) -> dict[str, Any]:
    other = request.POST.get("other", "")
    if not other.isdecimal():
        return {"merge_form": MergeForm(request.POST, others=others_of(case, moderator(request)))}
    actions.merge(case_id=case.pk, moderator=moderator(request), other_id=int(other[:18]))
    messages.success(request, _("The reports of case %(other)s stand here now.") % {"other": other})
    return {}


_DEEDS = {"dismiss": _dismiss, "act": _act, "birthdate": _correct, "merge": _merge}


def exhibit_file(request: HttpRequest, pk: int, which: str) -> HttpResponseBase:
    """A file of an exhibit, or its `poster`, whole or in part, to those who may see its case. Raises Http404."""
    if not request.user.has_perm("messaging.view_case"):
        raise PermissionDenied
    exhibit = get_object_or_404(Exhibit.objects.select_related("report__case"), pk=pk)
    case = get_object_or_404(Case.objects.for_moderator(moderator(request)), pk=exhibit.report.case_id)
    name = exhibit.poster.name if which == "poster" else exhibit.file.name
    if not name or which not in {"file", "poster"}:
        raise Http404
    details = f"{exhibit.kind} {exhibit.pk}"
    seen = AuditEntry.objects.filter(
        actor=moderator(request), deed=Deed.OPENED, case=case, details=details, at__gt=timezone.now() - ONE_LOOK
    )
    if not seen.exists():
        audit.note(Deed.OPENED, actor=moderator(request), case=case, details=details)
    kind = "image/jpeg" if name.endswith(".jpg") else "image/webp"
    content_type = TYPES.get(Exhibit.Kind(exhibit.kind), kind) if which == "file" else kind
    return part_of(request, send_file(name, content_type=content_type, cache_control=PRIVATE))
