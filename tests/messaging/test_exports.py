"""Everything of mine in one file: made by the worker, for me alone, without what I have deleted, and for a while."""

from __future__ import annotations

import datetime as dt
import io
import json
from zipfile import ZipFile

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from accounts import actions_leaving as leaving
from accounts.actions import suspend
from accounts.actions_exports import ask_for_export
from accounts.models import Export, ExportState
from messaging import actions
from messaging.actions.leaving import erase_account
from messaging.exporting import chats, jobs, making
from social.models import Audience, Video
from tests.factories import UserFactory, make_video, send, share
from tests.messaging import pictures
from tests.messaging.frames import words_of
from tests.messaging.worker import work

pytestmark = pytest.mark.usefixtures("media")


def exported(user):
    """The export of `user`, by name; what lies in the one directory."""
    file = io.BytesIO()
    making.write_export(user, file)
    with ZipFile(file) as archive:
        assert archive.testzip() is None
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def asked(user):
    export, _is_new = ask_for_export(user_id=user.pk)
    jobs.make(export.pk)
    export.refresh_from_db()
    return export


class TestContent:
    def test_it_holds_what_i_see(self, alice, bob):
        send(alice, bob, "see https://example.org/ 🎉")
        send(bob, alice, "nice", reply_to=1)
        actions.set_like(user=bob, peer=alice, seq=1, liked=True)
        told = exported(alice)
        page = told["chats/bob.html"].decode()
        assert 'href="https://example.org/"' in page
        assert "♥" in page
        assert "blockquote" in page
        said = json.loads(told["chats/bob.json"])
        assert [one["text"] for one in said] == ["see https://example.org/ 🎉", "nice"]
        assert said[0]["from"], said[0]["liked_by"] == ("me", ["them"])
        assert said[1]["reply_to"] == 1
        account = json.loads(told["account.json"])
        assert (account["name"], account["birthdate"]) == ("alice", "1995-05-17")
        people = json.loads(told["people.json"])
        assert [one["name"] for one in people["subscriptions"]] == ["bob"]
        assert {"index.html", "tokens.css", "style.css", "people.html", "videos.html"} <= told.keys()
        assert 'href="chats/bob.html"' in told["index.html"].decode()

    def test_media_are_in_it(self, alice, bob):
        film, mine = pictures.film(), make_video(alice)
        gif = pictures.add_gif(bob, film=film, is_kept=False)
        pictures.send_picture(bob, alice, gif)
        pictures.send_picture(bob, alice, pictures.add_sticker(static_path="stickers/paper/plane.svg"))
        told = exported(alice)
        assert told[f"media/gifs/{gif.pk}.webp"] == film.moving
        with default_storage.open(mine.file.name) as file:
            assert told[f"media/videos/{mine.pk}.mp4"] == file.read()
        assert f"../media/gifs/{gif.pk}.webp" in told["chats/bob.html"].decode()

    def test_a_video_of_another_is_in_it_if_its_author_lets_it(self, alice, bob):
        free, kept = make_video(bob, allow_download=True), make_video(bob)
        hidden = make_video(bob, allow_download=True)
        for video in (free, kept, hidden):
            share(bob, alice, video)
        Video.objects.filter(pk=hidden.pk).update(audience=Audience.ONLY_ME)
        told = exported(alice)
        films = {name for name in told if name.startswith("media/videos/")}
        assert films == {f"media/videos/{free.pk}.mp4"}
        assert "who allows no downloads" in told["chats/bob.html"].decode()

    def test_nothing_of_others_is_in_it(self, alice, bob, carol):
        pictures.add_gif(bob)
        send(bob, alice, "for alice")
        UserFactory(username="erin")
        told = b"".join(exported(carol).values())
        assert b"for alice" not in told
        assert bob.birthdate.isoformat().encode() not in json.dumps({}).encode()
        assert b"bob" not in told

    def test_a_long_chat_comes_in_pages(self, alice, bob, monkeypatch):
        monkeypatch.setattr(chats, "PAGE", 4)
        monkeypatch.setattr(chats, "CHUNK", 3)
        for number in range(10):
            send(bob, alice, f"word {number}.")
        told = exported(alice)
        assert [name for name in sorted(told) if name.startswith("chats/")] == [
            "chats/bob-2.html", "chats/bob-3.html", "chats/bob.html", "chats/bob.json",
        ]  # fmt: skip
        assert "word 4." in told["chats/bob-2.html"].decode()
        assert "bob-3.html" in told["chats/bob-2.html"].decode()
        assert len(json.loads(told["chats/bob.json"])) == 10

    def test_it_speaks_her_language(self, alice):
        alice.language = "ru"
        assert "Чаты" in exported(alice)["index.html"].decode()

    def test_an_erased_account_has_no_name_in_it(self, alice, bob):
        send(bob, alice, "bye")
        leaving.leave(user_id=bob.pk, grace=leaving.NOW)
        erase_account(bob.pk)
        told = exported(alice)
        assert b"Deleted account" in b"".join(told.values())
        assert not any("bob" in name for name in told)
        assert b"@bob" not in b"".join(told.values())

    def test_what_is_deleted_while_it_is_written_is_not_in_it(self, alice, bob, monkeypatch):
        send(bob, alice, "canary")
        send(bob, alice, "stays")
        real, done = making.write_chats, []

        def written(*arguments):
            told = real(*arguments)
            if not done:
                done.append(1)
                actions.delete_message(user=alice, peer=bob, seq=1)
            return told

        monkeypatch.setattr(making, "write_chats", written)
        told = b"".join(exported(alice).values())
        assert b"canary" not in told
        assert b"stays" in told


class TestPage:
    def test_it_works(self, as_alice, alice, bob):
        send(bob, alice, "for the archive")
        assert "Put it together" in words_of(as_alice.get(reverse("settings_data")).content)
        assert as_alice.post(reverse("export")).status_code == 303
        page = as_alice.get(reverse("settings_data")).content.decode()
        assert "Waiting for its turn" in page
        assert 'hx-trigger="every 1s"' in page
        work()
        export = Export.objects.get()
        assert export.state == ExportState.READY
        part = as_alice.get(reverse("export_progress")).content.decode()
        assert "every 1s" not in part
        assert reverse("export_file", args=[export.pk]) in part
        response = as_alice.get(reverse("export_file", args=[export.pk]))
        assert response["Cache-Control"] == "private, no-store"
        assert response["Content-Type"] == "application/zip"
        assert "attachment" in response["Content-Disposition"]
        content = response.getvalue()
        assert len(content) == export.bytes
        assert b"for the archive" in ZipFile(io.BytesIO(content)).read("paperplane-alice/chats/bob.json")
        part = as_alice.get(reverse("export_file", args=[export.pk]), headers={"range": "bytes=0-3"})
        assert (part.status_code, part.getvalue()) == (206, content[:4])

    def test_twice_at_once_is_one(self, as_alice):
        for _time in range(2):
            assert as_alice.post(reverse("export")).status_code == 303
        assert Export.objects.count() == 1
        work()
        assert Export.objects.get().attempts == 1

    def test_it_is_nobody_elses(self, as_alice, as_carol, alice, client):
        export = asked(alice)
        assert as_carol.get(reverse("export_file", args=[export.pk])).status_code == 404
        assert as_carol.get(reverse("settings_data")).context["export"] is None
        client.logout()
        assert client.get(reverse("export_file", args=[export.pk])).status_code == 302

    def test_it_goes_when_something_is_deleted(self, as_alice, alice, bob):
        send(bob, alice, "canary")
        export = asked(alice)
        actions.delete_message(user=alice, peer=bob, seq=1)
        assert as_alice.get(reverse("export_file", args=[export.pk])).status_code == 404
        assert not default_storage.exists(export.file.name)

    def test_the_page_says_why_it_is_gone(self, as_alice, alice, bob):
        send(bob, alice, "canary")
        export = asked(alice)
        actions.delete_chat(user=alice, peer=bob)
        assert "You have deleted something" in words_of(as_alice.get(reverse("settings_data")).content)
        assert not default_storage.exists(export.file.name)

    def test_it_has_its_time(self, as_alice, alice):
        export = asked(alice)
        Export.objects.update(expires_at=timezone.now())
        assert as_alice.get(reverse("export_file", args=[export.pk])).status_code == 404

    def test_a_new_one_takes_its_place(self, as_alice, alice, committed):
        export = asked(alice)
        with committed():
            as_alice.post(reverse("export"))
        assert not default_storage.exists(export.file.name)
        assert Export.objects.filter(state=ExportState.GONE).count() == 1

    def test_it_can_be_taken_away(self, as_alice, alice, committed):
        export = asked(alice)
        with committed():
            as_alice.post(reverse("export"), {"_method": "DELETE"})
        assert not default_storage.exists(export.file.name)
        assert "Put it together" in words_of(as_alice.get(reverse("settings_data")).content)

    def test_a_day_has_an_end(self, as_alice, alice, settings):
        settings.PAPERPLANE_RATE_LIMITS = True
        for _time in range(5):
            asked(alice)
        response = as_alice.post(reverse("export"))
        assert response.status_code == 429
        assert int(response["Retry-After"]) > 80_000

    def test_who_is_suspended_or_young_may(self, client, alice):
        suspend(user_id=alice.pk, until=timezone.now() + dt.timedelta(days=1), reason="spam")
        young = UserFactory(username="dana", birthdate=timezone.now().date() - dt.timedelta(days=365 * 14))
        for user in (alice, young):
            client.force_login(user)
            assert client.post(reverse("export")).status_code == 303
