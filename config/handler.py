"""HTTP from ASGI to Django in one hop.

Django's own handler runs the middleware on the event loop and changes threads around every part of it that is
synchronous, each request in a thread, and so with a database connection, of its own. All of this project is
synchronous: the whole stack of a request runs in one of a few threads that persist, and keep their connections.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context, copy_context
from functools import partial
from io import BytesIO
from itertools import cycle
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.core import signals
from django.core.exceptions import RequestAborted, RequestDataTooBig
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.db import close_old_connections
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix
from django.utils import translation
from django.utils.translation import gettext as _

from config import outages
from config.queueing import Queue
from messaging import bus

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping

    Scope = dict[str, Any]
    Asked = tuple[bytes, bytes, bytes]
    Receive = Callable[[], Awaitable[Mapping[str, Any]]]
    Send = Callable[[Mapping[str, Any]], Awaitable[None]]

REQUEST_THREADS = 4
STREAM_THREADS = 2
# So many answers to those who find no room are remembered.
REFUSALS = 100
LANGUAGE_COOKIE = settings.LANGUAGE_COOKIE_NAME.encode()
# A file up to this many bytes is read where the request is: not worth a stream's hop for every chunk.
SMALL_FILE = 1024 * 1024


class Answer(NamedTuple):
    """What goes out: status, headers, and the whole body or the response it is yet to be drawn from."""

    status: int
    headers: list[tuple[bytes, bytes]]
    content: bytes | HttpResponseBase


class Handler(ASGIHandler):
    """An ASGI application; one per process."""

    def __init__(self) -> None:
        self.load_middleware(is_async=False)
        self._queue = Queue()
        self._refusals: dict[Asked, Answer] = {}
        self._requests = ThreadPoolExecutor(REQUEST_THREADS, thread_name_prefix="request")
        # A stream keeps to one thread, so that what it opened is closed where it was opened.
        self._streams = cycle([ThreadPoolExecutor(1, thread_name_prefix="stream") for _n in range(STREAM_THREADS)])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. Raises what a stream raises after its headers are out, for the server to cut it off."""
        loop = asyncio.get_running_loop()
        bus.remember_loop(loop)
        scope["state"] = {**scope.get("state", {}), "loop": loop}
        context = copy_context()
        try:
            body = await read_body(scope, receive)
        except RequestAborted:
            return
        except RequestDataTooBig:
            work = partial(answer, too_large(), scope["method"])
        else:
            work = partial(self.respond, scope, body)
            if self._queue.is_full_for(scope):
                await say(send, self.turn_away(scope, body))
                return
        with self._queue.place() as begin:
            status, headers, content = await loop.run_in_executor(self._requests, begin, context.run, work)
        if isinstance(content, HttpResponseBase):
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await self.stream(content, context, receive, send)
        else:
            await say(send, Answer(status, headers, content))

    def turn_away(self, scope: Scope, body: bytes) -> Answer:
        """Early and at little cost, before there is anything to undo: what waits too long is asked for twice."""
        like = refused_like(scope)
        if like and (known := self._refusals.get(like)):
            return known
        request, refusal = self.create_request(scope, BytesIO(body))
        if request is None:
            return answer(refusal, scope["method"])
        with translation.override(translation.get_language_from_request(request)):
            told = answer(outages.tell(request, outages.CROWDED), scope["method"])
        if like:
            if len(self._refusals) >= REFUSALS:
                self._refusals.clear()
            self._refusals[like] = told
        return told

    def respond(self, scope: Scope, body: bytes) -> Answer:
        """The answer of the middleware and the view; runs in a request thread."""
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        response: Any
        request, response = self.create_request(scope, BytesIO(body))
        if request is not None:
            response = self.get_response(request)
            if isinstance(response, FileResponse):
                response.block_size = self.chunk_size
        response._handler_class = self.__class__  # noqa: SLF001  (Django asks handlers to)
        return answer(response, scope["method"])

    async def stream(self, response: HttpResponseBase, context: Context, receive: Receive, send: Send) -> None:
        """Send `response` part by part for as long as somebody is listening."""
        loop, thread = asyncio.get_running_loop(), next(self._streams)

        def hop(work: Callable[..., Any], *arguments: Any) -> Awaitable[Any]:
            return loop.run_in_executor(thread, partial(context.run, work, *arguments))

        gone = asyncio.ensure_future(receive())
        try:
            parts: Iterator[bytes] = await hop(iter, response)
            while not gone.done() and (part := await hop(next, parts, None)) is not None:
                await send({"type": "http.response.body", "body": part, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            gone.cancel()
            await hop(response.close)


def refused_like(scope: Scope) -> Asked | None:
    """What the answer to a request that finds no room depends on; None where it is that request's own, since a page
    keeps what its form held, and a cookie may name a language."""
    headers = dict(scope["headers"])
    accept, htmx = headers.get(b"accept", b""), headers.get(b"hx-request", b"")
    has_form = scope["method"] != "GET" and not htmx and not accept.startswith(b"application/json")
    if has_form or LANGUAGE_COOKIE in headers.get(b"cookie", b""):
        return None
    return accept, htmx, headers.get(b"accept-language", b"")


async def say(send: Send, whole: Answer) -> None:
    """Send an answer that is complete."""
    await send({"type": "http.response.start", "status": whole.status, "headers": whole.headers})
    await send({"type": "http.response.body", "body": whole.content, "more_body": False})


async def read_body(scope: Scope, receive: Receive) -> bytes:
    """The request's body. Raises RequestAborted, and RequestDataTooBig: if the length is declared, before reading."""
    limit = settings.PAPERPLANE_BODY_LIMIT
    declared = dict(scope["headers"]).get(b"content-length", b"")
    if declared.isdigit() and int(declared) > limit:
        raise RequestDataTooBig
    parts: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RequestAborted
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > limit:
            raise RequestDataTooBig
        more = message.get("more_body", False)
    return b"".join(parts)


def too_large() -> HttpResponse:
    megabytes = settings.PAPERPLANE_BODY_LIMIT // 1024**2
    text = _("This is too large: at most %(megabytes)d MB can be sent at once.") % {"megabytes": megabytes}
    return HttpResponse(text, status=413, content_type="text/plain; charset=utf-8")


def answer(response: Any, method: str) -> Answer:
    """`response` ready to be sent: finished and closed in this thread, unless it is left to be streamed."""
    headers = [(name.encode("ascii"), value.encode("latin-1")) for name, value in response.items()]
    headers += [(b"Set-Cookie", cookie.OutputString().encode("ascii")) for cookie in response.cookies.values()]
    if not response.streaming:
        content = response.content
        if content and "Content-Length" not in response:  # it never met the middleware that says so
            headers.append((b"Content-Length", str(len(content)).encode()))
    elif method == "HEAD":
        content = b""
    elif int(response.get("Content-Length", SMALL_FILE + 1)) <= SMALL_FILE:
        content = b"".join(response)
    else:
        # The stream may be long and needs no connection of this thread.
        close_old_connections()
        return Answer(response.status_code, headers, response)
    response.close()
    return Answer(response.status_code, headers, content)
