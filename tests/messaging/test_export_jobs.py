"""Exports as jobs of the worker, whoever dies over them, and by command."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from zipfile import ZipFile

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse
from django.utils import timezone

from accounts import actions_leaving as leaving
from accounts.actions_exports import IsLeaving, ask_for_export
from accounts.models import Export, ExportState
from messaging import chores
from messaging.exporting import jobs, making
from tests.factories import send
from tests.messaging.frames import words_of
from tests.messaging.worker import work

pytestmark = pytest.mark.usefixtures("media")


def asked(user):
    export, _is_new = ask_for_export(user_id=user.pk)
    jobs.make(export.pk)
    export.refresh_from_db()
    return export


class TestWorker:
    def test_one_that_died_is_followed_by_another(self, as_alice, alice):
        export, _new = ask_for_export(user_id=alice.pk)
        Export.objects.update(state=ExportState.WORKING, taken_by="dead", taken_at=timezone.now(), attempts=1)
        as_alice.get(reverse("export_progress"))
        work()
        export.refresh_from_db()
        assert export.state == ExportState.WORKING
        Export.objects.update(taken_at=timezone.now() - dt.timedelta(minutes=3))
        for _poll in range(3):
            as_alice.get(reverse("export_progress"))
        work()
        export.refresh_from_db()
        assert (export.state, export.attempts) == (ExportState.READY, 2)

    def test_chores_find_it_too(self, alice):
        ask_for_export(user_id=alice.pk)
        assert chores.take_up() == 0
        Export.objects.update(asked_at=timezone.now() - dt.timedelta(minutes=3))
        assert chores.take_up() == 1
        work()
        assert Export.objects.get().state == ExportState.READY

    def test_three_who_died_over_it_are_enough(self, alice):
        export, _new = ask_for_export(user_id=alice.pk)
        Export.objects.update(attempts=3)
        jobs.make(export.pk)
        assert Export.objects.get().state == ExportState.FAILED

    def test_an_account_that_is_erased_meanwhile_gets_none(self, alice, bob, monkeypatch, committed):
        send(bob, alice)
        export, _new = ask_for_export(user_id=alice.pk)
        real = making.write_chats

        def erased(*arguments):
            leaving.leave(user_id=alice.pk, grace=leaving.NOW)
            leaving.anonymise(user_id=alice.pk)
            return real(*arguments)

        monkeypatch.setattr(making, "write_chats", erased)
        jobs.make(export.pk)
        assert not Export.objects.exists()
        assert default_storage.listdir("exports")[1] == []
        with pytest.raises(IsLeaving):
            ask_for_export(user_id=alice.pk)

    def test_a_full_disk_is_said(self, as_alice, alice, monkeypatch):
        def full(*_arguments):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(jobs, "write_export", full)
        assert asked(alice).state == ExportState.FAILED
        assert default_storage.listdir("exports")[1] == []
        assert "could not be made" in words_of(as_alice.get(reverse("settings_data")).content)

    def test_what_is_over_is_swept(self, alice, settings):
        export = asked(alice)
        assert jobs.sweep() == 0
        Export.objects.update(expires_at=timezone.now())
        assert jobs.sweep() == 1
        assert not default_storage.exists(export.file.name)


class TestCommand:
    def run(self, *arguments):
        out = StringIO()
        call_command("export_user", *arguments, stdout=out)
        return out.getvalue()

    def test_it_writes_the_file(self, alice, bob, tmp_path):
        send(bob, alice)
        target = tmp_path / "alice.zip"
        assert self.run("@alice", "--output", str(target)).startswith(f"Wrote {target}: 1 messages")
        assert ZipFile(target).testzip() is None
        assert target.stat().st_mode & 0o077 == 0
        assert list(tmp_path.glob("*.part")) == []

    def test_it_replaces_nothing_unasked(self, alice, tmp_path):
        target = tmp_path / "alice.zip"
        target.write_text("mine")
        with pytest.raises(CommandError, match="--force"):
            self.run("alice", "--output", str(target))
        assert target.read_text() == "mine"
        self.run("alice", "--output", str(target), "--force")

    def test_an_unknown_name_is_2_and_an_erased_one_1(self, alice):
        with pytest.raises(CommandError) as error:
            self.run("nobody")
        assert error.value.returncode == 2
        leaving.leave(user_id=alice.pk, grace=leaving.NOW)
        leaving.anonymise(user_id=alice.pk)
        with pytest.raises(CommandError, match="nothing to export") as error:
            self.run("alice")
        assert error.value.returncode == 1
