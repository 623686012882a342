"""Reporting: from every door, of what one can see alone, once, with sealed evidence and a block if one wishes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.models import Mailbox
from messaging import actions
from messaging.models import AuditEntry, Case, Exhibit, Message, Report, Thing
from messaging.moderation import evidence, subjects
from social.models import Audience, Block
from tests.factories import UserFactory, make_video, send, share
from tests.messaging import pictures

HTMX = {"hx-request": "true"}
JSON = {"accept": "application/json"}


def report(reporter, thing, thing_id, seq=0, **fields):
    subject = subjects.find(reporter, thing, thing_id, seq)
    return actions.report(**({"reporter": reporter, "subject": subject, "reason": "spam"} | fields))


def report_message(reporter, message, **fields):
    return report(reporter, Thing.MESSAGE, message.thread_id, message.seq, **fields)


@pytest.fixture
def message(alice, bob):
    return send(bob, alice, "give me your password").message


def doors(alice, bob, message):
    """Each door, and whom what is behind it is about."""
    video, gif = make_video(bob), pictures.add_gif(bob, is_public=True)
    pack = pictures.add_sticker().pack
    return {
        f"/messages/@bob/{message.seq}/report": bob,
        "/@bob/report": bob,
        f"/videos/{video.pk}/report": bob,
        f"/gifs/{gif.pk}/report": bob,
        f"/stickers/packs/{pack.pk}/report": None,
    }


def test_every_door_takes_a_report_without_scripts_in_the_dialog_and_from_a_program(
    as_alice, alice, bob, message, media
):
    for address, about in doors(alice, bob, message).items():
        page = as_alice.get(address)
        assert page.status_code == 200
        assert b"What is wrong with it?" in page.content
        assert as_alice.get(address, headers=HTMX).content.lstrip().startswith(b"<header")
        plain = as_alice.post(address, {"reason": "spam", "note": "look"})
        made = Report.objects.latest("pk")
        assert (plain.status_code, plain["Location"]) == (303, f"/reports/#report-{made.pk}")
        assert (made.reporter, made.reason, made.note, made.case.about) == (alice, "spam", "look", about)
        # Again, in another way: the first one stands.
        assert as_alice.post(address, {"reason": "hate"}, headers=HTMX).status_code == 201
        told = as_alice.post(address, {"reason": "hate"}, headers=JSON)
        assert (told.status_code, told.json()) == (201, {"report": made.pk})
    assert Report.objects.count() == Case.objects.count() == 5
    assert as_alice.get("/reports/").content.count(b"We have your report.") == 5


@pytest.mark.parametrize("reason", ["", "because"])
def test_without_a_reason_that_there_is_nothing_is_taken_and_the_words_stay(as_alice, message, reason):
    page = as_alice.post("/messages/@bob/1/report", {"reason": reason, "note": "he frightens me"})
    assert page.status_code == 422
    assert b"Choose a reason." in page.content
    assert b"he frightens me" in page.content
    assert as_alice.post("/messages/@bob/1/report", {"reason": reason}, headers=JSON).json()["error"] == "invalid"
    assert not Report.objects.exists()


def test_what_is_not_there_for_the_reporter_is_not_found_whatever_the_reason(as_alice, as_carol, alice, bob, media):
    """Unknown, foreign, deleted, hidden: the same status and body."""
    message = send(bob, alice, "hello").message
    actions.delete_message(user=alice, peer=bob, seq=message.seq)
    hidden = make_video(bob, audience=Audience.ONLY_ME)
    gif = pictures.add_gif(bob)
    unknown = as_alice.get("/messages/@bob/77/report")
    assert unknown.status_code == 404
    for client, address in [
        (as_alice, f"/messages/@bob/{message.seq}/report"),
        (as_carol, f"/messages/@bob/{message.seq}/report"),
        (as_alice, "/messages/@nobody/1/report"),
        (as_alice, f"/videos/{hidden.pk}/report"),
        (as_alice, f"/gifs/{gif.pk}/report"),
        (as_alice, "/videos/99/report"),
        (as_alice, "/gifs/99/report"),
        (as_alice, "/stickers/packs/99/report"),
        (as_alice, "/@nobody/report"),
    ]:
        for answer in (client.get(address), client.post(address, {"reason": "spam"})):
            assert (answer.status_code, answer.content) == (404, unknown.content), address
    assert not Case.objects.exists()


def test_one_cannot_report_what_is_ones_own(as_alice, alice, bob):
    send(alice, bob, "mine")
    for address in ("/messages/@bob/1/report", "/@alice/report"):
        assert as_alice.post(address, {"reason": "spam"}).status_code == 403
        assert as_alice.post(address, {"reason": "spam"}, headers=JSON).json()["error"] == "own"
    assert not Case.objects.exists()


def test_blocking_comes_with_it_or_not_at_all(as_alice, alice, bob, message, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(actions.reporting, "block", lambda **_pair: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            report_message(alice, message, blocks=True)
    assert not Block.objects.exists()
    assert not Case.objects.exists()
    as_alice.post("/messages/@bob/1/report", {"reason": "harassment", "block": "on"})
    assert Block.objects.filter(blocker=alice, blocked=bob).exists()
    assert Report.objects.get().case.about == bob
    # Blocked, he can still be reported, and is not offered to be blocked again.
    page = as_alice.get("/@bob/report")
    assert page.status_code == 200
    assert b'name="block"' not in page.content


def test_evidence_is_the_message_and_five_on_either_side_that_the_reporter_sees(alice, bob, carol):
    for number in range(1, 15):
        send(*((bob, alice) if number % 2 else (alice, bob)), f"number {number}")
    for seq in (5, 9):
        actions.delete_message(user=alice, peer=bob, seq=seq)
    actions.set_like(user=alice, peer=bob, seq=7, liked=True)
    made = report_message(alice, Message.objects.get(seq=7))
    shown = made.exhibits.all()
    assert [exhibit.seq for exhibit in shown] == [1, 2, 3, 4, 6, 7, 8, 10, 11, 12, 13]
    reported = shown.get(is_reported=True)
    assert (reported.seq, reported.text, reported.author, reported.hearts) == (7, "number 7", bob, 1)
    assert all(evidence.is_intact(exhibit) for exhibit in shown)


def test_evidence_outlives_what_both_sides_delete_files_and_all(alice, bob, media: Path, committed):
    film = pictures.film()
    gif = pictures.add_gif(bob, film=film, is_kept=False)
    message = pictures.send_picture(bob, alice, gif).message
    upload = pictures.add_sticker("own", static_path="", file="stickers/own.webp")
    (media / "stickers").mkdir()
    (media / "stickers/own.webp").write_bytes(b"drawn")
    pictures.send_picture(bob, alice, upload)
    share(bob, alice, make_video(bob), "look at this")
    made = report_message(alice, message)
    with committed():
        for person, peer in ((alice, bob), (bob, alice)):
            actions.delete_chat(user=person, peer=peer)
    (media / "stickers/own.webp").unlink()
    assert not Path(media, gif.file.name).exists()
    kinds = {exhibit.kind: exhibit for exhibit in made.exhibits.all()}
    assert kinds["gif"].file.read() == film.moving
    assert kinds["sticker"].file.read() == b"drawn"
    assert (kinds["video"].text, kinds["video"].width) == ("look at this", 90)
    assert kinds["video"].file.size
    assert not Message.objects.exclude(text="").exists()


def test_an_account_is_sealed_as_it_looks_and_without_any_message(alice, bob, message):
    bob.bio = "I give away phones"
    bob.save()
    made = report(alice, Thing.ACCOUNT, bob.pk)
    bob.bio = "A harmless person"
    bob.save()
    [exhibit] = made.exhibits.all()
    assert (exhibit.kind, exhibit.name, exhibit.text) == ("account", "Bob", "I give away phones")


def test_the_database_itself_keeps_exhibits_and_the_log_as_they_are(alice, message):
    report_message(alice, message)
    for change in (
        lambda: Exhibit.objects.update(text="something else"),
        lambda: AuditEntry.objects.update(details="nothing"),
        lambda: AuditEntry.objects.all().delete(),
        lambda: AuditEntry.objects.first().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Exhibit.objects.get().text == "give me your password"
    assert AuditEntry.objects.get().deed == "reported"


def test_a_seal_that_was_broken_shows(alice, message):
    exhibit = report_message(alice, message).exhibits.get()
    assert evidence.is_intact(exhibit)
    exhibit.text = "hello"
    assert not evidence.is_intact(exhibit)


def test_several_reports_of_one_thing_are_one_case(alice, bob, carol):
    first = report(alice, Thing.ACCOUNT, bob.pk)
    second = report(carol, Thing.ACCOUNT, bob.pk)
    assert first.case == second.case
    assert first.case.reports.count() == 2


def test_a_flood_of_reports_is_slowed_down(as_alice, alice, settings):
    settings.PAPERPLANE_RATE_LIMITS = True
    for person in UserFactory.create_batch(20):
        report(alice, Thing.ACCOUNT, person.pk)
    one_more = UserFactory()
    for headers in ({}, HTMX, JSON):
        answer = as_alice.post(f"/@{one_more.username}/report", {"reason": "spam"}, headers=headers)
        assert answer.status_code == 429
        assert 3500 < int(answer["Retry-After"]) <= 3600
    assert Case.objects.count() == 20


def test_under_sixteen_one_may_report_a_profile_and_a_video(as_alice, alice, bob, today, media):
    video = make_video(bob)
    alice.birthdate = alice.birthdate.replace(year=2012)
    alice.save()
    today("2026-01-01")
    for address in ("/@bob/report", f"/videos/{video.pk}/report"):
        assert as_alice.post(address, {"reason": "minors"}).status_code == 303
    assert as_alice.get("/reports/").content.count(b"We have your report.") == 2
    assert as_alice.get("/messages/@bob/1/report").status_code == 403


def test_whoever_reported_is_told_the_outcome_once(as_alice, alice, bob, carol, message, pushed, committed):
    made = report_message(alice, message)
    with committed():
        actions.dismiss(case_id=made.case_id, moderator=carol)
    assert Mailbox.objects.get(pk=alice.pk).unseen_acts == 1
    frames = [event["html"] for group, event in pushed if group == f"user-{alice.pk}"]
    assert any("data-acts" in frame for frame in frames)
    assert b"found nothing against our rules" in as_alice.get("/sync?stamp=0&shows=acts").content
    assert b"found nothing against our rules" in as_alice.get("/inbox/").content
    assert b"found nothing against our rules" in as_alice.get("/reports/").content
    assert actions.tell_outcome(made.case_id) == 0
    assert AuditEntry.objects.filter(deed="told", about=alice).count() == 1


def test_evidence_is_erased_after_its_time_and_what_a_crash_left_untold_is_told(
    alice, bob, carol, media, settings, capsys
):
    gif = pictures.add_gif(bob)
    message = pictures.send_picture(bob, alice, gif).message
    made = report_message(alice, message, note="she said so")
    held = [media / exhibit.file.name for exhibit in made.exhibits.all()]
    # No commit comes in a test: as if the process had ended just then.
    actions.dismiss(case_id=made.case_id, moderator=carol)
    call_command("purge_deleted", "--dry-run")
    made.refresh_from_db()
    assert made.told_at is None
    call_command("purge_deleted")
    made.refresh_from_db()
    assert made.told_at is not None
    assert held[0].exists()
    settings.PAPERPLANE_EVIDENCE_DAYS = 30
    Case.objects.update(closed_at=timezone.now() - timedelta(days=30, minutes=1))
    call_command("purge_deleted", "--dry-run")
    assert held[0].exists()
    call_command("purge_deleted")
    made.refresh_from_db()
    assert not any(path.exists() for path in held)
    assert not made.exhibits.exists()
    assert (made.note, made.case.reports.count()) == ("", 1)
    assert made.case.erased_at is not None
    assert AuditEntry.objects.filter(deed="erased", case=made.case).count() == 1
    assert Path(media, gif.file.name).exists()
