"""Private stays private: what nobody has reported is nowhere in the admin, whoever asks and however."""

from __future__ import annotations

import itertools
import logging
import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.exceptions import NoReverseMatch

from accounts.models import User
from messaging import actions
from messaging.models import AuditEntry, Case, Exhibit, Message, Thing
from messaging.moderation import roles, subjects
from tests.factories import follow_each_other, make_video, send, share
from tests.messaging import pictures

CANARY = "canaryunreportedword"
CAPTION = "canaryunreportedcaption"
# Everything that may be worked on there: a new one makes somebody think about what it shows.
REGISTERED = {
    "account.EmailAddress",
    "accounts.Suspension",
    "accounts.User",
    "auth.Group",
    "django_tasks_database.DBTaskResult",
    "messaging.AuditEntry",
    "messaging.Case",
    "messaging.Erasure",
    "messaging.Gif",
    "messaging.StickerPack",
}
QUERIES = (
    "",
    f"?q={CANARY[:-2]}",
    "?q=bob",
    f"?text={CANARY}",
    f"?reports__exhibits__text__startswith={CANARY[:6]}",
    f"?about__chats__thread__messages__text__contains={CANARY[:6]}",
    "?e=1",
    "?all=&o=1",
    "?state=all",
)


@pytest.fixture
def world(alice: User, bob: User, carol: User, media: object) -> Case:
    """Bob has written to Alice, long before what she reports, and to Carol; all kinds are among it."""
    follow_each_other(bob, carol)
    send(carol, bob, f"{CANARY} to bob")
    send(bob, alice, CANARY)
    pictures.send_picture(bob, alice, pictures.add_gif(bob, is_kept=False, tags=CANARY))
    share(bob, alice, make_video(bob), CAPTION)
    for number in range(6):
        send(alice, bob, f"number {number}")
    reported = send(bob, alice, "give me your password").message
    for number in range(6):
        send(alice, bob, f"later {number}")
    send(bob, alice, f"{CANARY} again")
    subject = subjects.find(alice, Thing.MESSAGE, reported.thread_id, reported.seq)
    return actions.report(reporter=alice, subject=subject, reason="spam").case


def routes(resolver: URLResolver, before: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, before)
        elif pattern.name:
            yield f"{before}{pattern.name}", pattern


def addresses() -> Iterator[str]:
    """Every address of the admin, about each row that it may be asked about."""
    [site] = [one for one in get_resolver().url_patterns if str(one.pattern) == "admin/"]
    assert isinstance(site, URLResolver)
    pks = {1, 2, 3, *Case.objects.values_list("pk", flat=True), *Exhibit.objects.values_list("pk", flat=True)}
    ids = [str(pk) for pk in sorted(pks)]
    # By its kind and number any row could be asked for.
    for kind, pk in itertools.product(ContentType.objects.get_for_models(*apps.get_models()).values(), ids):
        yield f"/admin/r/{kind.pk}/{pk}/"
    for _name, pattern in routes(site, "admin:"):
        needed = pattern.pattern.regex.groupindex.keys()
        for pk in ids if needed else [""]:
            known = {
                "object_id": pk,
                "pk": pk,
                "app_label": "messaging",
                "which": "file",
            }
            try:
                yield _address(pattern, {key: known[key] for key in needed if key in known})
            except (NoReverseMatch, KeyError):
                continue


def _address(pattern: URLPattern, parameters: dict[str, str]) -> str:
    return reverse(f"admin:{pattern.name}", kwargs=parameters)


@pytest.mark.parametrize("role", [roles.MODERATOR, "superuser"])
def test_no_page_search_autocomplete_or_export_of_the_admin_shows_it(
    world: Case, role: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    mod = User.objects.create_user("mod", User.objects.get(username="bob").birthdate)
    if role == "superuser":
        User.objects.filter(pk=mod.pk).update(is_superuser=True, is_staff=True)
    else:
        roles.enrol(mod, role)
    client = Client()
    client.force_login(User.objects.get(pk=mod.pk))
    asked = sorted(set(addresses()))
    assert len(asked) > 40
    shown = set()
    for address in asked:
        # A page about one row knows no search.
        for query in QUERIES if not re.search(r"\d", address) else QUERIES[:1]:
            answer = client.get(address + query)
            assert answer.status_code < 500, address + query
            told = answer.getvalue().decode(errors="replace").replace(query, "").replace(f'value="{CANARY[:-2]}"', "")
            assert CANARY not in told, address + query
            assert CAPTION not in told, address + query
            if "give me your password" in told:
                shown.add(address)
    # The canary would be seen: what was reported is, on the page of its case alone.
    assert shown == {f"/admin/messaging/case/{world.pk}/{end}/" for end in ("change", "history")}
    for model, field in (("message", "thread"), ("participant", "thread"), ("message", "sender"), ("report", "case")):
        query = f"?app_label=messaging&model_name={model}&field_name={field}&term={CANARY[:6]}"
        answer = client.get(f"/admin/autocomplete/{query}")
        assert answer.status_code in {403, 404} or answer.json()["results"] == [], query
    for command in ("purge_deleted", "explain_refusal", "moderation_report", "check_integrity"):
        call_command(command, *(["bob", "alice"] if command == "explain_refusal" else []))
    printed = "".join(capsys.readouterr())
    for text in (caplog.text, printed, *AuditEntry.objects.values_list("details", flat=True)):
        assert CANARY not in text
    assert Message.objects.filter(text__contains=CANARY).count() == 3


def test_a_row_is_not_led_to_by_its_kind_and_number(alice: User) -> None:
    mod = User.objects.create_user("mod", alice.birthdate, is_superuser=True, is_staff=True)
    client = Client()
    client.force_login(mod)
    kind = ContentType.objects.get_for_model(User)
    assert client.get(f"/admin/r/{kind.pk}/{alice.pk}/").status_code == 404
    page = client.get(reverse("admin:accounts_user_change", args=[alice.pk])).content.decode()
    assert 'href="/@alice/"' in page


def test_nothing_is_registered_that_nobody_has_thought_about() -> None:
    assert {model._meta.label for model in admin.site._registry} == REGISTERED


def test_evidence_never_reaches_what_was_not_near(world: Case) -> None:
    texts = list(Exhibit.objects.values_list("text", flat=True))
    assert texts == [f"number {n}" for n in range(1, 6)] + ["give me your password"] + [f"later {n}" for n in range(5)]
