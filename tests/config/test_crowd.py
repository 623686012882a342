"""More requests than can be answered in a moment: who is turned away, how, and that there is room again."""

from __future__ import annotations

import asyncio
import threading

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import path
from prometheus_client import REGISTRY

from config import queueing
from config.handler import Handler
from tests.config.test_handler import Message, fail, scope, talk, thread


def wait(request: HttpRequest) -> HttpResponse:
    assert let_go.wait(30)
    return HttpResponse("at last")


SIGNED_IN = "csrftoken=a; sessionid=b"

let_go = threading.Event()

urlpatterns = [path(view.__name__, view) for view in (thread, fail, wait)]

pytestmark = pytest.mark.urls(__name__)


def ask_in_a_crowd(*asked: Message) -> tuple[list[list[Message]], list[list[Message]]]:
    """What each of `asked` is answered while as many wait as may, and then what those are answered."""

    async def scenario() -> tuple[list[list[Message]], list[list[Message]]]:
        application = Handler()
        theirs = scope("/wait", headers={"cookie": SIGNED_IN})
        waiting = [asyncio.create_task(talk(application, theirs)) for _n in range(queueing.ADMITTED)]
        async with asyncio.timeout(20):
            while application._queue.admitted < queueing.ADMITTED:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        try:
            turned_away = [await asyncio.wait_for(talk(application, one), 20) for one in asked]
        finally:
            let_go.set()
        return turned_away, await asyncio.gather(*waiting)

    let_go.clear()
    return asyncio.run(scenario())


def test_whoever_finds_the_queue_full_is_told_at_once_when_to_come_again() -> None:
    htmx = scope("/thread", "POST", {"hx-request": "true", "accept-language": "ru"})
    program = scope("/thread", "POST", {"accept": "application/json"})
    turned_away, waited = ask_in_a_crowd(htmx, program, scope("/thread"))
    for start, body in turned_away:
        assert start["status"] == 503
        assert dict(start["headers"])[b"Content-Length"] == str(len(body["body"])).encode()
        assert dict(start["headers"])[b"Retry-After"] == b"1"
    bodies = [body["body"].decode() for _start, body in turned_away]
    assert "data-error" in bodies[0]
    assert "Слишком" in bodies[0] or "Сейчас" in bodies[0]
    assert '"error": "busy"' in bodies[1]
    assert "<html" in bodies[2]
    assert all(start["status"] == 200 for start, _body in waited)


def test_what_a_plain_form_held_is_kept_on_the_page() -> None:
    fields = b"client_id=00000000-0000-0000-0000-000000000001&text=not+lost"
    headers = {"content-type": "application/x-www-form-urlencoded", "content-length": str(len(fields))}

    async def scenario() -> list[Message]:
        application = Handler()
        application._queue.admitted = queueing.ADMITTED
        return await talk(application, scope("/thread", "POST", headers), {"type": "http.request", "body": fields})

    _start, body = asyncio.run(scenario())
    assert "not lost" in body["body"].decode()


def test_a_probe_is_let_through() -> None:
    async def scenario() -> list[Message]:
        application = Handler()
        application._queue.admitted = queueing.ADMITTED
        return await talk(application, scope("/healthz"))

    start, _body = asyncio.run(scenario())
    assert start["status"] == 404  # by the addresses of these tests: it was asked


def test_room_comes_back_with_each_answer_also_with_those_that_fail() -> None:
    def told() -> float | None:
        return REGISTRY.get_sample_value("paperplane_requests_under_way")

    async def scenario() -> int:
        application = Handler()
        await talk(application, scope("/fail"))
        await talk(application, scope("/thread"))
        return application._queue.admitted

    before = told()
    assert asyncio.run(scenario()) == 0
    assert told() == before
    with queueing.Queue().place():
        assert told() == (before or 0) + 1


def test_a_send_is_turned_away_once_others_have_waited_and_a_page_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(queueing.time, "monotonic", lambda: now)
    signed_in = {"cookie": SIGNED_IN}
    queue = queueing.Queue()
    send, page = (scope("/messages/@bob/", method, signed_in) for method in ("POST", "GET"))
    with queue.place() as begin:
        assert not queue.is_full_for(send)
        now += queueing.SEND_PATIENCE + 0.01
        assert not queue.is_full_for(send), "a few who wait are no crowd"
        queue.admitted += queueing.CROWD - 1
        assert queue.is_full_for(send)
        assert not queue.is_full_for(page)
        assert not queue.is_full_for(scope("/messages/@bob/read", "POST", signed_in))
        # It has its thread, however long it takes there.
        assert begin(lambda word: word, "done") == "done"
        assert not queue.is_full_for(send)
    assert queue.admitted == queueing.CROWD - 1


def test_those_who_have_not_signed_in_leave_the_places_to_those_who_have() -> None:
    queue = queueing.Queue()
    stranger, stylesheet = scope("/accounts/login/"), scope("/static/css/base.css")
    visitor = scope("/accounts/login/", headers={"cookie": "csrftoken=sessionid"})
    signed_in = scope("/accounts/login/", headers={"cookie": SIGNED_IN})
    queue.admitted = queueing.STRANGERS - 1
    assert not queue.is_full_for(stranger)
    queue.admitted = queueing.ADMITTED - 1
    assert [queue.is_full_for(one) for one in (stranger, visitor)] == [True, True]
    assert [queue.is_full_for(one) for one in (signed_in, stylesheet)] == [False, False]


def test_a_remembered_refusal_is_told_to_nobody_in_another_tongue() -> None:
    asked = [
        {"accept": "application/json", "accept-language": "en"},
        {"accept": "application/json", "accept-language": "ru"},
        {"accept": "application/json", "accept-language": "en", "cookie": "django_language=ru"},
        {"accept": "text/html", "hx-request": "true", "accept-language": "en"},
    ]
    crowd = [scope("/thread", "POST", headers) for _n in range(2) for headers in asked]
    turned_away, _waited = ask_in_a_crowd(*crowd)
    bodies = [body["body"] for _start, body in turned_away]
    assert bodies[:4] == bodies[4:]
    english, russian, chosen, fragment = bodies[:4]
    assert chosen == russian != english
    assert fragment.startswith(b"<p data-error>Too much")
