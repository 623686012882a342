"""A real server, a real browser, and the people before it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from accounts.models import User
from tests.browser import find_browser
from tests.e2e.cluster import Cluster, cluster_of
from tests.e2e.person import Person, sign_in
from tests.e2e.site import Site, collect_static
from tests.factories import UserFactory

# Playwright keeps an event loop in this thread; Django would take every query here for one that blocks it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

# A test that waits gives up late: how long something may take is measured where that is what it is about.
expect.set_options(timeout=15_000)

QUIET = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.e2e)
        if item.path.is_relative_to(HERE / "js"):
            item.add_marker(pytest.mark.once)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {"executable_path": find_browser(), "args": [*QUIET, "--disable-sync", *sandbox]}


@pytest.fixture(scope="session")
def static_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return collect_static(tmp_path_factory.mktemp("collected") / "static")


@pytest.fixture(scope="session")
def started_site(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory, static_root: Path) -> Iterator[Site]:
    with Site(tmp_path_factory.mktemp("site"), static_root) as site:
        yield site


@pytest.fixture
def server(started_site: Site, transactional_db: None) -> Iterator[Site]:
    """The site, running. A test may stop it and start it again; an unhandled error in it fails the test."""
    if not started_site.is_running:
        started_site.start()
    started_site.news()
    yield started_site
    started_site.settle()
    assert "Traceback" not in (news := started_site.news()), news


@pytest.fixture(scope="session")
def started_cluster(
    django_db_setup: None, tmp_path_factory: pytest.TempPathFactory, static_root: Path
) -> Iterator[Cluster]:
    place = tmp_path_factory.mktemp("cluster")
    with (
        Site(place, static_root) as first,
        Site(place, static_root) as second,
        cluster_of(first, second, place, static_root) as cluster,
    ):
        yield cluster


@pytest.fixture
def cluster(started_cluster: Cluster, transactional_db: None) -> Iterator[Cluster]:
    """Two servers behind nginx on PostgreSQL and Redis; mark the test `services`."""
    for site in started_cluster.sites:
        site.news()
    yield started_cluster
    for site in started_cluster.sites:
        site.settle()
    for site in started_cluster.sites:
        assert "Traceback" not in (news := site.news()), news


@pytest.fixture
def person(server: Site, new_context: Callable[..., BrowserContext]) -> Iterator[Callable[..., Person]]:
    """`person("alice")` sits somebody of that name, or that user, before a browser of their own, signed in.

    Further arguments are those of a browser context; `at` is another address of the site. Whoever sees an error in
    the console fails the test.
    """
    people: list[Person] = []

    def sit(who: str | User, *, at: str = "", **options: Any) -> Person:
        user = who if isinstance(who, User) else User.objects.filter(username=who).first()
        user = user or UserFactory(username=who)
        url = at or server.url
        context = new_context(
            **({"viewport": {"width": 1280, "height": 800}, "locale": "en-GB", "service_workers": "block"} | options)
        )
        sign_in(context, user, url)
        people.append(Person(user, context, url))
        return people[-1]

    yield sit
    for one in people:
        one.context.close()
    assert {one.name: one.unannounced_faults for one in people if one.unannounced_faults} == {}
