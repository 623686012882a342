"""Settings and privacy, and the first step of a new account."""

from __future__ import annotations

from allauth.usersessions.adapter import get_adapter as get_sessions_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings as site
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import actions
from accounts.avatars import remove_avatar
from accounts.forms import FaceForm, LanguageForm, PrivacyForm, ProfileForm
from accounts.http import SeeOther, SignedInRequest, back_to

YEAR = 365 * 24 * 3600
PRIVACY = ("message_privacy", *PrivacyForm.SWITCHES)


@require_safe
@login_required
def settings(request: SignedInRequest) -> HttpResponse:
    return render(request, "accounts/settings.html")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def profile(request: SignedInRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, request.FILES or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("settings_profile")
    return render(request, "accounts/settings_profile.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["DELETE"])
@login_required
def avatar(request: SignedInRequest) -> HttpResponse:
    remove_avatar(user_id=request.user.pk)
    return back_to(request, reverse("settings_profile"))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def privacy(request: SignedInRequest) -> HttpResponse:
    user = request.user
    form = PrivacyForm(request.POST or None, initial={name: getattr(user, name) for name in PRIVACY})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        actions.set_message_privacy(user_id=user.pk, value=chosen["message_privacy"])
        if chosen["has_switches"]:
            actions.set_presence(user_id=user.pk, **{name: chosen[name] for name in PrivacyForm.SWITCHES})
        messages.success(request, _("Saved."))
        return redirect("settings_privacy")
    return render(request, "accounts/settings_privacy.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def language(request: SignedInRequest) -> HttpResponse:
    form = LanguageForm(request.POST or None, initial={"language": get_language()})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["language"]
        actions.set_language(user_id=request.user.pk, code=chosen)
        with override(chosen):
            messages.success(request, _("Saved."))
        response = redirect("settings_language")
        # What this browser speaks once nobody is signed in.
        response.set_cookie(site.LANGUAGE_COOKIE_NAME, chosen, max_age=YEAR, samesite="Lax", httponly=True)
        return response
    return render(request, "accounts/settings_language.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@login_required
def security(request: SignedInRequest) -> HttpResponse:
    return render(request, "accounts/settings_security.html")


@require_http_methods(["DELETE"])
@login_required
def session(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign out there."""
    ended = get_object_or_404(UserSession, pk=pk, user=request.user)
    get_sessions_adapter().end_sessions([ended])
    messages.success(request, _("Signed out there."))
    return SeeOther(reverse("usersessions_list"))


@require_safe
def safety(request: HttpRequest) -> HttpResponse:
    """What protects people here, the young ones most, and how to get help; for anybody, signed in or not."""
    return render(request, "accounts/safety.html", {"teen_protection": site.PAPERPLANE_TEEN_PROTECTION})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def welcome(request: SignedInRequest) -> HttpResponse:
    """The first step: a face. The next one is whom to follow."""
    form = FaceForm(request.POST or None, request.FILES or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect("welcome_people")
    return render(request, "accounts/welcome.html", {"form": form}, status=422 if form.errors else 200)
