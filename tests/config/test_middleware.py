from __future__ import annotations

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import Client
from django.urls import path
from django.views.decorators.cache import cache_control


def tell(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"method": request.method, "fields": request.POST.dict()})


@cache_control(private=True, max_age=60)
def cached(request: HttpRequest) -> HttpResponse:
    return HttpResponse("a picture")


urlpatterns = [path("tell", tell), path("cached", cached)]

pytestmark = pytest.mark.urls(__name__)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "put"])
def test_a_plain_form_can_mean_put_and_delete(client: Client, method: str) -> None:
    told = client.post("/tell", {"_method": method, "seq": "7"}).json()
    assert told == {"method": method.upper(), "fields": {"_method": method, "seq": "7"}}


@pytest.mark.parametrize("method", ["PATCH", "GET", "TRACE", ""])
def test_a_form_can_mean_nothing_else(client: Client, method: str) -> None:
    assert client.post("/tell", {"_method": method}).json()["method"] == "POST"


def test_a_link_can_mean_nothing_but_get(client: Client) -> None:
    assert client.get("/tell", {"_method": "DELETE"}).json()["method"] == "GET"


def test_a_form_without_a_token_is_refused_whatever_it_means() -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/tell", {"_method": "DELETE"}).status_code == 403


@pytest.mark.django_db
def test_what_a_session_sees_is_stored_nowhere(client: Client) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "anything"
    assert client.get("/tell")["Cache-Control"] == "no-store"


def test_what_anybody_sees_may_be_stored(client: Client) -> None:
    assert "Cache-Control" not in client.get("/tell")


@pytest.mark.django_db
def test_a_view_may_say_more_about_storing(client: Client) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "anything"
    assert client.get("/cached")["Cache-Control"] == "private, max-age=60"
