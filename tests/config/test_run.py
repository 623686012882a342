"""`make run`, from nothing to a page and back to nothing."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from config import run
from config.environment import BASE_DIR
from tests.ports import LOOPBACK, answers, free_port

PATIENCE = 180.0


class Household:
    """`python -m config.run` in a process group of its own, on a database of its own."""

    def __init__(self, directory: Path) -> None:
        self.port = free_port()
        self.output = directory / "output.txt"
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "PAPER"))}
        environment |= {
            "PORT": str(self.port),
            "DATABASE_URL": f"sqlite:///{directory / 'house.sqlite3'}",
            "REDIS_URL": "",
            "DJANGO_SECRET_KEY": "not worth keeping",
        }
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "config.run"],
                cwd=BASE_DIR,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_until_it_says(self, words: str) -> str:
        deadline = time.monotonic() + PATIENCE
        while words not in (said := self.output.read_text()):
            assert self.process.poll() is None, said
            assert time.monotonic() < deadline, said
            time.sleep(0.05)
        return said

    def members(self) -> dict[str, int]:
        """The commands of its process group, with their ids."""
        listed = subprocess.run(
            ["ps", "-eo", "pgid=,pid=,args="], capture_output=True, text=True, check=True
        ).stdout.splitlines()
        rows = [line.split(None, 2) for line in listed]
        return {command: int(pid) for group, pid, command in rows if int(group) == self.process.pid}

    def member(self, word: str) -> int:
        return next(pid for command, pid in self.members().items() if word in command)

    def end(self) -> None:
        if self.members():
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the database lies: the first start finds nothing there, the others what it has made."""
    return tmp_path_factory.mktemp("house")


@pytest.fixture
def household(place: Path) -> Iterator[Household]:
    household = Household(place)
    yield household
    household.end()


def test_it_says_where_it_is_and_who_lives_there(household: Household) -> None:
    said = household.wait_until_it_says("Ctrl-C")
    assert f"http://localhost:{household.port}/" in said
    for words in ("alice", "bob", "carol", "dana", "erin", "frank", "mod", "paperplane"):
        assert words in said
    with urlopen(f"http://{LOOPBACK}:{household.port}/readyz", timeout=10) as response:
        assert response.status == 200
    assert len(household.members()) == 4

    os.killpg(household.process.pid, signal.SIGINT)
    assert household.process.wait(PATIENCE) == 0
    assert household.members() == {}
    assert "Traceback" not in household.output.read_text()


def test_a_stop_of_the_first_process_alone_stops_all(household: Household) -> None:
    household.wait_until_it_says("Ctrl-C")
    household.process.send_signal(signal.SIGTERM)
    assert household.process.wait(PATIENCE) == 0
    assert household.members() == {}


@pytest.mark.parametrize(
    ("word", "name"), [("config.server", "web server"), ("db_worker", "worker"), ("film_worker", "film worker")]
)
def test_when_one_ends_so_does_the_other(household: Household, word: str, name: str) -> None:
    household.wait_until_it_says("Ctrl-C")
    os.kill(household.member(word), signal.SIGKILL)
    assert household.process.wait(PATIENCE) == 1
    assert household.output.read_text().endswith(f"The {name} has ended, so the rest was stopped too.\n")
    assert household.members() == {}
    assert not answers(household.port)


@pytest.mark.parametrize("text", ["eight", "0", "65536", "-1", "80.5"])
def test_a_port_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("PORT", text)
    with pytest.raises(run.CannotRun, match="PORT must be a number from 1 to 65535"):
        run.free_port()


def test_a_port_in_use_is_one_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with run.socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        assert run.main() == 1
    assert capsys.readouterr().err == f"Port {port} is already in use; choose another one: PORT=8123 make run\n"


def test_the_port_that_is_offered_instead_is_another(monkeypatch: pytest.MonkeyPatch) -> None:
    def taken(_address: object) -> None:
        raise OSError

    monkeypatch.setattr(run.socket, "create_server", taken)
    monkeypatch.setenv("PORT", "8123")
    with pytest.raises(run.CannotRun, match="PORT=8124 make run"):
        run.free_port()


def test_the_secret_is_made_once_and_for_its_owner_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(run, "BASE_DIR", tmp_path)
    # What is set here is set for every process that a later test starts, unless it is taken back.
    monkeypatch.setattr(os, "environ", os.environ.copy())
    secrets = []
    for _ in range(2):
        monkeypatch.delenv("DJANGO_SECRET_KEY", raising=False)
        run.prepare_environment()
        secrets.append(os.environ["DJANGO_SECRET_KEY"])
    assert secrets[0] == secrets[1]
    assert len(secrets[0]) >= 50
    assert stat.S_IMODE((tmp_path / "var" / "secret_key").stat().st_mode) == 0o600
