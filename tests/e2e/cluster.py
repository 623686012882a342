"""Two servers behind nginx, set up by the sample that the project gives to those who run it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings

from config.environment import BASE_DIR
from tests.e2e.site import Site
from tests.ports import answers, free_port
from tests.services import find_program, service

SAMPLE = (BASE_DIR / "deploy" / "nginx.conf").read_text()

FRAME = """
{user}
daemon off;
pid {place}/nginx.pid;
error_log {place}/error.log;
events {{ worker_connections {connections}; }}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    client_body_temp_path {place}/body;
    proxy_temp_path {place}/proxy;
    fastcgi_temp_path {place}/fastcgi;
    uwsgi_temp_path {place}/uwsgi;
    scgi_temp_path {place}/scgi;
{fronts}
}}
"""


class Listening(Protocol):
    """A server, wherever it comes from."""

    port: int


@dataclass(frozen=True)
class Cluster:
    """`url` is the balanced address; `urls` lead to one server each, through the proxy too."""

    sites: tuple[Site, Site]
    url: str
    urls: tuple[str, str]


@contextmanager
def cluster_of(first: Site, second: Site, place: Path, static_root: Path) -> Iterator[Cluster]:
    """Put nginx before two running sites. Raises CannotServe."""
    fronts = {free_port(): sites for sites in ((first, second), (first,), (second,))}
    with service(
        nginx_command(place, [front(port, sites, static_root) for port, sites in fronts.items()]),
        lambda: all(answers(port) for port in fronts),
        place,
        unprivileged_user=False,
    ):
        both, one, other = (f"http://localhost:{port}" for port in fronts)
        yield Cluster((first, second), both, (one, other))


def nginx_command(place: Path, fronts: Iterable[str], connections: int = 256) -> list[str]:
    """How to start nginx with these fronts; its configuration stands in `place` then. Raises CannotServe."""
    user = "user root;" if os.geteuid() == 0 else ""
    configuration = FRAME.format(user=user, place=place, fronts="\n".join(fronts), connections=connections)
    (place / "nginx.conf").write_text(configuration)
    return [find_program("nginx", "nginx", "/usr/sbin"), "-p", str(place), "-c", str(place / "nginx.conf")]


def front(port: int, sites: Sequence[Listening], static_root: Path) -> str:
    """The sample with the addresses of this test, without TLS, and with names of its own."""
    text = SAMPLE.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{port};").replace("example.org", "localhost")
    text = re.sub(r"server \{\s+listen 80;.*?\n\}\n", "", text, flags=re.DOTALL)
    text = re.sub(r"\s+ssl_certificate\S* [^;]+;", "", text)
    servers = "".join(rf"server 127.0.0.1:{site.port}\g<1>;" for site in sites)
    text = re.sub(r"server unix:\S+web-1\.sock([^;]*);", servers, text)
    text = re.sub(r"\s+server unix:[^;]+;", "", text)
    text = text.replace("/srv/paperplane/var/media/", f"{settings.MEDIA_ROOT}/")
    text = text.replace("root /srv/paperplane/var;", f"root {static_root.parent};")
    return re.sub(r"(upstream |http://|\$)paperplane", rf"\g<1>site_{port}", text)
