"""The house stands: a person, a page, a socket, a stop and a start."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.cluster import Cluster
from tests.e2e.person import Person
from tests.e2e.site import Site
from tests.factories import friends


def test_two_people_see_each_other_write(person: Callable[..., Person]) -> None:
    friends("alice", "bob")
    alice, bob = person("alice"), person("bob")
    alice.open_chat("bob")
    bob.open_chat("alice")
    alice.send("Hello Bob")
    expect(bob.messages.filter(has_text="Hello Bob")).to_be_visible()


def test_a_restart_of_the_server_goes_unnoticed(server: Site, person: Callable[..., Person]) -> None:
    friends("alice", "bob")
    alice, bob = person("alice"), person("bob")
    for one in (alice, bob):
        one.may_lose_the_server()
    alice.open_chat("bob")
    bob.open_chat("alice")
    server.stop()
    server.start()
    alice.send("Still here?")
    expect(bob.messages.filter(has_text="Still here?")).to_be_visible(timeout=20_000)


@pytest.mark.services
def test_two_people_on_two_servers_see_each_other_write(cluster: Cluster, person: Callable[..., Person]) -> None:
    friends("alice", "bob")
    alice, bob = person("alice", at=cluster.urls[0]), person("bob", at=cluster.urls[1])
    alice.open_chat("bob")
    bob.open_chat("alice")
    alice.send("Over there!")
    expect(bob.messages.filter(has_text="Over there!")).to_be_visible()
    bob.send("And back!")
    expect(alice.messages.filter(has_text="And back!")).to_be_visible()
