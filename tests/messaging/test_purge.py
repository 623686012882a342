"""What both sides have deleted leaves the disk; what anybody still needs stays; what a crash left is found."""

from __future__ import annotations

import datetime as dt
import os
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import IntegrityError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from messaging import actions, erasing
from messaging.models import Erasure, Gif, Message
from tests.factories import UserFactory, follow_each_other, send
from tests.messaging import pictures
from tests.messaging.frames import words_of

SIZE = 10_000  # bytes in each of a GIF's two files


@pytest.fixture(autouse=True)
def _files_of_this_test(media):
    """None but them."""


def once(owner):
    """A GIF for one message."""
    return pictures.add_gif(owner, is_kept=False, film=pictures.film(SIZE))


def used():
    """What `du` would say, in bytes."""
    return sum(pictures.files().values())


def both_delete(one, other, seq):
    actions.delete_message(user=one, peer=other, seq=seq)
    actions.delete_message(user=other, peer=one, seq=seq)


def purge(*arguments):
    out = StringIO()
    call_command("purge_deleted", *arguments, stdout=out)
    return out.getvalue()


def age(name, hours=2):
    """Make a file as old as what a crash left hours ago."""
    then = time.time() - hours * 3600
    os.utime(default_storage.path(name), (then, then))


class TestErasing:
    def test_a_hundred_gifs_that_both_have_deleted_leave_the_disk(self, alice, bob, committed):
        kept = pictures.add_gif(alice, film=pictures.film(SIZE))
        pictures.send_picture(alice, bob, kept)
        before = used()
        for _n in range(100):
            pictures.send_picture(alice, bob, once(alice))
        assert used() == before + 100 * 2 * SIZE
        with committed():
            for seq in range(2, 102):
                actions.delete_message(user=alice, peer=bob, seq=seq)
        assert used() == before + 100 * 2 * SIZE
        with committed():
            for seq in range(2, 102):
                actions.delete_message(user=bob, peer=alice, seq=seq)
        assert used() == before
        assert list(Gif.objects.all()) == [kept]
        total = Erasure.total()
        assert (total.messages, total.files, total.bytes) == (100, 200, 100 * 2 * SIZE)

    def test_two_deleted_chats_do_the_same(self, alice, bob, committed):
        for _n in range(5):
            pictures.send_picture(bob, alice, once(bob))
        with committed():
            actions.delete_chat(user=alice, peer=bob)
            actions.delete_chat(user=bob, peer=alice)
        assert used() == 0
        assert not Gif.objects.exists()

    def test_a_gif_that_somebody_keeps_stays(self, alice, bob, committed):
        gif = pictures.add_gif(alice)
        pictures.send_picture(alice, bob, gif)
        with committed():
            both_delete(alice, bob, 1)
        assert len(pictures.files()) == 2
        with committed():
            actions.remove_gif(owner=alice, pk=gif.pk)
        assert not pictures.files()

    def test_a_gif_that_another_message_shows_stays_until_that_one_goes(self, alice, bob, committed):
        carol = UserFactory(username="carol")
        follow_each_other(alice, carol)
        gif = once(alice)
        pictures.send_picture(alice, bob, gif)
        pictures.send_picture(alice, carol, gif)
        with committed():
            both_delete(alice, bob, 1)
        assert len(pictures.files()) == 2
        with committed():
            both_delete(alice, carol, 1)
        assert not pictures.files()

    def test_a_removed_gif_goes_with_the_last_message_that_shows_it(self, alice, bob, committed):
        gif = pictures.add_gif(alice, is_public=True)
        pictures.send_picture(bob, alice, gif)
        with committed():
            actions.remove_gif(owner=alice, pk=gif.pk)
        assert len(pictures.files()) == 2
        with committed():
            both_delete(alice, bob, 1)
        assert not pictures.files()

    def test_nothing_goes_before_the_commit(self, alice, bob):
        pictures.send_picture(alice, bob, once(alice))
        both_delete(alice, bob, 1)
        assert len(pictures.files()) == 2

    def test_a_gif_that_is_sent_again_at_that_very_moment_stays(self, alice, bob, monkeypatch):
        gif = once(alice)

        def refused(_self):
            raise IntegrityError

        monkeypatch.setattr(QuerySet, "delete", refused)
        assert erasing.forget([gif.pk]) == erasing.Freed()
        assert Gif.objects.exists()
        assert len(pictures.files()) == 2

    def test_a_file_that_can_not_be_removed_fails_no_deletion(self, alice, bob, committed, monkeypatch, caplog):
        def stuck(_self, _name):
            raise PermissionError

        pictures.send_picture(alice, bob, once(alice))
        monkeypatch.setattr(type(default_storage._wrapped), "delete", stuck)
        with committed():
            both_delete(alice, bob, 1)
        assert Message.objects.get().erased_at
        assert "could not be removed" in caplog.text
        assert len(pictures.files()) == 2

    def test_words_are_counted_too(self, alice, bob, committed):
        send(alice, bob)
        with committed():
            both_delete(alice, bob, 1)
        assert (Erasure.total().messages, Erasure.total().files) == (1, 0)


class TestPurging:
    @pytest.fixture
    def orphans(self):
        """Files of every kind that no row names, an hour old and new."""
        names = []
        for directory in ("gifs", "gif_posters", "stickers", "avatars"):
            for name, hours in (("old", 2), ("new", 0)):
                path = Path(default_storage.path(f"{directory}/{name}.webp"))
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(bytes(100))
                age(f"{directory}/{name}.webp", hours)
                names.append(f"{directory}/{name}.webp")
        return names

    def test_files_that_no_row_names_go_once_they_are_an_hour_old(self, alice, orphans):
        gif = pictures.add_gif(alice, film=pictures.film(SIZE))
        for name in (gif.file.name, gif.poster.name):
            age(name)
        assert purge() == "Took away 4 files, 400 bytes.\nErased so far: 0 messages, 4 files, 400 bytes.\n"
        left = {name for name in orphans if "new" in name} | {gif.file.name, gif.poster.name}
        assert set(pictures.files()) == left
        assert purge() == "Took away 0 files, 0 bytes.\nErased so far: 0 messages, 4 files, 400 bytes.\n"

    def test_gifs_that_nobody_can_reach_go(self, alice, bob):
        loose, fresh, shown, removed = (once(alice) for _n in range(4))
        kept = pictures.add_gif(alice)
        pictures.send_picture(alice, bob, shown)
        hour_ago = timezone.now() - dt.timedelta(hours=1, minutes=1)
        Gif.objects.exclude(pk=fresh.pk).update(created_at=hour_ago)
        Gif.objects.filter(pk=removed.pk).update(is_kept=True, removed_at=timezone.now())
        assert purge().startswith(f"Took away 4 files, {4 * SIZE} bytes.")
        assert set(Gif.objects.all()) == {fresh, shown, kept}
        assert not Gif.objects.filter(pk=loose.pk).exists()

    def test_a_dry_run_says_it_and_leaves_everything(self, alice, orphans):
        once(alice)
        Gif.objects.update(created_at=timezone.now() - dt.timedelta(hours=2))
        before = pictures.files()
        said = purge("--dry-run")
        assert said.startswith(f"Would take away 6 files, {400 + 2 * SIZE} bytes.\n")
        assert pictures.files() == before
        assert not Erasure.objects.exists()
        assert purge().startswith(f"Took away 6 files, {400 + 2 * SIZE} bytes.\n")

    def test_faces_and_stickers_that_are_in_use_stay(self, alice):
        names = ["avatars/a.webp", "avatars/a-small.webp", "stickers/s.webp", "stickers/p.webp"]
        for name in names:
            path = Path(default_storage.path(name))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"x")
            age(name)
        type(alice).objects.filter(pk=alice.pk).update(avatar="avatars/a.webp")
        pictures.add_sticker(static_path="", file="stickers/s.webp", poster="stickers/p.webp")
        purge()
        assert set(pictures.files()) == set(names)

    def test_before_anything_was_ever_uploaded_there_is_nothing_to_do(self, db):
        assert purge().startswith("Took away 0 files, 0 bytes.")


def test_the_admin_shows_the_total(client, alice, bob, committed):
    for _n in range(2):
        pictures.send_picture(alice, bob, once(alice))
    with committed():
        for seq in (1, 2):
            both_delete(alice, bob, seq)
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    page = words_of(client.get(reverse("admin:messaging_erasure_changelist")).content)
    assert "Erased so far: 2 messages, 4 files, 39.1\xa0KB" in page or "39.1 KB" in page
