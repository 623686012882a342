"""What the environment says, read once and checked, so that a wrong start ends in one sentence."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from environs import Env, EnvError, validate

BASE_DIR = Path(__file__).resolve().parent.parent
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
DATABASE_SCHEMES = ("sqlite", "postgres", "postgresql")
REDIS_SCHEMES = ("redis", "rediss", "unix")
EMAIL_SCHEMES = ("smtp", "submission", "console", "file", "memory", "dummy")
SECRET_KEY_LENGTH = 50
GIF_HOST = re.compile(r"https://(\*\.)?[a-z0-9.-]+(:\d+)?")


class WrongEnvironment(ValueError):
    """A variable is missing or wrong; the text is one sentence that names it."""


@dataclass(frozen=True, kw_only=True)
class Environment:
    debug: bool
    secret_key: str
    allowed_hosts: list[str]
    trusted_origins: list[str]
    database: dict[str, Any]
    database_pool: int
    redis_url: str
    media_root: Path
    accel_redirect: str
    gif_provider: str
    gif_hosts: list[str]
    video_megabytes: int
    video_seconds: int
    teen_protection: bool
    evidence_days: int
    static_root: Path
    email: dict[str, Any]
    email_from: str
    email_verification: str
    log: str
    metrics_token: str
    metrics_dir: str
    testing: bool
    insecure_http: bool
    rate_limits: bool
    remember: bool
    today: dt.date | None


def read_environment() -> Environment:
    """The checked environment. Raises WrongEnvironment."""
    try:
        environment = _parse(Env())
    except EnvError as error:
        raise WrongEnvironment(_sentence(error)) from error
    _check(environment)
    return environment


def _parse(env: Env) -> Environment:
    debug = env.bool("DJANGO_DEBUG", False)
    return Environment(
        debug=debug,
        secret_key=env.str("DJANGO_SECRET_KEY"),
        allowed_hosts=_hosts(env, debug=debug),
        trusted_origins=env.list("DJANGO_CSRF_TRUSTED_ORIGINS", []),
        database=_database(env),
        database_pool=env.int("DATABASE_POOL_SIZE", 12, validate=validate.Range(min=1)),
        redis_url=_url(env, "REDIS_URL", "", REDIS_SCHEMES),
        media_root=env.path("MEDIA_ROOT", BASE_DIR / "var" / "media"),
        accel_redirect=env.str(
            "PAPERPLANE_ACCEL_REDIRECT",
            "",
            validate=validate.Regexp("(/[a-z-]+/)?$", error="Write it like /protected/"),
        ),
        gif_provider=env.str(
            "PAPERPLANE_GIF_PROVIDER",
            "",
            validate=validate.Regexp(r"([A-Za-z_]\w*(\.[A-Za-z_]\w*)+)?$", error="Write it like package.module.Class"),
        ),
        gif_hosts=env.list("PAPERPLANE_GIF_HOSTS", []),
        video_megabytes=env.int("PAPERPLANE_VIDEO_MEGABYTES", 100, validate=validate.Range(min=1, max=4096)),
        video_seconds=env.int("PAPERPLANE_VIDEO_SECONDS", 180, validate=validate.Range(min=1, max=3600)),
        teen_protection=env.str("PAPERPLANE_TEEN_PROTECTION", "on", validate=validate.OneOf(["on", "off"])) == "on",
        evidence_days=env.int("PAPERPLANE_EVIDENCE_DAYS", 90, validate=validate.Range(min=1, max=3650)),
        static_root=env.path("STATIC_ROOT", BASE_DIR / "var" / "static"),
        email=_email(env, "console://" if debug else "smtp://localhost:25"),
        email_from=env.str("EMAIL_FROM", "Paperplane <paperplane@localhost>"),
        email_verification=env.str(
            "PAPERPLANE_EMAIL_VERIFICATION", "none", validate=validate.OneOf(["none", "optional", "mandatory"])
        ),
        log=env.str("PAPERPLANE_LOG", "line", validate=validate.OneOf(["line", "json"])),
        metrics_token=env.str(
            "PAPERPLANE_METRICS_TOKEN",
            "",
            validate=validate.Regexp(r"(\S{20,})?$", error="Take 20 characters or more, none of them a space"),
        ),
        metrics_dir=env.str("PAPERPLANE_METRICS_DIR", ""),
        testing=env.bool("PAPERPLANE_TESTING", False),
        insecure_http=env.bool("DJANGO_INSECURE_HTTP", False),
        rate_limits=env.str("PAPERPLANE_RATE_LIMITS", "on", validate=validate.OneOf(["on", "off"])) == "on",
        remember=env.str("PAPERPLANE_REMEMBER", "on", validate=validate.OneOf(["on", "off"])) == "on",
        today=env.date("PAPERPLANE_TODAY", None),
    )


def _hosts(env: Env, *, debug: bool) -> list[str]:
    hosts = env.list("DJANGO_ALLOWED_HOSTS", sorted(LOOPBACK)) if debug else env.list("DJANGO_ALLOWED_HOSTS")
    return [host.strip() for host in hosts if host.strip()]


def _database(env: Env) -> dict[str, Any]:
    url = _url(env, "DATABASE_URL", f"sqlite:///{BASE_DIR / 'var' / 'paperplane.sqlite3'}", DATABASE_SCHEMES)
    database = dict(env.dj_db_url("DATABASE_URL", url))
    if database["NAME"] in {"", ":memory:"}:
        raise WrongEnvironment("DATABASE_URL must name a database; on SQLite a file, which its threads can share.")
    return database


def _email(env: Env, default: str) -> dict[str, Any]:
    url = _url(env, "EMAIL_URL", default, EMAIL_SCHEMES)
    return {name: value for name, value in env.dj_email_url("EMAIL_URL", url).items() if value is not None}


def _url(env: Env, name: str, default: str, schemes: tuple[str, ...]) -> str:
    url: str = env.str(name, default)
    if url and urlsplit(url).scheme not in schemes:
        raise WrongEnvironment(f"{name} must begin with one of {', '.join(f'{scheme}://' for scheme in schemes)}.")
    return url


def _check(environment: Environment) -> None:
    """What no variable can tell alone."""
    if not environment.secret_key:
        raise WrongEnvironment("DJANGO_SECRET_KEY must not be empty.")
    if not environment.debug and len(environment.secret_key) < SECRET_KEY_LENGTH:
        raise WrongEnvironment(f"DJANGO_SECRET_KEY must have at least {SECRET_KEY_LENGTH} characters.")
    if not environment.allowed_hosts:
        raise WrongEnvironment("DJANGO_ALLOWED_HOSTS must name the hosts this site answers for, such as example.org.")
    if any(not GIF_HOST.fullmatch(host) for host in environment.gif_hosts):
        raise WrongEnvironment("PAPERPLANE_GIF_HOSTS must name hosts like https://media.example.org.")
    if environment.testing:
        if not LOOPBACK.issuperset(environment.allowed_hosts):
            raise WrongEnvironment("PAPERPLANE_TESTING is refused unless DJANGO_ALLOWED_HOSTS is loopback only.")
        return
    for name, is_set in {
        "DJANGO_INSECURE_HTTP": environment.insecure_http,
        "PAPERPLANE_RATE_LIMITS=off": not environment.rate_limits,
        "PAPERPLANE_REMEMBER=off": not environment.remember,
        "PAPERPLANE_TODAY": environment.today is not None,
    }.items():
        if is_set:
            raise WrongEnvironment(f"{name} is refused unless PAPERPLANE_TESTING=1.")


def _sentence(error: EnvError) -> str:
    """`Environment variable "X" invalid: Not a valid date.` in our words."""
    name, reason = re.findall(r'Environment variable "(\w+)" (.*)', str(error))[0]
    reason = reason.removeprefix("invalid: ").strip("[]'.")
    return f"{name} is not set." if reason == "not set" else f"{name} is wrong ({reason[:1].lower()}{reason[1:]})."
