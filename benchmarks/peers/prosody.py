"""Prosody, the XMPP server, with every message archived for both sides in PostgreSQL."""

from __future__ import annotations

import asyncio
import base64
import re
import subprocess
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from benchmarks.peers.running import started
from benchmarks.peers.talk import Talk
from benchmarks.servers import Server
from tests import services
from tests.cluster import make_database
from tests.ports import free_port

NAME = "Prosody, archive in PostgreSQL"
VERSION = re.compile(r"\d+\.[\d.]*\d")
PASSWORD = "of a benchmark"  # noqa: S105
CONFIG = """
daemonize = false
run_as_root = true
pidfile = "{place}/prosody.pid"
data_path = "{place}/data"
log = {{ error = "*console" }}
modules_enabled = {{ "roster", "saslauth", "disco", "ping", "presence", "message", "mam", "smacks" }}
modules_disabled = {{ "s2s", "tls" }}
interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {port} }}
c2s_direct_tls_ports = {{ }}
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
authentication = "internal_plain"
default_archive_policy = true
storage = {{ archive = "sql" }}
sql = {{
    driver = "PostgreSQL", host = "127.0.0.1", port = {database},
    database = "paperplane", username = "paperplane", password = ""
}}
VirtualHost "localhost"
"""
OPEN = (
    '<?xml version="1.0"?><stream:stream xmlns="jabber:client" xmlns:stream="http://etherx.jabber.org/streams" '
    'to="localhost" version="1.0">'
)
FEATURES = re.compile(rb"</stream:features>|<stream:features/>")
LETTER = (
    '<message to="{to}@localhost" type="chat" id="{number}"><body>{text}</body></message><r xmlns="urn:xmpp:sm:3"/>'
)
# RFC 6120 and 6121 for the session, XEP-0198 for "I have handled so many of your stanzas".
ACKNOWLEDGED = re.compile(rb"<a [^>]*?h=['\"](\d+)['\"]")


class Client(asyncio.Protocol):
    """One person's session: whatever comes is handed to `take`, and acknowledgements to who waits for them."""

    def __init__(self, take: Any) -> None:
        self.take = take
        self.received = b""
        self.expected: tuple[re.Pattern[bytes], asyncio.Future[None]] | None = None
        self.said = 0
        self.waiting: dict[int, asyncio.Future[bool]] = {}
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        if self.expected:
            self.received += data
            pattern, found = self.expected
            if pattern.search(self.received):
                self.received, self.expected = b"", None
                found.set_result(None)
            return
        # What a read has cut in two waits for its other half: an acknowledgement, or the text of a letter.
        whole, end, self.received = (self.received + data).rpartition(b">")
        data = whole + end
        for handled in ACKNOWLEDGED.findall(data):
            for number in [number for number in self.waiting if number <= int(handled)]:
                self.waiting.pop(number).set_result(True)
        if b"<r " in data:
            self.transport.write(b'<a xmlns="urn:xmpp:sm:3" h="0"/>')
        self.take(data)

    async def ask(self, text: str, answer: bytes | re.Pattern[bytes]) -> None:
        """Send `text` and wait until the answer holds what is told. Raises TimeoutError."""
        pattern = re.compile(answer) if isinstance(answer, bytes) else answer
        self.expected = (pattern, asyncio.get_running_loop().create_future())
        found = self.expected[1]
        self.transport.write(text.encode())
        await asyncio.wait_for(found, 15)

    def letter(self, to: str, number: int, text: str) -> asyncio.Future[bool]:
        """Write one; the future tells when the server has handled it."""
        self.said += 1
        handled = self.waiting[self.said] = asyncio.get_running_loop().create_future()
        self.transport.write(LETTER.format(to=to, number=number, text=text).encode())
        return handled


async def sign_in(port: int, name: str, take: Any, *, acknowledges: bool) -> Client:
    """The session of `name`, who is there to be written to."""
    loop = asyncio.get_running_loop()
    _transport, client = await loop.create_connection(lambda: Client(take), "127.0.0.1", port)
    await client.ask(OPEN, FEATURES)
    secret = base64.b64encode(f"\0{name}\0{PASSWORD}".encode()).decode()
    await client.ask(f'<auth xmlns="urn:ietf:params:xml:ns:xmpp-sasl" mechanism="PLAIN">{secret}</auth>', b"<success")
    await client.ask(OPEN, FEATURES)
    bind = '<iq type="set" id="bind"><bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"/></iq>'
    await client.ask(bind, b"<jid>")
    if acknowledges:
        await client.ask('<enable xmlns="urn:xmpp:sm:3"/>', b"<enabled")
    client.transport.write(b"<presence/>")
    await asyncio.sleep(0.01)
    return client


class Xmpp(Talk):
    """Each person has one session; letters go out on the writer's, however many lanes there are."""

    def __init__(self, servers: list[Server], pairs: int) -> None:
        super().__init__(servers, pairs)
        self.writers: list[Client] = []
        self.readers: list[Client] = []

    async def meet(self, port: int) -> None:
        for n in range(self.pairs):
            self.readers.append(await sign_in(port, f"reader{n}", self.arrive, acknowledges=False))
            # A presence is a stanza, too, and is counted.
            writer = await sign_in(port, f"writer{n}", lambda _data: None, acknowledges=True)
            writer.said = 1
            self.writers.append(writer)

    async def say(self, connection: Any, pair: int, number: int, text: str) -> bool:
        return await self.writers[pair].letter(f"reader{pair}", number, text)


def named() -> str:
    """Both with their versions, which are the system's. Raises CannotServe."""
    services.find_program("prosody", "prosody lua-dbi-postgresql")
    # Asked for its version, Prosody itself takes no notice and serves.
    prosody = services.find_program("prosodyctl", "prosody lua-dbi-postgresql")
    postgresql = services.find_program("postgres", "postgresql", services.POSTGRESQL)
    known = version_told_by(prosody, "about"), version_told_by(postgresql, "--version")
    return "Prosody {}, archive in PostgreSQL {}".format(*known)


def version_told_by(program: str, question: str) -> str:
    told = subprocess.run([program, question], capture_output=True, text=True, check=False, timeout=30).stdout
    found = VERSION.search(told)
    return found[0] if found else "of unknown version"


def postmaster(home: Path) -> int:
    """The process of the PostgreSQL that lives below `home`."""
    return int((home / "postgresql" / "postmaster.pid").read_text().split()[0])


def prepare(place: Path, pairs: int, port: int, database: int) -> Path:
    """The configuration below `place`, where the accounts of all pairs are now."""
    accounts = place / "data" / "localhost" / "accounts"
    accounts.mkdir(parents=True)
    for n in range(pairs):
        for name in (f"writer{n}", f"reader{n}"):
            (accounts / f"{name}.dat").write_text(f'return {{ ["password"] = "{PASSWORD}"; }};')
    config = place / "prosody.cfg.lua"
    config.write_text(CONFIG.format(place=place, port=port, database=database))
    return config


@asynccontextmanager
async def talking(place: Path, pairs: int) -> AsyncIterator[Talk]:
    """People of a Prosody of their own, whose database's processor time counts. Raises CannotServe."""
    program = services.find_program("prosody", "prosody lua-dbi-postgresql")
    with ExitStack() as stack:
        home = stack.enter_context(services.directory())
        url = stack.enter_context(services.postgresql(home, fsync="on"))
        make_database(url)
        port, database = free_port(), int(url.rpartition(":")[2].partition("/")[0])
        command = [program, "--config", str(prepare(place, pairs, port, database)), "-F"]
        server = stack.enter_context(started(command, port, place))
        talk = Xmpp([server, Server(postmaster(home), database)], pairs)
        try:
            await talk.meet(port)
            yield talk
        finally:
            for client in (*talk.writers, *talk.readers):
                client.transport.abort()
