"""Who may do what in the admin, and the log that holds it all."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.urls import reverse

from messaging.models import AuditEntry, Case, Thing
from messaging.moderation import roles
from tests.messaging.test_moderation import QUEUE, page_of
from tests.messaging.test_reporting import report


def test_a_case_that_is_unknown_or_not_hers_is_not_found(as_mod, mod, alice, bob, case):
    """Nobody judges what is about herself, or what she has reported."""
    about_mod = report(alice, Thing.ACCOUNT, mod.pk).case
    by_mod = report(mod, Thing.ACCOUNT, bob.pk).case
    unknown = as_mod.get("/admin/messaging/case/999/change/")
    assert unknown.status_code == 404
    for address in (page_of(about_mod), page_of(by_mod), "/admin/messaging/case/x/change/"):
        for answer in (as_mod.get(address), as_mod.post(address, {"deed": "dismiss"})):
            assert (answer.status_code, answer.content) == (404, unknown.content)
    text = as_mod.get(f"{QUEUE}?state=all").content.decode()
    assert page_of(case) in text
    assert page_of(about_mod) not in text
    assert page_of(by_mod) not in text
    log = as_mod.get("/admin/messaging/auditentry/").content.decode()
    assert f"Case {about_mod.pk}" not in log
    assert not Case.objects.exclude(state="open").exists()


def test_who_has_no_role_gets_nowhere(as_alice, alice, case):
    alice.is_staff = True
    alice.save()
    exhibit = case.reports.get().exhibits.first()
    for address in (QUEUE, page_of(case), "/admin/messaging/auditentry/", "/admin/accounts/user/"):
        assert as_alice.get(address).status_code == 403, address
    assert as_alice.get(reverse("admin:messaging_case_exhibit", args=[exhibit.pk, "file"])).status_code == 403
    assert as_alice.post(page_of(case), {"deed": "dismiss"}).status_code == 403
    assert case.is_open


def test_a_migration_has_made_the_roles_and_they_hold_what_is_told_of_them(db):
    for role, held in roles.PERMISSIONS.items():
        group = Group.objects.get(name=role)
        assert set(group.permissions.values_list("content_type__app_label", "codename")) == held


def test_administrators_choose_the_moderators_and_that_is_noted(alice, bob, client):
    roles.enrol(alice, roles.ADMINISTRATOR)
    client.force_login(alice)
    group = Group.objects.get(name=roles.MODERATOR)
    address = reverse("admin:accounts_user_change", args=[bob.pk])
    assert client.post(address, {"is_staff": "on", "groups": [group.pk]}).status_code == 302
    bob.refresh_from_db()
    assert bob.is_staff
    assert bob.has_perm("messaging.judge_case")
    assert AuditEntry.objects.get(deed="roles").details == "staff: moderator"
    # Nobody raises herself, and moderators none at all.
    client.post(reverse("admin:accounts_user_change", args=[alice.pk]), {"is_staff": "on", "groups": []})
    assert alice.groups.exists()
    client.force_login(bob)
    assert client.post(address, {"groups": []}).status_code == 403


def test_nobody_edits_or_deletes_the_log_from_its_pages(as_mod, mod, case):
    mod.is_superuser = True
    mod.save()
    entry = AuditEntry.objects.first()
    base = "/admin/messaging/auditentry"
    assert as_mod.get(f"{base}/add/").status_code == 403
    assert as_mod.post(f"{base}/{entry.pk}/delete/", {"post": "yes"}).status_code == 403
    assert as_mod.post(f"{base}/{entry.pk}/change/", {"details": "x"}).status_code == 403
    assert as_mod.post(f"{base}/", {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"})
    assert AuditEntry.objects.filter(pk=entry.pk).exists()


def test_the_first_page_tells_what_waits_and_what_the_days_have_brought(as_mod, case):
    text = as_mod.get("/admin/").content.decode()
    assert "open case" in text
    assert "Messages a day" in text
    assert text.count('class="bar"') == 28
    assert ": 2</title>" in text  # messages today
    assert ": 1</title>" in text  # reports today
    assert "style=" not in text
