"""The server itself: what it refuses before Django hears of it, and how it starts and stops."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from config.environment import BASE_DIR
from tests.ports import LOOPBACK, answers, free_port

PATIENCE = 60.0
LIMIT = settings.PAPERPLANE_BODY_LIMIT
SENTENCE = b"This is too large: at most 4 MB can be sent at once.\n"


def run_server(directory: Path, *arguments: str, debug: bool = True) -> subprocess.Popen[str]:
    """A server on a database without tables."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": f"sqlite:///{directory / 'empty.sqlite3'}",
        "REDIS_URL": "",
        "DJANGO_DEBUG": str(debug),
        "STATIC_ROOT": str(directory),
    }
    return subprocess.Popen(
        # Tests that run behind the scenes ignore a Ctrl-C, and would hand that down.
        ["env", "--default-signal=INT", sys.executable, "-m", "config.server", *arguments],
        cwd=BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    number = free_port()
    process = run_server(tmp_path_factory.mktemp("server"), "--port", str(number), "--proxy-headers")
    deadline = time.monotonic() + PATIENCE
    while not answers(number):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.05)
    yield number
    process.terminate()
    output, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert output == f"Listening on http://{LOOPBACK}:{number}/\n"
    assert "Traceback" not in errors


def connect(port: int) -> socket.socket:
    return socket.create_connection((LOOPBACK, port), timeout=PATIENCE)


def request(line: str, **headers: str) -> bytes:
    told = {"Host": "localhost", "Connection": "close"}
    told |= {key.replace("_", "-"): value for key, value in headers.items()}
    return "".join([f"{line} HTTP/1.1\r\n", *(f"{key}: {value}\r\n" for key, value in told.items()), "\r\n"]).encode()


def read_all(connection: socket.socket) -> bytes:
    answer = b""
    while part := connection.recv(65536):
        answer += part
    return answer


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def test_it_serves(port: int) -> None:
    with connect(port) as connection:
        connection.sendall(request("GET /healthz"))
        assert read_all(connection).endswith(b"\r\n\r\nok\n")


def test_a_large_body_is_refused_before_any_of_it_is_sent(port: int) -> None:
    with connect(port) as connection:
        connection.sendall(request("POST /", Content_Length=str(LIMIT + 1), Expect="100-continue"))
        answer = read_all(connection)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert answer.endswith(b"\r\n\r\n" + SENTENCE)


def test_who_sends_on_after_the_refusal_still_reads_it(port: int) -> None:
    with connect(port) as connection:
        connection.sendall(request("POST /", Content_Length=str(LIMIT + 1)))
        connection.sendall(bytes(LIMIT + 1))
        assert status_of(read_all(connection)) == 413


def test_a_body_of_untold_length_is_refused_when_it_passes_the_limit(port: int) -> None:
    chunk = b"10000\r\n" + bytes(0x10000) + b"\r\n"
    with connect(port) as connection:
        connection.sendall(request("POST /", Transfer_Encoding="chunked"))
        for _ in range(LIMIT // 0x10000 + 1):
            connection.sendall(chunk)
        assert status_of(read_all(connection)) == 413


def test_a_body_of_just_the_limit_reaches_django(port: int) -> None:
    with connect(port) as connection:
        connection.sendall(request("POST /", Content_Length=str(LIMIT)) + bytes(LIMIT))
        assert status_of(read_all(connection)) == 403


def test_a_large_form_is_not_parsed_twice(port: int) -> None:
    """Twisted would parse it before Django, and refuse what it can't read."""
    with connect(port) as connection:
        headers = request("POST /", Content_Length="7", Content_Type="multipart/form-data; boundary=x")
        connection.sendall(headers + b"nothing")
        assert status_of(read_all(connection)) == 403


@pytest.mark.parametrize("origin", ["", "null", "http://elsewhere.example", "https://localhost", "http://localhost:1"])
def test_a_socket_from_elsewhere_is_refused(port: int, origin: str) -> None:
    headers = {"Sec_WebSocket_Version": "13", "Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ==", "Upgrade": "websocket"}
    if origin:
        headers["Origin"] = origin
    with connect(port) as connection:
        connection.sendall(request("GET /ws/", **headers | {"Connection": "Upgrade"}))
        assert status_of(read_all(connection)) == 403


def test_nonsense_is_answered_without_a_word_about_the_server(port: int) -> None:
    with connect(port) as connection:
        connection.sendall(b"GET /\xff HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        answer = read_all(connection)
    assert status_of(answer) == 400
    assert b"aphne" not in answer


def test_a_port_in_use_is_a_sentence(port: int, tmp_path: Path) -> None:
    process = run_server(tmp_path, "--port", str(port))
    assert process.communicate(timeout=PATIENCE) == ("", f"Port {port} on {LOOPBACK} is already in use.\n")
    assert process.returncode == 1


def test_an_address_of_another_machine_is_a_sentence(tmp_path: Path) -> None:
    process = run_server(tmp_path, "--host", "192.0.2.1", "--port", "0")
    assert process.communicate(timeout=PATIENCE) == ("", "192.0.2.1 is no address of this machine.\n")
    assert process.returncode == 1


def test_a_deployment_without_its_static_files_is_a_sentence(tmp_path: Path) -> None:
    process = run_server(tmp_path, "--port", "0", debug=False)
    sentence = "The static files are not collected yet: python manage.py collectstatic --no-input\n"
    assert process.communicate(timeout=PATIENCE) == ("", sentence)
    assert process.returncode == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_quietly(tmp_path: Path, number: int) -> None:
    place = tmp_path / "web.sock"
    process = run_server(tmp_path, "--unix-socket", str(place))
    deadline = time.monotonic() + PATIENCE
    while not place.exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    # The file is there before anybody looks at signals; an answer comes after.
    with socket.socket(socket.AF_UNIX) as visitor:
        visitor.settimeout(PATIENCE)
        while visitor.connect_ex(str(place)):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        visitor.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert visitor.recv(100).startswith(b"HTTP/1.1 ")
    process.send_signal(number)
    assert process.communicate(timeout=PATIENCE) == ("", "")
    assert process.returncode == 0
