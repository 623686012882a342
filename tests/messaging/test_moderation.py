"""The moderators' work: the queue, a case, what is done about it, once, by whom, and who is told."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Mailbox, Notice, Suspension
from messaging import actions
from messaging.models import AuditEntry, Gif, Report, Thing
from messaging.moderation import roles
from tests.factories import UserFactory, make_video, share
from tests.messaging import pictures
from tests.messaging.test_reporting import report, report_message

QUEUE = "/admin/messaging/case/"


def page_of(case):
    return reverse("admin:messaging_case_change", args=[case.pk])


def deeds(case):
    return list(AuditEntry.objects.filter(case=case).order_by("pk").values_list("deed", flat=True))


def act(client, case, **fields):
    return client.post(page_of(case), {"deed": "act"} | fields)


def test_the_queue_shows_what_waits_oldest_first_most_reported_and_by_kind(as_mod, alice, bob, carol, case):
    other = report(alice, Thing.ACCOUNT, carol.pk, reason="hate").case
    report(bob, Thing.ACCOUNT, carol.pk, reason="spam")
    text = as_mod.get(QUEUE).content.decode()
    assert text.index(page_of(case)) < text.index(page_of(other))
    assert "Hate, Spam or fraud" in text
    first = as_mod.get(f"{QUEUE}?o=3").content.decode()
    assert first.index(page_of(other)) < first.index(page_of(case))
    assert page_of(case) not in as_mod.get(f"{QUEUE}?thing__exact=account").content.decode()
    assert page_of(case) not in as_mod.get(f"{QUEUE}?reason=hate").content.decode()
    assert page_of(case) not in as_mod.get(f"{QUEUE}?q=carol").content.decode()
    actions.dismiss(case_id=case.pk, moderator=UserFactory())
    assert page_of(case) not in as_mod.get(QUEUE).content.decode()
    for query in ("dismissed", "all"):
        assert page_of(case) in as_mod.get(f"{QUEUE}?state={query}").content.decode()


def test_a_case_shows_the_evidence_and_both_accounts_and_each_look_is_noted(as_mod, mod, alice, bob, case):
    for person, peer in ((alice, bob), (bob, alice)):
        actions.delete_chat(user=person, peer=peer)
    text = as_mod.get(page_of(case)).content.decode()
    for words in ("give me your password", "hello", "help", "About @bob", "Reporter @alice"):
        assert words in text
    assert "The seal is broken" not in text
    assert deeds(case) == ["reported", "looked"]
    assert AuditEntry.objects.latest("pk").actor == mod
    assert b"looked at the case" in as_mod.get("/admin/messaging/auditentry/").content


def test_dismissing_closes_it_with_nothing_done(as_mod, mod, bob, case):
    assert as_mod.post(page_of(case), {"deed": "dismiss"}).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.closed_by) == ("dismissed", mod)
    assert deeds(case)[-1] == "dismissed"
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, "Choose what to do, or dismiss the case."),
        ({"measure": "warn"}, "Write what the account is warned of."),
        ({"measure": "suspend", "until": "2999-01-01"}, "Say why, in a word."),
        ({"measure": "suspend", "reason": "spam", "until": "2020-01-01"}, "Choose a day that is still to come."),
        ({"measure": "suspend", "reason": "spam", "until": "never"}, "Enter a valid date."),
        ({"measure": "suspend", "reason": "spam"}, "Choose a day that is still to come."),
        ({"measure": "banish"}, "Select a valid choice."),
    ],
)
def test_a_verdict_that_says_too_little_closes_nothing(as_mod, case, fields, wrong):
    answer = act(as_mod, case, **fields)
    assert answer.status_code == 422
    assert wrong in answer.content.decode()
    case.refresh_from_db()
    assert case.is_open


def test_suspending_shows_the_card_until_that_day(as_mod, as_bob, bob, case):
    until = timezone.now().date() + dt.timedelta(days=3)
    assert act(as_mod, case, measure="suspend", until=until.isoformat(), reason="fraud").status_code == 302
    suspension = Suspension.objects.get(user=bob)
    assert (suspension.until.date(), suspension.reason) == (until, "fraud")
    text = as_bob.get("/messages/@alice/").content.decode()
    assert 'data-refusal="suspended"' in text
    assert "fraud" in text
    assert deeds(case) == ["reported", "suspended"]
    # The moderators lift it from the list of suspensions.
    chosen = {"action": "lift", "_selected_action": [suspension.pk]}
    assert as_mod.post("/admin/accounts/suspension/", chosen).status_code == 302
    assert 'data-refusal="suspended"' not in as_bob.get("/messages/@alice/").content.decode()
    assert AuditEntry.objects.filter(deed="lifted", about=bob).count() == 1


def test_deactivating_ends_the_session(as_mod, as_bob, bob, case):
    assert as_bob.get("/messages/").status_code == 200
    act(as_mod, case, measure="deactivate")
    assert as_bob.get("/messages/").status_code == 302
    assert deeds(case)[-1] == "closed"
    chosen = {"action": "open_again", "_selected_action": [bob.pk]}
    assert as_mod.post("/admin/accounts/user/", chosen).status_code == 302
    bob.refresh_from_db()
    assert bob.is_active
    assert AuditEntry.objects.filter(deed="reopened", about=bob).count() == 1


def test_a_warning_is_acknowledged_before_anything_else(as_mod, as_bob, bob, case):
    act(as_mod, case, measure="warn", warning="Ask nobody for passwords.")
    page = as_bob.get("/messages/@alice/")
    assert (page.status_code, page["Location"]) == (303, "/notice/?next=%2Fmessages%2F%40alice%2F")
    assert as_bob.get("/sync?stamp=0", headers={"hx-request": "true"})["HX-Redirect"] == "/notice/"
    on_safety = {"hx-request": "true", "referer": "http://testserver/safety/"}
    assert "HX-Redirect" not in as_bob.get("/sync?stamp=0", headers=on_safety)
    write = {"client_id": "0b7e1f6e-6d4f-4a0c-9f7e-111111111111", "text": "no"}
    refused = as_bob.post("/messages/@alice/", write, headers={"accept": "application/json"})
    assert (refused.status_code, refused.json()["error"]) == (403, "notice")
    assert as_bob.get("/safety/").status_code == 200
    shown = as_bob.get(page["Location"])
    assert b"Ask nobody for passwords." in shown.content
    [notice] = Notice.objects.filter(user=bob)
    address = f"/notice/{notice.pk}/acknowledged?next=%2Fmessages%2F%40alice%2F"
    on = as_bob.post(address, {"_method": "PUT"})
    assert as_bob.get(on["Location"])["Location"] == "/messages/@alice/"
    assert as_bob.get("/messages/@alice/").status_code == 200
    assert as_bob.get("/notice/?next=https://evil.example/")["Location"] == "/"


def test_nobody_acknowledges_what_is_not_hers(as_mod, as_alice, case):
    act(as_mod, case, measure="warn", warning="Ask nobody for passwords.")
    notice = Notice.objects.get()
    assert as_alice.put(f"/notice/{notice.pk}/acknowledged").status_code == 404
    assert as_alice.put("/notice/99/acknowledged").status_code == 404
    notice.refresh_from_db()
    assert notice.acknowledged_at is None


def test_a_removed_gif_is_a_notice_in_every_chat_and_its_file_is_evidence_alone(
    as_mod, as_alice, alice, bob, carol, media, committed, pushed
):
    gif = pictures.add_gif(bob, is_public=True)
    message = pictures.send_picture(bob, alice, gif).message
    case = report_message(alice, message).case
    held = case.reports.get().exhibits.get(thing_id=gif.pk)
    assert b"/media" in as_alice.get("/messages/@bob/").content
    with committed():
        act(as_mod, case, removes="on")
    assert b"This GIF isn" in as_alice.get("/messages/@bob/").content
    assert as_alice.get(f"/messages/@bob/{message.seq}/media").status_code == 404
    assert as_alice.get(f"/gifs/{gif.pk}/media").status_code == 404
    assert not (media / gif.file.name).exists()
    address = reverse("admin:messaging_case_exhibit", args=[held.pk, "file"])
    assert as_mod.get(address).getvalue() == held.file.read()
    assert as_mod.get(address, headers={"range": "bytes=0-3"}).status_code == 206
    assert as_alice.get(address).status_code == 302
    assert deeds(case).count("opened") == 1
    assert Gif.objects.get(pk=gif.pk).withdrawn_at


def test_a_removed_pack_is_offered_no_more_and_a_notice_where_it_was_sent(as_mod, as_alice, alice, bob, committed):
    sticker = pictures.add_sticker()
    pictures.send_picture(bob, alice, sticker)
    case = report(alice, Thing.STICKERS, sticker.pack_id).case
    assert case.about is None
    assert as_mod.get(page_of(case)).status_code == 200
    with committed():
        act(as_mod, case, removes="on")
    sticker.pack.refresh_from_db()
    assert sticker.pack.retired_at
    assert b"This sticker isn" in as_alice.get("/messages/@bob/").content
    assert b"This sticker isn" not in as_alice.get("/stickers/").content


def test_a_removed_video_is_gone_for_everybody(as_mod, as_alice, alice, bob, media, committed):
    video = make_video(bob)
    share(bob, alice, video)
    case = report(alice, Thing.VIDEO, video.pk).case
    with committed():
        act(as_mod, case, removes="on", measure="warn", warning="Not here.")
    assert as_alice.get(f"/videos/{video.pk}/").status_code == 404
    assert b"This video isn" in as_alice.get("/messages/@bob/").content
    assert deeds(case) == ["reported", "removed", "warned", "told"]


def test_of_two_tabs_the_second_is_told_who_was_first_and_nothing_is_done_twice(as_mod, bob, case, committed):
    until = (timezone.now().date() + dt.timedelta(days=2)).isoformat()
    with committed():
        assert act(as_mod, case, measure="suspend", until=until, reason="fraud").status_code == 302
    told = Mailbox.objects.get(pk=case.reports.get().reporter_id).unseen_acts
    other = UserFactory(username="second")
    roles.enrol(other, roles.MODERATOR)
    second = Client()
    second.force_login(other)
    for client, fields in (
        (as_mod, {"deed": "dismiss"}),
        (second, {"deed": "act", "measure": "suspend", "until": until, "reason": "fraud"}),
    ):
        with committed():
            answer = client.post(page_of(case), fields)
        assert answer.status_code == 409
        assert "@mod has closed this case already" in answer.content.decode()
    assert Suspension.objects.count() == 1
    assert Mailbox.objects.get(pk=case.reports.get().reporter_id).unseen_acts == told
    case.refresh_from_db()
    assert case.state == "acted"


def test_merging_takes_the_reports_along_and_tells_both_reporters(as_mod, alice, bob, carol, case, committed):
    other = report(carol, Thing.ACCOUNT, bob.pk).case
    assert as_mod.post(page_of(case), {"deed": "merge", "other": other.pk}).status_code == 302
    other.refresh_from_db()
    assert (other.state, other.merged_into) == ("merged", case)
    assert set(case.reports.values_list("reporter__username", flat=True)) == {"alice", "carol"}
    assert as_mod.post(page_of(case), {"deed": "merge", "other": other.pk}).status_code == 409
    foreign = report(carol, Thing.ACCOUNT, alice.pk).case
    assert as_mod.post(page_of(case), {"deed": "merge", "other": foreign.pk}).status_code == 404
    assert as_mod.post(page_of(case), {"deed": "merge", "other": "x"}).status_code == 422
    with committed():
        as_mod.post(page_of(case), {"deed": "dismiss"})
    assert Report.objects.filter(case=case, told_at=None).count() == 0
    assert Mailbox.objects.filter(user__in=[alice, carol], unseen_acts=1).count() == 2


def test_a_birthdate_is_corrected_once_and_noted(as_mod, bob, case):
    was = bob.birthdate.isoformat()
    fields = {"deed": "birthdate", "was": was, "birthdate": "2012-02-29"}
    assert as_mod.post(page_of(case), fields).status_code == 302
    bob.refresh_from_db()
    assert bob.birthdate == dt.date(2012, 2, 29)
    assert as_mod.post(page_of(case), fields | {"birthdate": "2011-01-01"}).status_code == 409
    assert as_mod.post(page_of(case), fields | {"birthdate": "2999-01-01"}).status_code == 422
    assert AuditEntry.objects.get(deed="corrected").details == f"{was} > 2012-02-29"
    case.refresh_from_db()
    assert case.is_open
