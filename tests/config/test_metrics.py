"""What Prometheus is told, and who else may ask."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from config import metrics
from config.environment import BASE_DIR
from messaging.models import Message
from messaging.refusals import Refused
from social.models import State, Video
from tests.factories import UserFactory, friends, make_video, send
from tests.settings import TEST_ENVIRONMENT

TOKEN = "a token of more than twenty characters".replace(" ", "-")

pytestmark = pytest.mark.django_db


@pytest.fixture
def token(settings: Settings) -> dict[str, str]:
    settings.PAPERPLANE_METRICS_TOKEN = TOKEN
    return {"Authorization": f"Bearer {TOKEN}"}


def figures(client: Client, headers: dict[str, str]) -> dict[str, float]:
    """Each series by name and labels, as `name{value,value}`."""
    response = client.get("/metrics", headers=headers)
    assert response.status_code == 200
    return {
        f"{sample.name}{{{','.join(sample.labels.values())}}}": sample.value
        for family in text_string_to_metric_families(response.content.decode())
        for sample in family.samples
    }


def test_sends_and_refusals_are_counted_once_each(client: Client, token: dict[str, str]) -> None:
    alice, bob = friends("alice", "bob")
    stranger = UserFactory()
    before = figures(client, token)
    sent = send(alice, bob)
    send(alice, bob, client_id=sent.message.client_id)
    with pytest.raises(Refused):
        send(alice, stranger)
    after = figures(client, token)
    grown = {name: after[name] - before.get(name, 0) for name in after}
    assert grown["paperplane_messages_sent_total{text}"] == 1
    assert grown["paperplane_messages_refused_total{friends_only}"] == 1


def test_what_waits_for_the_workers_is_told_with_its_age(client: Client, token: dict[str, str]) -> None:
    author = UserFactory()
    make_video(author)
    waiting = Video.objects.create(author=author, state=State.PROCESSING)
    Video.objects.filter(pk=waiting.pk).update(created_at=timezone.now() - timezone.timedelta(minutes=5))
    told = figures(client, token)
    assert told["paperplane_queue_length{videos}"] == 1
    assert told["paperplane_queue_age_seconds{videos}"] == pytest.approx(300, abs=30)
    assert told["paperplane_queue_length{tasks}"] == 0


def test_a_request_is_told_by_its_route_and_not_by_who_or_what(client: Client, token: dict[str, str]) -> None:
    [alice] = friends("alice")
    client.force_login(alice)
    client.get("/messages/@nobody_here/?q=secret")
    client.generic("BREW", "/healthz")
    names = figures(client, token)
    assert "paperplane_request_seconds_count{GET,/messages/@<name:name>/,404}" in names
    assert any(name.startswith("paperplane_request_seconds_count{other,/healthz,") for name in names)
    assert not any("nobody_here" in name or "secret" in name or "BREW" in name for name in names)


def test_for_anybody_else_there_is_no_such_page(client: Client, token: dict[str, str]) -> None:
    [alice] = friends("alice")
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    assert client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}x"}).status_code == 404
    client.force_login(alice)
    assert client.get("/metrics").status_code == 404


def test_staff_need_no_token_and_no_token_means_none_fits(client: Client, settings: Settings) -> None:
    settings.PAPERPLANE_METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    client.force_login(UserFactory(is_staff=True))
    assert client.get("/metrics").status_code == 200


def test_no_word_of_a_message_is_among_the_figures(client: Client, token: dict[str, str]) -> None:
    alice, bob = friends("alice", "bob")
    send(alice, bob, "canary-9f3b")
    content = client.get("/metrics", headers=token).content.decode()
    assert Message.objects.exists()
    assert not any(word in content for word in ("canary-9f3b", "alice", "bob"))


COUNT_AND_DIE = """
import os, django
django.setup()
from messaging import metrics
metrics.SYNCS.labels("chat").inc()
metrics.SOCKETS.inc()
os._exit(9)
"""


def test_processes_of_one_machine_are_told_together_and_sockets_of_the_dead_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = os.environ | TEST_ENVIRONMENT | {"PAPERPLANE_METRICS_DIR": str(tmp_path)}
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
    for _process in range(2):
        subprocess.run([sys.executable, "-c", COUNT_AND_DIE], cwd=BASE_DIR, env=environment, check=False)
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    registry = metrics.counted()
    assert registry.get_sample_value("paperplane_syncs_total", {"shows": "chat"}) == 2
    assert registry.get_sample_value("paperplane_sockets") in {None, 0}
