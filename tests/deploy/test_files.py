"""The files by which the site is set up elsewhere are what their programs take, and leave nothing of the site out."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from config.environment import BASE_DIR
from tests.services import find_program

DEPLOY = BASE_DIR / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
# What a process on a machine without an installed site can't find, and what it says of it.
ELSEWHERE = re.compile(r"Command .* is not executable: No such file or directory|Failed to (resolve|load) .*unit")


def run(*command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=BASE_DIR, env=os.environ | environment, capture_output=True, text=True, check=False
    )


def tool(name: str) -> Path:
    """A program that came with the tests."""
    return Path(sys.executable).parent / name


def test_the_dockerfile_has_nothing_that_its_linter_knows_better() -> None:
    done = run(tool("hadolint"), DEPLOY / "Dockerfile")
    assert (done.returncode, done.stdout) == (0, "")


def test_compose_takes_its_file() -> None:
    done = run(tool("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", DEPLOY / "compose.yaml")
    assert done.returncode == 0, done.stdout


def test_the_image_holds_all_that_the_site_is_made_of() -> None:
    copied = set(re.findall(r"^COPY (?!--from)(.+) \S+$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE))
    let_in = set(re.findall(r"^!(\S+)$", (BASE_DIR / ".dockerignore").read_text(), re.MULTILINE))
    tracked = run("git", "ls-files", "--", ":(glob)**/*.py").stdout.split() or ["config/", "accounts/", "social/"]
    packages = {path.split("/")[0] for path in tracked} - {"tests", "benchmarks", "deploy"}
    needed = packages | {"templates", "static", "locale", "requirements.txt", "pyproject.toml"}
    assert let_in == needed
    assert {name for line in copied for name in line.split()} == needed


@pytest.mark.parametrize("file", ["deploy/README.md", "deploy/paperplane.env.example", "deploy/compose.yaml"])
def test_every_variable_that_is_told_of_is_one_that_is_read(file: str) -> None:
    told = set(
        re.findall(r"\b((?:DJANGO|PAPERPLANE|DATABASE|REDIS|EMAIL|MEDIA|STATIC)_[A-Z_]+)\b", Path(file).read_text())
    )
    read = set(re.findall(r'"([A-Z_]{5,})"', (BASE_DIR / "config" / "environment.py").read_text()))
    assert told
    assert told <= read


@pytest.mark.services
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_takes_the_units(unit: Path) -> None:
    done = run(
        find_program("systemd-analyze", "systemd"), "verify", "--man=no", unit, SYSTEMD_UNIT_PATH=f"{unit.parent}:"
    )
    assert [line for line in done.stderr.splitlines() if not ELSEWHERE.search(line)] == []


@pytest.mark.services
def test_nginx_takes_what_the_proxy_of_compose_makes_of_the_sample(tmp_path: Path) -> None:
    site = tmp_path / "site.conf"
    made = run(
        "sh",
        DEPLOY / "proxy.sh",
        site,
        SITE="chat.example.net",
        SOURCE=str(DEPLOY / "nginx.conf"),
        WEB="127.0.0.1:8000",
    )
    assert made.returncode == 0, made.stderr
    text = site.read_text()
    assert "example.org" not in text
    assert re.findall(r"^\s+server (?!_)\S+ max_fails=0;$", text, re.MULTILINE) == [
        "    server 127.0.0.1:8000 max_fails=0;"
    ]
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    run(
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/CN=chat.example.net",
        "-keyout",
        key,
        "-out",
        certificate,
    )
    text = re.sub(r"ssl_certificate \S+;", f"ssl_certificate {certificate};", text)
    site.write_text(re.sub(r"ssl_certificate_key \S+;", f"ssl_certificate_key {key};", text))
    whole = tmp_path / "nginx.conf"
    whole.write_text(f"pid {tmp_path}/pid;\nerror_log {tmp_path}/log;\nevents {{}}\nhttp {{ include {site}; }}\n")
    done = run(find_program("nginx", "nginx", "/usr/sbin"), "-t", "-p", tmp_path, "-c", whole)
    assert done.returncode == 0, done.stderr
