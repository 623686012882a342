"""The whole stack in one hop: what goes in, what comes out, and in which thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.core import signals
from django.db import connection, connections
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from config import handler
from config.handler import Handler
from messaging import bus

Message = dict[str, Any]


def thread(request: HttpRequest) -> HttpResponse:
    return HttpResponse(threading.current_thread().name)


@csrf_exempt
def echo(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(request.body, headers={"X-Method": request.method})
    response.set_cookie("one", "1")
    response.set_cookie("two", "2")
    return response


def speak(request: HttpRequest) -> HttpResponse:
    before = translation.get_language()
    translation.activate("de")
    return HttpResponse(before)


def fail(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


class Parts:
    """A body in four parts that notes which threads it meets, and how far it was drawn."""

    def __init__(self) -> None:
        self.drawn, self.threads, self.is_closed = 0, set[str](), False

    def __iter__(self) -> Iterator[bytes]:
        while self.drawn < 4:
            self.threads.add(threading.current_thread().name)
            self.drawn += 1
            yield b"part %d " % self.drawn

    def close(self) -> None:
        self.threads.add(threading.current_thread().name)
        self.is_closed = True


drawn: list[Parts] = []


def stream(request: HttpRequest) -> StreamingHttpResponse:
    drawn.append(Parts())
    return StreamingHttpResponse(drawn[-1])


def broken(request: HttpRequest) -> StreamingHttpResponse:
    def draw() -> Iterator[bytes]:
        yield b"half"
        raise ZeroDivisionError

    return StreamingHttpResponse(draw())


def query(request: HttpRequest) -> StreamingHttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return StreamingHttpResponse(str(pool_in_use()).encode() for _ in range(1))


def file(request: HttpRequest) -> FileResponse:
    return FileResponse(Path(__file__).open("rb"))


urlpatterns = [path(view.__name__, view) for view in (thread, echo, speak, fail, stream, broken, query, file)]

pytestmark = pytest.mark.urls(__name__)


def pool_in_use() -> int:
    stats = connections["default"].pool.get_stats()  # type: ignore[attr-defined]
    return int(stats["pool_size"] - stats["pool_available"])


def scope(where: str, method: str = "GET", headers: dict[str, str] | None = None) -> Message:
    pairs = {"host": "localhost"} | (headers or {})
    return {
        "type": "http",
        "method": method,
        "path": where,
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in pairs.items()],
    }


async def talk(application: Handler, asked: Message, *bodies: Message) -> list[Message]:
    """What `application` sends when it is asked; `bodies` are what it receives."""
    communicator = ApplicationCommunicator(application, asked)
    for body in bodies or ({"type": "http.request"},):
        await communicator.send_input(body)
    sent: list[Message] = []
    while not sent or sent[-1].get("more_body", True):
        sent.append(await communicator.receive_output(timeout=10))
    await communicator.wait(timeout=10)
    return sent


def ask(where: str, *bodies: Message, application: Handler | None = None, **asked: Any) -> list[Message]:
    return asyncio.run(talk(application or Handler(), scope(where, **asked), *bodies))


def test_a_body_goes_in_and_comes_out() -> None:
    start, body = ask(
        "/echo",
        {"type": "http.request", "body": b"Hello ", "more_body": True},
        {"type": "http.request", "body": b"there"},
        method="PUT",
    )
    assert start["status"] == 200
    assert (b"X-Method", b"PUT") in start["headers"]
    assert [value for name, value in start["headers"] if name == b"Set-Cookie"] == [b"one=1; Path=/", b"two=2; Path=/"]
    assert body["body"] == b"Hello there"


def test_requests_share_a_few_threads_that_persist() -> None:
    async def many() -> set[bytes]:
        application = Handler()
        signed_in = {"cookie": "sessionid=a"}
        answers = await asyncio.gather(*(talk(application, scope("/thread", headers=signed_in)) for _ in range(40)))
        return {body["body"] for _start, body in answers}

    names = asyncio.run(many())
    assert 1 <= len(names) <= handler.REQUEST_THREADS
    assert all(name.startswith(b"request") for name in names)


def test_what_one_request_sets_is_not_there_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handler, "REQUEST_THREADS", 1)
    application = Handler()
    told = [ask("/speak", application=application)[1]["body"] for _ in range(3)]
    assert told == [b"en", b"en", b"en"]


def test_pushes_go_to_the_loop_that_serves() -> None:
    async def loop_remembered() -> bool:
        await talk(Handler(), scope("/thread"))
        return bus._server_loop is asyncio.get_running_loop()

    assert asyncio.run(loop_remembered())


def test_an_error_is_djangos_500() -> None:
    start, body = ask("/fail")
    assert start["status"] == 500
    assert b"ZeroDivisionError" not in body["body"]


def test_a_body_declared_too_large_is_refused_unread() -> None:
    async def receive() -> Message:
        raise AssertionError("It was read.")

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    declared = {"content-length": str(settings.PAPERPLANE_BODY_LIMIT + 1)}
    asyncio.run(Handler()(scope("/echo", "POST", declared), receive, send))
    assert [message.get("status") for message in sent] == [413, None]
    assert sent[1]["body"] == b"This is too large: at most 4 MB can be sent at once."


def test_a_body_that_turns_out_too_large_is_refused() -> None:
    part = {"type": "http.request", "body": bytes(settings.PAPERPLANE_BODY_LIMIT // 2 + 1), "more_body": True}
    start, _body = ask("/echo", part, part, method="POST")
    assert start["status"] == 413


def test_a_body_of_just_the_limit_is_taken() -> None:
    whole = bytes(settings.PAPERPLANE_BODY_LIMIT)
    start, body = ask("/echo", {"type": "http.request", "body": whole}, method="POST")
    assert (start["status"], len(body["body"])) == (200, len(whole))


def test_who_leaves_while_sending_gets_nothing() -> None:
    async def leave() -> bool:
        communicator = ApplicationCommunicator(Handler(), scope("/echo", "POST"))
        await communicator.send_input({"type": "http.request", "body": b"Hel", "more_body": True})
        await communicator.send_input({"type": "http.disconnect"})
        await communicator.wait(timeout=10)
        return await communicator.receive_nothing()

    assert asyncio.run(leave())


def test_a_stream_keeps_to_one_thread_of_its_own_and_is_closed_there() -> None:
    sent = ask("/stream")
    assert b"".join(message.get("body", b"") for message in sent) == b"part 1 part 2 part 3 part 4 "
    assert drawn[-1].is_closed
    assert len(drawn[-1].threads) == 1
    assert drawn[-1].threads.pop().startswith("stream")


def test_a_stream_ends_when_nobody_listens_any_more() -> None:
    async def leave() -> None:
        communicator = ApplicationCommunicator(Handler(), scope("/stream"))
        await communicator.send_input({"type": "http.request"})
        await communicator.send_input({"type": "http.disconnect"})
        await communicator.wait(timeout=10)

    asyncio.run(leave())
    assert drawn[-1].drawn < 4
    assert drawn[-1].is_closed


def test_a_stream_that_breaks_is_left_to_the_server_to_cut_off() -> None:
    async def listen() -> list[Message]:
        communicator = ApplicationCommunicator(Handler(), scope("/broken"))
        await communicator.send_input({"type": "http.request"})
        sent = [await communicator.receive_output(timeout=10) for _ in range(2)]
        with pytest.raises(ZeroDivisionError):
            await communicator.wait(timeout=10)
        return sent

    assert asyncio.run(listen())[1] == {"type": "http.response.body", "body": b"half", "more_body": True}


@pytest.mark.parametrize("size", [handler.SMALL_FILE, 0])
def test_a_file_arrives_whole_however_it_is_sent(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(handler, "SMALL_FILE", size)
    sent = ask("/file")
    assert b"".join(message.get("body", b"") for message in sent) == Path(__file__).read_bytes()
    assert len(sent) == (2 if size else 3)


def test_head_tells_the_length_and_sends_nothing() -> None:
    start, body = ask("/file", method="HEAD")
    assert (b"Content-Length", str(Path(__file__).stat().st_size).encode()) in start["headers"]
    assert body["body"] == b""


@pytest.mark.parametrize("where", ["/thread", "/stream", "/broken", "/fail", "/nowhere"])
def test_every_request_starts_and_finishes_once(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    receivers: list[Callable[..., None]] = [
        lambda **_said: told.append("started"),
        lambda **_said: told.append("finished"),
    ]
    for signal, receiver in zip((signals.request_started, signals.request_finished), receivers, strict=True):
        signal.connect(receiver)
    try:
        ask(where)
    except ZeroDivisionError:
        assert where == "/broken"
    finally:
        for signal, receiver in zip((signals.request_started, signals.request_finished), receivers, strict=True):
            signal.disconnect(receiver)
    assert told == ["started", "finished"]


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_a_stream_goes_out_without_holding_a_connection() -> None:
    connection.close()
    assert ask("/query")[1]["body"] == b"0"
