"""What a browser asks for to install the site."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.factories import UserFactory


def test_the_manifest_names_icons_that_exist_one_of_them_maskable(client: Client) -> None:
    response = client.get("/manifest.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    manifest = json.loads(response.content)
    assert manifest["start_url"] == "/messages/"
    assert any(icon.get("purpose") == "maskable" for icon in manifest["icons"])
    for icon in manifest["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/")), icon


def test_the_service_worker_may_look_after_the_whole_site(client: Client) -> None:
    response = client.get("/service-worker.js")
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert '"/offline"' in response.content.decode()


@pytest.mark.django_db
def test_the_offline_page_is_the_same_for_everybody(client: Client) -> None:
    for_anybody = client.get("/offline").content
    client.force_login(UserFactory(username="alice"))
    assert client.get("/offline").content == for_anybody


def test_the_shell_holds_all_that_the_offline_page_is_made_of(client: Client) -> None:
    kept = set(
        re.findall(r'"/static/([^"]+)"', client.get("/service-worker.js").content.decode().replace("\\u002D", "-"))
    )
    page = client.get("/offline").content.decode()
    wanted = set(re.findall(r'(?:src|href)="/static/([^"]+\.(?:js|css|svg))"', page)) - {"img/favicon.svg"}
    for path in (path for path in list(wanted) if path.endswith(".css")):
        wanted |= {f"css/{name}" for name in re.findall(r'@import url\("(.+?)"\)', read(path))}
    for path in (path for path in list(wanted) if path.endswith(".js")):
        wanted |= {f"js/{name}" for name in re.findall(r'from "\./(.+?)"', read(path))}
    assert len(wanted) > 20
    assert wanted <= kept


def read(path: str) -> str:
    return Path(str(finders.find(path))).read_text()
