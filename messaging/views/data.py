"""One's own data: what is kept, an export of all of it, and the way to delete the account."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions_exports import IsLeaving, TooManyExports, ask_for_export, cancel_export
from accounts.http import SeeOther, SignedInRequest, signed_in
from accounts.media import send_file
from accounts.models import Export, ExportState
from accounts.ranges import part_of
from messaging.exporting import jobs
from messaging.media import PRIVATE
from messaging.tasks_accounts import make_export


@require_safe
@signed_in
def data(request: SignedInRequest) -> HttpResponse:
    return render(request, "accounts/settings_data.html", latest(request))


@require_safe
@signed_in
def progress(request: SignedInRequest) -> HttpResponse:
    """How far the export is: asked every second while it is in the making."""
    return render(request, "accounts/_export.html", latest(request))


def latest(request: SignedInRequest) -> dict[str, Any]:
    """The export that was asked for last; one in nobody's hands is given to the worker once more, and one that tells
    of what was deleted since goes."""
    export = Export.objects.filter(user=request.user).exclude(state=ExportState.GONE).order_by("-pk").first()
    if export and jobs.let_go(export):
        make_export.enqueue(export.pk)
    if export and export.state == ExportState.READY and jobs.is_outdated(export):
        jobs.forget([export])
        return {"export": None, "was_outdated": True}
    return {"export": export}


@require_http_methods(["POST", "DELETE"])
@signed_in
def export(request: SignedInRequest) -> HttpResponse:
    """Have an export made, or do without."""
    if request.method == "DELETE":
        cancel_export(user_id=request.user.pk)
        return SeeOther(reverse("settings_data"))
    try:
        asked, is_new = ask_for_export(user_id=request.user.pk)
    except IsLeaving:
        raise Http404 from None
    except TooManyExports as error:
        messages.error(request, _("You have made several today. Try again tomorrow."))
        response = render(request, "accounts/settings_data.html", latest(request), status=429)
        response["Retry-After"] = str(error.retry_after)
        return response
    if is_new:
        make_export.enqueue(asked.pk)
    return SeeOther(reverse("settings_data"))


@require_safe
@signed_in
def export_file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The export itself, for its owner alone and for nobody's cache; what she has deleted since is not handed out."""
    own = Export.objects.select_related("user").filter(user=request.user)
    export = get_object_or_404(own, pk=pk)
    if jobs.is_outdated(export):
        jobs.forget([export])
        raise Http404
    response = send_file(export.file.name or "", content_type="application/zip", cache_control=PRIVATE)
    name = f"paperplane-{export.user.username}-{export.asked_at:%Y-%m-%d}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return part_of(request, response)
