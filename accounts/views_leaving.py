"""The pages on which an account is deleted, and kept."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import actions_leaving as actions
from accounts.forms import LeaveForm
from accounts.http import SeeOther, SignedInRequest
from accounts.leaving import offered, withdraw


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def leave(request: SignedInRequest) -> HttpResponse:
    """Say what deleting means, and do it once the password was given."""
    form = LeaveForm(request.POST or None, user=request.user)
    context = {"form": form, "days": actions.GRACE.days}
    if request.method != "POST":
        return render(request, "accounts/leave.html", context)
    if not ratelimit.consume(request, action="reauthenticate", user=request.user):
        form.add_error("password", _("Too many tries. Wait a few minutes."))
        response = render(request, "accounts/leave.html", context, status=429)
        response["Retry-After"] = "300"
        return response
    if not form.is_valid():
        return render(request, "accounts/leave.html", context, status=422)
    leaving = actions.leave(user_id=request.user.pk)
    get_adapter().logout(request)
    date = date_format(leaving.due_at, "DATE_FORMAT")
    messages.success(request, _("Your account is closed, and will be deleted on %(date)s.") % {"date": date})
    return SeeOther(reverse("account_login"))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def keep(request: HttpRequest) -> HttpResponse:
    """Offer to keep an account that is leaving, to whoever has just signed in to it."""
    leaving = offered(request)
    if leaving is None:
        return SeeOther(reverse("account_login"))
    if request.method != "POST":
        return render(request, "accounts/keep.html", {"leaving": leaving})
    withdraw(request)
    try:
        opens = actions.keep(user_id=leaving.user_id)
    except (actions.NotLeaving, actions.AlreadyErased):
        messages.error(request, _("This account has been deleted meanwhile."))
        return SeeOther(reverse("account_login"))
    if opens:
        messages.success(request, _("Your account is as it was. Sign in to go on."))
    return SeeOther(reverse("account_login" if opens else "account_inactive"))
