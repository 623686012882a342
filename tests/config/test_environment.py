"""A wrong start ends in one sentence that names what is wrong."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys

import pytest

from config.environment import BASE_DIR, WrongEnvironment, read_environment

SECRET = "s" * 50
DEPLOYED = {"DJANGO_SECRET_KEY": SECRET, "DJANGO_ALLOWED_HOSTS": "example.org"}
NAMES = [
    "DJANGO_SECRET_KEY",
    "DJANGO_DEBUG",
    "DJANGO_ALLOWED_HOSTS",
    "DJANGO_CSRF_TRUSTED_ORIGINS",
    "DJANGO_INSECURE_HTTP",
    "DATABASE_URL",
    "DATABASE_POOL_SIZE",
    "REDIS_URL",
    "MEDIA_ROOT",
    "STATIC_ROOT",
    "PAPERPLANE_ACCEL_REDIRECT",
    "PAPERPLANE_GIF_PROVIDER",
    "PAPERPLANE_GIF_HOSTS",
    "EMAIL_URL",
    "EMAIL_FROM",
    "PAPERPLANE_EMAIL_VERIFICATION",
    "PAPERPLANE_LOG",
    "PAPERPLANE_METRICS_DIR",
    "PAPERPLANE_METRICS_TOKEN",
    "PAPERPLANE_TESTING",
    "PAPERPLANE_RATE_LIMITS",
    "PAPERPLANE_TODAY",
]


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def with_environment(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


def test_a_secret_and_hosts_are_all_that_a_deployment_must_say(monkeypatch: pytest.MonkeyPatch) -> None:
    with_environment(monkeypatch, DEPLOYED)
    environment = read_environment()
    assert not environment.debug
    assert environment.allowed_hosts == ["example.org"]
    assert environment.database["NAME"] == str(BASE_DIR / "var" / "paperplane.sqlite3")
    assert environment.rate_limits
    assert environment.today is None


def test_debug_answers_this_machine_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    with_environment(monkeypatch, {"DJANGO_DEBUG": "1", "DJANGO_SECRET_KEY": "short"})
    assert set(read_environment().allowed_hosts) == {"localhost", "127.0.0.1", "[::1]"}


def test_testing_may_freeze_the_day_and_lift_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    with_environment(
        monkeypatch,
        {
            "DJANGO_SECRET_KEY": SECRET,
            "DJANGO_ALLOWED_HOSTS": "localhost, 127.0.0.1",
            "PAPERPLANE_TESTING": "1",
            "PAPERPLANE_TODAY": "2024-02-29",
            "PAPERPLANE_RATE_LIMITS": "off",
        },
    )
    environment = read_environment()
    assert environment.today == dt.date(2024, 2, 29)
    assert not environment.rate_limits


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"DJANGO_SECRET_KEY": None}, "DJANGO_SECRET_KEY is not set."),
        ({"DJANGO_SECRET_KEY": ""}, "DJANGO_SECRET_KEY must not be empty."),
        ({"DJANGO_SECRET_KEY": "short"}, "DJANGO_SECRET_KEY must have at least 50 characters."),
        ({"DJANGO_ALLOWED_HOSTS": None}, "DJANGO_ALLOWED_HOSTS is not set."),
        ({"DJANGO_ALLOWED_HOSTS": " , "}, "DJANGO_ALLOWED_HOSTS must name the hosts"),
        ({"DJANGO_DEBUG": "perhaps"}, "DJANGO_DEBUG is wrong (not a valid boolean)."),
        ({"DATABASE_URL": "mysql://host/name"}, "DATABASE_URL must begin with one of sqlite://"),
        ({"DATABASE_URL": "sqlite://:memory:"}, "DATABASE_URL must name a database"),
        ({"DATABASE_URL": "postgres://a:b:c@host:port/"}, "DATABASE_URL is wrong"),
        ({"DATABASE_POOL_SIZE": "0"}, "DATABASE_POOL_SIZE is wrong"),
        ({"REDIS_URL": "localhost:6379"}, "REDIS_URL must begin with one of redis://"),
        ({"EMAIL_URL": "example.org"}, "EMAIL_URL must begin with one of smtp://"),
        ({"PAPERPLANE_ACCEL_REDIRECT": "protected"}, "PAPERPLANE_ACCEL_REDIRECT is wrong (write it like /protected/)."),
        (
            {"PAPERPLANE_GIF_PROVIDER": "no path"},
            "PAPERPLANE_GIF_PROVIDER is wrong (write it like package.module.Class).",
        ),
        ({"PAPERPLANE_GIF_HOSTS": "http://example.org"}, "PAPERPLANE_GIF_HOSTS must name hosts like https://"),
        ({"PAPERPLANE_GIF_HOSTS": "https://a.org; script-src *"}, "PAPERPLANE_GIF_HOSTS must name hosts like https://"),
        ({"PAPERPLANE_EMAIL_VERIFICATION": "yes"}, "PAPERPLANE_EMAIL_VERIFICATION is wrong"),
        ({"PAPERPLANE_LOG": "xml"}, "PAPERPLANE_LOG is wrong"),
        (
            {"PAPERPLANE_METRICS_TOKEN": "several words and a guess"},
            "PAPERPLANE_METRICS_TOKEN is wrong (take 20 characters or more, none of them a space).",
        ),
        ({"PAPERPLANE_TESTING": "1"}, "PAPERPLANE_TESTING is refused unless DJANGO_ALLOWED_HOSTS is loopback only."),
        ({"PAPERPLANE_RATE_LIMITS": "off"}, "PAPERPLANE_RATE_LIMITS=off is refused unless PAPERPLANE_TESTING=1."),
        ({"PAPERPLANE_TODAY": "2024-02-29"}, "PAPERPLANE_TODAY is refused unless PAPERPLANE_TESTING=1."),
        ({"PAPERPLANE_TODAY": "2023-02-29"}, "PAPERPLANE_TODAY is wrong (not a valid date)."),
        ({"DJANGO_INSECURE_HTTP": "1"}, "DJANGO_INSECURE_HTTP is refused unless PAPERPLANE_TESTING=1."),
    ],
)
def test_a_wrong_variable_is_named(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str | None], sentence: str
) -> None:
    with_environment(monkeypatch, {name: value for name, value in (DEPLOYED | variables).items() if value is not None})
    with pytest.raises(WrongEnvironment) as raised:
        read_environment()
    assert str(raised.value).startswith(sentence)


@pytest.mark.parametrize("command", [["manage.py", "check"], ["-m", "config.server"], ["-m", "config.run"]])
def test_a_wrong_start_ends_in_a_sentence_instead_of_a_traceback(command: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=BASE_DIR,
        env={"DJANGO_SECRET_KEY": SECRET, "DJANGO_DEBUG": "perhaps"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert done.stderr == "Paperplane can't start: DJANGO_DEBUG is wrong (not a valid boolean).\n"
