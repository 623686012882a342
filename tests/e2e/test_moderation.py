"""From a report to its outcome, before three browsers."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from playwright.sync_api import expect

from accounts import actions as accounts
from messaging.models import AuditEntry
from messaging.moderation import roles
from tests.e2e.bubbles import PATIENCE, choose, confirm, message
from tests.e2e.person import Person
from tests.factories import UserFactory, friends, send

WORDS = "send me your password or else"


def test_alice_reports_bob_and_blocks_him_mod_suspends_him_and_everybody_is_told(
    person: Callable[..., Person], record_property: Callable[[str, object], None]
) -> None:
    alice_user, bob_user = friends("alice", "bob")
    send(alice_user, bob_user, "who are you?")
    send(bob_user, alice_user, WORDS)
    mod_user = UserFactory(username="mod", display_name="Mod")
    roles.enrol(mod_user, roles.MODERATOR)
    alice, bob, mod = person("alice"), person("bob"), person("mod")
    page, his = alice.open_chat("bob"), bob.open_chat("alice")

    choose(page, WORDS, "Report")
    dialog = page.get_by_role("dialog", name=re.compile("Report a message"))
    dialog.get_by_label("Harassment or threats").check()
    dialog.get_by_label(re.compile("helps us understand")).fill("He frightens me")
    dialog.get_by_label("Block Bob, too").check()
    dialog.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("dialog", name="Thank you")).to_contain_text(
        "Bob is on your blacklist now", timeout=PATIENCE
    )
    page.get_by_role("button", name="Done").click()
    expect(page.locator("[data-refusal=you_blocked]")).to_be_visible(timeout=PATIENCE)
    expect(his.locator("[data-refusal=blocked_you]")).to_be_visible(timeout=PATIENCE)
    for tab in (page, his):
        choose(tab, WORDS, "Delete")
        confirm(tab)
        expect(message(tab, WORDS)).to_have_count(0, timeout=PATIENCE)
    inbox = alice.goto("/inbox/")
    alice.wait_until_live()

    desk = mod.goto("/admin/")
    expect(desk.locator(".figures")).to_contain_text("open case")
    desk.goto(f"{mod.url}/admin/messaging/case/")
    desk.locator("#result_list").get_by_role("link", name=re.compile("^Message")).click()
    exhibit = desk.locator(".exhibit.is-reported")
    expect(exhibit).to_contain_text(WORDS)
    expect(desk.locator(".exhibit").first).to_contain_text("who are you?")
    expect(desk.get_by_text("He frightens me")).to_be_visible()
    desk.get_by_label("suspend", exact=True).check()
    desk.get_by_label("Why, in a word").fill("threats")
    desk.get_by_role("button", name="Act and close").click()
    expect(desk.locator(".messagelist")).to_contain_text("is closed", timeout=PATIENCE)
    begun = time.monotonic()
    card = his.locator("[data-refusal=suspended]")
    expect(card).to_be_visible(timeout=2_000)
    took = time.monotonic() - begun
    record_property("suspended_seen_after_seconds", round(took, 2))
    expect(card).to_contain_text("threats")
    expect(inbox.locator("#outcomes")).to_contain_text("We have acted on your report", timeout=PATIENCE)

    log = mod.goto("/admin/messaging/auditentry/")
    for deed in ("reported", "looked at the case", "suspended", "told the reporter"):
        expect(log.locator("#result_list")).to_contain_text(deed)
    steps = list(AuditEntry.objects.order_by("pk").values_list("deed", "actor__username"))
    assert steps == [("reported", "alice"), ("looked", "mod"), ("suspended", "mod"), ("told", None)]


def test_a_warning_takes_the_place_of_an_open_chat_until_it_is_acknowledged(person: Callable[..., Person]) -> None:
    _alice, bob_user = friends("alice", "bob")
    bob = person("bob")
    bob.may_see("status of 403")  # what his tabs ask for before he has read it
    page = bob.open_chat("alice")
    accounts.warn(user_id=bob_user.pk, words="Ask nobody for passwords.")
    expect(page.get_by_role("heading", name="A notice to you")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("Ask nobody for passwords.")).to_be_visible()
    # Elsewhere it waits, too; what protects people stays open, scripts and all.
    bob.goto("/messages/")
    expect(page.get_by_role("heading", name="A notice to you")).to_be_visible()
    bob.goto("/safety/")
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("heading", name="Safety")).to_be_visible()
    bob.goto("/messages/@alice/")
    page.get_by_role("button", name="I have read this").click()
    expect(page.get_by_role("log", name="Messages")).to_be_visible(timeout=PATIENCE)
    assert page.url.endswith("/messages/@alice/")
