"""The web server: daphne, with what it lacks for facing browsers directly.

    python -m config.server --port 8000

A body larger than the limit is refused before it is read, as the proxy does in production: Twisted would hold it,
and parse it, in memory. A stop waits for the requests that are being answered.
"""

from __future__ import annotations

import argparse
import asyncio
import errno
import socket
import sys
from http import HTTPStatus
from typing import Any

from daphne.access import AccessLogGenerator
from daphne.endpoints import build_endpoint_description_strings
from daphne.http_protocol import HTTPFactory, WebRequest
from daphne.server import Server, reactor
from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from twisted.internet.defer import Deferred
from twisted.internet.error import CannotListenError
from twisted.python.failure import Failure

from config.asgi import application

SOCKET_LIMIT = 64 * 1024  # bytes in a WebSocket frame or message
SOCKET_BACKLOG = 1024 * 1024  # bytes that may wait for one client to take them
GRACE = 5.0  # seconds that requests under way have when the server is stopped
LINGER = 5.0  # seconds that a refused client has to stop sending and read why


class Request(WebRequest):
    """A request whose body is counted as it arrives, and left to Django to parse."""

    error_template = "<!DOCTYPE html><title>%(title)s</title><h1>%(title)s</h1><p>%(body)s</p>"
    refused = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, parsePOSTFormSubmission=False, **kwargs)
        self.received_bytes = 0

    def gotLength(self, length: int | None) -> None:  # noqa: N802
        too_large = length is not None and length > self.server.body_limit
        super().gotLength(0 if too_large else length)
        if too_large:
            self.refuse()

    def handleContentChunk(self, data: bytes) -> None:  # noqa: N802
        self.received_bytes += len(data)
        if not self.refused and self.received_bytes > self.server.body_limit:
            self.refuse()
        if not self.refused:
            super().handleContentChunk(data)

    def requestReceived(self, command: bytes, path: bytes, version: bytes) -> None:  # noqa: N802
        if self.refused:
            self.channel.loseConnection()
        else:
            super().requestReceived(command, path, version)

    def refuse(self) -> None:
        """Answer 413 at once. What the client still sends is dropped: a reset could overtake the answer."""
        self.refused = True
        self.requestHeaders.removeHeader(b"Expect")
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        text = f"This is too large: at most {self.server.body_limit // 1024**2} MB can be sent at once.\n"
        head = f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: text/plain; charset=utf-8\r\n"
        transport = self.channel.transport
        transport.write(f"{head}Content-Length: {len(text)}\r\nConnection: close\r\n\r\n{text}".encode())
        transport.loseWriteConnection()
        reactor.callLater(LINGER, transport.abortConnection)

    def handle_exception(self, exception: BaseException) -> None:
        """Cut off an answer that broke half way, so that nobody takes the half for the whole."""
        if self._response_started:
            self.channel.transport.abortConnection()
        else:
            super().handle_exception(exception)


class Factory(HTTPFactory):
    def buildProtocol(self, addr: Any) -> Any:  # noqa: N802
        protocol = super().buildProtocol(addr)
        protocol.requestFactory = Request
        return protocol


class Socket(WebSocketProtocol):
    """A WebSocket that ends when its client takes nothing any more, in place of keeping ever more for it."""

    def serverSend(self, content: Any, binary: bool = False) -> None:  # noqa: N802
        transport = self.transport
        if len(transport.dataBuffer) + transport._tempDataLen > SOCKET_BACKLOG:  # noqa: SLF001
            transport.abortConnection()
        else:
            super().serverSend(content, binary)


class PaperplaneServer(Server):
    def __init__(self, *, body_limit: int, **options: Any) -> None:
        super().__init__(**options)
        self.body_limit = body_limit
        self.refusal = ""

    @property
    def http_factory(self) -> Factory:
        return self._http_factory

    @http_factory.setter
    def http_factory(self, stock: HTTPFactory) -> None:
        """`run` makes the stock factory itself; ours takes its place."""
        self._http_factory = Factory(self)

    @property
    def ws_factory(self) -> WebSocketFactory:
        return self._ws_factory

    @ws_factory.setter
    def ws_factory(self, stock: WebSocketFactory) -> None:
        """The stock factory makes our sockets."""
        stock.protocol = Socket
        self._ws_factory = stock

    def listen_success(self, port: Any) -> None:
        super().listen_success(port)
        for host, number in self.listening_addresses:
            sys.stdout.write(f"Listening on http://{f'[{host}]' if ':' in host else host}:{number}/\n")
            sys.stdout.flush()

    def listen_error(self, failure: Failure) -> None:
        """Keep one sentence about an address that can't be listened on, and stop."""
        # Stopped by hand in the moment in which it begins to listen: nothing is amiss.
        if not isinstance(failure.value, KeyboardInterrupt):
            self.refusal = why_not(failure.value)
        self.stop()

    def kill_all_applications(self) -> Deferred[Any]:
        return Deferred.fromFuture(asyncio.ensure_future(self.finish()))

    async def finish(self) -> None:
        """Let requests that are being answered come to their end, then end the sockets."""
        running = {
            protocol: details["application_instance"]
            for protocol, details in self.connections.items()
            if "application_instance" in details
        }
        requests = [task for protocol, task in running.items() if isinstance(protocol, WebRequest)]
        if requests:
            await asyncio.wait(requests, timeout=GRACE)
        for task in running.values():
            task.cancel()
        await asyncio.gather(*running.values(), return_exceptions=True)


def why_not(error: BaseException | None) -> str:
    """A sentence for somebody who tried to start a server where it can't listen."""
    if not isinstance(error, CannotListenError):
        return f"Can't listen: {error}"
    host, port, reason = error.interface, error.port, error.socketError
    if isinstance(reason, socket.gaierror) or getattr(reason, "errno", None) == errno.EADDRNOTAVAIL:
        return f"{host} is no address of this machine."
    if getattr(reason, "errno", None) == errno.EADDRINUSE:
        return f"Port {port} on {host} is already in use."
    if getattr(reason, "errno", None) == errno.EACCES:
        return f"Port {port} on {host} may only be used by root."
    return f"Can't listen on port {port} of {host}: {reason}."


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m config.server", description="Serve Paperplane.")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="the port to listen on (8000; 0 takes a free one)")
    parser.add_argument("--fd", type=int, help="serve a socket that already listens, such as a supervisor's")
    parser.add_argument("--unix-socket", metavar="PATH", help="listen on a Unix socket instead")
    parser.add_argument(
        "--proxy-headers",
        action="store_true",
        help="believe X-Real-IP and X-Forwarded-Proto; only behind a proxy that sets both",
    )
    parser.add_argument(
        "--access-log",
        type=argparse.FileType("a", bufsize=1),
        metavar="PATH",
        help="write a line per request (-: here)",
    )
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> None:
    options = parse(arguments)
    if not settings.DEBUG and not getattr(staticfiles_storage, "manifest_hash", ""):
        sys.exit("The static files are not collected yet: python manage.py collectstatic --no-input")
    by_port = options.fd is None and options.unix_socket is None
    server = PaperplaneServer(
        application=application,
        endpoints=build_endpoint_description_strings(
            host=options.host if by_port else None,
            port=options.port if by_port else None,
            unix_socket=options.unix_socket,
            file_descriptor=options.fd,
        ),
        body_limit=settings.PAPERPLANE_BODY_LIMIT,
        websocket_max_message_size=SOCKET_LIMIT,
        websocket_max_frame_size=SOCKET_LIMIT,
        proxy_forwarded_address_header="X-Real-IP" if options.proxy_headers else None,
        proxy_forwarded_proto_header="X-Forwarded-Proto" if options.proxy_headers else None,
        action_logger=AccessLogGenerator(options.access_log) if options.access_log else None,
        server_name="",
    )
    server.run()
    if server.refusal:
        sys.exit(server.refusal)


if __name__ == "__main__":
    main(sys.argv[1:])
