"""Home, people and what stands between them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import pace
from accounts.actions import end_welcome
from accounts.http import SeeOther, SignedInRequest, back_to, signed_in, wants_json
from accounts.models import User
from social import actions, feed, people
from social.models import Block, Follow
from social.suggestions import Cursor, suggestions

PAGE = 30
WELCOME = 12


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return render(request, "social/home.html")
    page = feed.feed(request.user, feed.Cursor.read(request.GET.get("after", "")))
    if request.headers.get("HX-Request"):
        return render(request, "social/_reels.html", {"page": page})
    if page.videos:
        return render(request, "social/feed.html", {"page": page})
    return render(request, "social/home.html", {"suggestions": suggestions(request.user)})


@require_safe
@login_required
def discover(request: SignedInRequest) -> HttpResponse:
    words, after = request.GET.get("q", "").strip(), request.GET.get("after", "")
    context: dict[str, Any] = {"q": words}
    if words:
        pace.keep(pace.SEARCHES, request.user.pk)
        found = people.found(request.user, words, after, PAGE + 1)
        context |= {"people": found[:PAGE], "next_cursor": found[PAGE - 1].username if len(found) > PAGE else ""}
    else:
        context["suggestions"] = suggestions(request.user, Cursor.read(after))
    part = "#people" if request.headers.get("HX-Target") == "people" else ""
    return render(request, f"social/discover.html{part}", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def welcome_people(request: SignedInRequest) -> HttpResponse:
    """The last of the first steps: whom to follow."""
    if request.method == "POST":
        end_welcome(user_id=request.user.pk)
        return SeeOther(reverse("home"))
    return render(request, "social/welcome_people.html", {"suggestions": suggestions(request.user, size=WELCOME)})


@require_safe
def profile(request: HttpRequest, name: str) -> HttpResponse:
    if not request.user.is_authenticated:
        person = get_object_or_404(User, username=name, is_active=True)
        context = {"person": person, "grid": grid_of(request, None, person), **counts(person)}
        return render(request, "social/profile.html", context)
    visible = Q(is_active=True) | Q(pk=request.user.pk)
    person = get_object_or_404(people.with_relation(User.objects.filter(visible), request.user), username=name)
    context = {"person": person, "is_me": person.pk == request.user.pk, **counts(person)}
    context["grid"] = grid_of(request, request.user, person)
    return render(request, "social/profile.html", context)


def grid_of(request: HttpRequest, reader: User | None, author: User) -> feed.VideoPage:
    """A page of `author`'s videos; `?before=` goes on from one."""
    before = request.GET.get("before", "")
    return feed.grid(reader, author, int(before[:18]) if before.isdecimal() else None)


def counts(person: User) -> dict[str, int]:
    return {
        "subscriptions_count": Follow.objects.filter(follower=person).count(),
        "followers_count": Follow.objects.filter(followed=person).count(),
    }


@require_safe
@login_required
def me(request: SignedInRequest) -> HttpResponse:
    return render(
        request,
        "social/me.html",
        {"person": request.user, "grid": grid_of(request, request.user, request.user), **counts(request.user)},
    )


@require_safe
@login_required
def subscriptions(request: SignedInRequest) -> HttpResponse:
    rows = Follow.objects.filter(follower=request.user)
    return people_list(request, rows, "followed_id", kind="subscriptions", title=_("Subscriptions"))


@require_safe
@login_required
def followers(request: SignedInRequest) -> HttpResponse:
    rows = Follow.objects.filter(followed=request.user)
    return people_list(request, rows, "follower_id", kind="followers", title=_("Followers"))


@require_safe
@login_required
def blacklist(request: SignedInRequest) -> HttpResponse:
    rows = Block.objects.filter(blocker=request.user)
    return people_list(request, rows, "blocked_id", kind="blacklist", title=_("Blacklist"))


def people_list(
    request: SignedInRequest, rows: QuerySet[Follow] | QuerySet[Block], column: str, *, kind: str, title: str
) -> HttpResponse:
    """A page of the accounts in `column` of `rows`, the latest first; `?before=` goes on from a row."""
    before = request.GET.get("before", "")
    if before.isdecimal():
        rows = rows.filter(pk__lt=int(before[:18]))
    page = list(rows.order_by("-pk").values_list("pk", column)[: PAGE + 1])
    next_cursor = page[PAGE - 1][0] if len(page) > PAGE else None
    told = people.with_relation(User.objects.filter(is_active=True), request.user).in_bulk(
        [pk for _row, pk in page[:PAGE]]
    )
    shown = [told[pk] for _row, pk in page[:PAGE] if pk in told]
    context = {"kind": kind, "title": title, "people": shown, "next_cursor": next_cursor}
    return render(request, "social/people_list.html", context)


@require_http_methods(["PUT", "DELETE"])
@signed_in
def follow(request: SignedInRequest, name: str) -> HttpResponse:
    if request.method == "PUT":
        pace.keep(pace.FOLLOWS, request.user.pk)
    act = actions.follow if request.method == "PUT" else actions.unfollow
    return change(request, name, lambda other: act(follower_id=request.user.pk, followed_id=other))


@require_http_methods(["PUT", "DELETE"])
@signed_in
def block(request: SignedInRequest, name: str) -> HttpResponse:
    act = actions.block if request.method == "PUT" else actions.unblock
    return change(request, name, lambda other: act(blocker_id=request.user.pk, blocked_id=other))


def change(request: SignedInRequest, name: str, act: Callable[[int], bool]) -> HttpResponse:
    """Bring about what stands between the user and `name`, and answer how it stands now; asking twice is no mistake."""
    other = User.objects.filter(username=name).values_list("pk", flat=True).first()
    if other is None:
        raise Http404
    status, sentence = 200, ""
    try:
        act(other)
    except actions.NotAllowed as refused:
        status, sentence = 403, str(refused.sentence)
    person = people.with_relation(User.objects.all(), request.user).get(pk=other)
    if wants_json(request):
        told = {"follow": person.i_follow, "block": person.i_block}
        return JsonResponse(told | ({"text": sentence} if sentence else {}), status=status)
    if request.headers.get("HX-Request"):
        return render(request, "social/live/relation.html", {"person": person, "error": sentence}, status=status)
    if sentence:
        return render(request, "social/refused.html", {"person": person, "error": sentence}, status=status)
    return back_to(request, person.get_absolute_url())
