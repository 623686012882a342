"""The load generator's own HTTP and WebSocket: as little as a connection needs, so that it takes little of the machine.

One asyncio loop holds all of it; what a browser would do with an answer is not done.
"""

from __future__ import annotations

import asyncio
import re
import struct
from collections.abc import Callable
from typing import NamedTuple

LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
CHUNKED = re.compile(rb"transfer-encoding: *chunked", re.IGNORECASE)
CHUNK = re.compile(rb"([0-9a-fA-F]+)\r\n")
RETRY = re.compile(rb"retry-after: *(\d+)", re.IGNORECASE)
CLOSE, PING, TEXT = 8, 9, 1
HANDSHAKE = (
    "GET {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nCookie: {cookie}\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\n\r\n"
)


class Answer(NamedTuple):
    """What came back; `retry_after` in seconds, or None."""

    status: int
    body: bytes
    retry_after: int | None


class Gone(Exception):
    """The server has closed a connection that was in use."""


class Request(asyncio.Protocol):
    """A connection that is kept alive, and on it one request at a time."""

    def __init__(self) -> None:
        self.received = b""
        self.waiting: asyncio.Future[Answer] | None = None
        self.transport: asyncio.Transport

    @classmethod
    async def open(cls, port: int) -> Request:
        _transport, protocol = await asyncio.get_running_loop().create_connection(cls, "127.0.0.1", port)
        return protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def ask(self, request: bytes) -> asyncio.Future[Answer]:
        """Send the bytes of a request; its answer. Raises Gone where there comes none."""
        self.waiting = asyncio.get_running_loop().create_future()
        if self.transport.is_closing():
            self.waiting.set_exception(Gone())
        else:
            self.transport.write(request)
        return self.waiting

    def data_received(self, data: bytes) -> None:
        self.received += data
        end = self.received.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self.received[:end]
        if CHUNKED.search(head):
            if not self.received.endswith(b"\r\n0\r\n\r\n"):
                return
            body, total = joined(self.received[end + 4 :]), len(self.received)
        else:
            length = LENGTH.search(head)
            total = end + 4 + (int(length[1]) if length else 0)
            if len(self.received) < total:
                return
            body = self.received[end + 4 : total]
        retry = RETRY.search(head)
        answer = Answer(int(head[9:12]), body, int(retry[1]) if retry else None)
        self.received = self.received[total:]
        if self.waiting and not self.waiting.done():
            self.waiting.set_result(answer)

    def connection_lost(self, exc: Exception | None) -> None:
        if self.waiting and not self.waiting.done():
            self.waiting.set_exception(Gone())


def joined(chunks: bytes) -> bytes:
    """The body that came in `chunks`, all of them here."""
    body, at = b"", 0
    while (size := CHUNK.match(chunks, at)) and (length := int(size[1], 16)):
        body += chunks[size.end() : size.end() + length]
        at = size.end() + length + 2
    return body


class Socket(asyncio.Protocol):
    """A tab: each text frame is handed to `take`, everything else is only counted off."""

    def __init__(self, take: Callable[[bytes], None]) -> None:
        self.take = take
        self.received = b""
        self.is_open: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.shaken = self.is_gone = False
        self.transport: asyncio.Transport

    @classmethod
    async def open(cls, port: int, path: str, cookie: str, take: Callable[[bytes], None]) -> Socket:
        """A socket whose handshake has been answered. Raises Gone where it was refused."""
        loop = asyncio.get_running_loop()
        transport, protocol = await loop.create_connection(lambda: cls(take), "127.0.0.1", port)
        transport.write(HANDSHAKE.format(path=path, host=f"127.0.0.1:{port}", cookie=cookie).encode())
        await protocol.is_open
        return protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self.received = self.received + data if self.received else data
        if not self.shaken and not self._shake():
            return
        while (frame := self._frame()) is not None:
            kind, payload = frame
            if kind == TEXT:
                self.take(payload)
            elif kind == PING:
                self.send(payload, kind=10)
            elif kind == CLOSE:
                self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_gone = True
        if not self.is_open.done():
            self.is_open.set_exception(Gone())

    def send(self, payload: bytes, kind: int = TEXT) -> None:
        """One frame of up to 125 bytes, masked with zeros: masked it must be, by what is the sender's choice."""
        self.transport.write(struct.pack("!BBI", 0x80 | kind, 0x80 | len(payload), 0) + payload)

    def close(self) -> None:
        self.transport.abort()

    def _shake(self) -> bool:
        end = self.received.find(b"\r\n\r\n")
        if end < 0:
            return False
        if self.received[9:12] != b"101":
            self.transport.close()
            return False
        self.received = self.received[end + 4 :]
        self.shaken = True
        self.is_open.set_result(None)
        return True

    def _frame(self) -> tuple[int, bytes] | None:
        data = self.received
        if len(data) < 2:
            return None
        start, size = 2, data[1] & 127
        if size == 126:
            start, size = 4, int.from_bytes(data[2:4], "big")
        elif size == 127:
            start, size = 10, int.from_bytes(data[2:10], "big")
        if len(data) < max(start, start + size):
            return None
        self.received = data[start + size :]
        return data[0] & 15, data[start : start + size]
