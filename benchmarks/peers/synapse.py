"""Synapse, the Matrix server, on SQLite: a PUT for each letter, and a /sync that waits for whoever reads."""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from benchmarks.peers.running import environment_with, last_line, started
from benchmarks.peers.talk import Talk
from benchmarks.servers import Server
from benchmarks.wires import Gone, Request
from tests.ports import free_port
from tests.services import CannotServe

NAME = "Synapse 1.163.0, SQLite"
REQUIREMENT = "matrix-synapse==1.163.0"
LIMITS = (
    "rc_message",
    "rc_registration",
    "rc_login.address",
    "rc_login.account",
    "rc_joins.local",
    "rc_invites.per_user",
)
CONFIG = """
server_name: localhost
listeners: [{{port: {port}, type: http, bind_addresses: ["127.0.0.1"], resources: [{{names: [client]}}]}}]
database: {{name: sqlite3, args: {{database: "{place}/homeserver.db"}}}}
log_config: "{place}/log.yaml"
media_store_path: "{place}/media"
signing_key_path: "{place}/signing.key"
macaroon_secret_key: measured
form_secret: measured
report_stats: false
trusted_key_servers: []
enable_registration: true
enable_registration_without_verification: true
bcrypt_rounds: 4
{limits}
"""
LOGGING = "version: 1\nroot: {level: ERROR}\n"
HEAD = "{method} /_matrix/client/v3{path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{more}Content-Length: {length}\r\n\r\n{body}"
# Nothing but the letters, as a client that shows one chat.
NOTHING: dict[str, list[str]] = {"types": []}
FILTER = json.dumps({"presence": NOTHING, "account_data": NOTHING, "room": {"ephemeral": NOTHING, "state": NOTHING}})


def limits() -> str:
    """No limit on how fast anybody may go, as with us."""
    free = {"per_second": 100_000, "burst_count": 100_000}
    told: dict[str, Any] = {}
    for name in LIMITS:
        outer, _dot, inner = name.partition(".")
        told[outer] = {**told.get(outer, {}), inner: free} if inner else free
    return "\n".join(f"{name}: {json.dumps(limit)}" for name, limit in told.items())


def request(method: str, path: str, token: str = "", body: dict[str, Any] | None = None) -> bytes:
    more = f"Authorization: Bearer {token}\r\n" if token else ""
    text = json.dumps(body) if body is not None else ""
    return HEAD.format(method=method, path=path, more=more, length=len(text), body=text).encode()


class Matrix(Talk):
    """Each pair has a room of its own; whoever reads asks anew as soon as the last answer is there."""

    def __init__(self, server: Server, pairs: int) -> None:
        super().__init__([server], pairs)
        self.port = server.port
        self.tokens: list[str] = []
        self.rooms: list[str] = []
        self.readers: list[asyncio.Task[None]] = []

    async def ask(self, connection: Request, *asked: Any) -> Any:
        """What comes back. Raises RuntimeError unless it is 200."""
        answer = await connection.ask(request(*asked))
        if answer.status != 200:
            raise RuntimeError(f"Synapse answers {answer.status}: {answer.body[:200]!r}")
        return json.loads(answer.body)

    async def register(self, connection: Request, name: str) -> dict[str, str]:
        body = {"auth": {"type": "m.login.dummy"}, "username": name, "password": "of a benchmark"}
        told: dict[str, str] = await self.ask(connection, "POST", "/register", "", body)
        return told

    async def meet(self) -> None:
        """Everybody signs up, and the two of each pair meet in a room."""
        connection = await Request.open(self.port)
        for n in range(self.pairs):
            writer = await self.register(connection, f"writer{n}")
            reader = await self.register(connection, f"reader{n}")
            room = {"preset": "trusted_private_chat", "is_direct": True, "invite": [reader["user_id"]]}
            made = await self.ask(connection, "POST", "/createRoom", writer["access_token"], room)
            joined = f"/join/{quote(made['room_id'])}"
            await self.ask(connection, "POST", joined, reader["access_token"], {})
            self.tokens.append(writer["access_token"])
            self.rooms.append(made["room_id"])
            self.readers.append(asyncio.create_task(self.read(reader["access_token"])))
        connection.transport.close()

    async def read(self, token: str) -> None:
        connection, since = await Request.open(self.port), ""
        while True:
            path = f"/sync?timeout=30000&filter={quote(FILTER)}{since}"
            answer = await connection.ask(request("GET", path, token))
            self.arrive(answer.body)
            since = f"&since={quote(json.loads(answer.body)['next_batch'])}"

    async def connection(self, number: int) -> Request:
        return await Request.open(self.port)

    async def say(self, connection: Request, pair: int, number: int, text: str) -> bool:
        path = f"/rooms/{quote(self.rooms[pair])}/send/m.room.message/{number}"
        body = {"msgtype": "m.text", "body": text}
        try:
            answer = await connection.ask(request("PUT", path, self.tokens[pair], body))
        except Gone:
            return False
        return answer.status == 200


def prepare(python: Path, place: Path, port: int) -> list[str]:
    """The command that starts one which lives below `place`. Raises CannotServe."""
    place.mkdir()
    config = place / "homeserver.yaml"
    config.write_text(CONFIG.format(port=port, place=place, limits=limits()))
    (place / "log.yaml").write_text(LOGGING)
    command = [str(python), "-m", "synapse.app.homeserver", "--config-path", str(config)]
    made = subprocess.run([*command, "--generate-keys"], cwd=place, capture_output=True, text=True, check=False)
    if made.returncode:
        raise CannotServe(f"Synapse makes no keys: {last_line(made.stderr)}")
    return command


def named() -> str:
    return NAME


@asynccontextmanager
async def talking(place: Path, pairs: int) -> AsyncIterator[Talk]:
    """People of a Synapse of their own. Raises CannotServe."""
    python = await asyncio.to_thread(environment_with, "synapse", REQUIREMENT)
    port = free_port()
    command = prepare(python, place, port)
    with ExitStack() as stack:
        server = stack.enter_context(started(command, port, place, cwd=place))
        talk = Matrix(server, pairs)
        try:
            await talk.meet()
            yield talk
        finally:
            for reader in talk.readers:
                reader.cancel()
