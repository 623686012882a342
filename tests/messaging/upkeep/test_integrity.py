"""Whatever is counted, ordered or kept twice is looked at, and mended where that is possible."""

from __future__ import annotations

import os
import time
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts import actions_leaving as leaving
from accounts.models import Mailbox, User
from messaging import actions, search
from messaging.actions.leaving import erase_account
from messaging.models import Deletion, Like, Message, Participant, SearchEntry, Thread
from social.actions_videos import set_video_like
from social.models import Block, Video
from tests.factories import make_video, send
from tests.messaging import pictures

pytestmark = pytest.mark.usefixtures("media")


def check(*arguments):
    """What the command says, and its status."""
    out = StringIO()
    try:
        call_command("check_integrity", *arguments, stdout=out)
    except SystemExit as ended:
        return out.getvalue(), ended.code
    return out.getvalue(), 0


@pytest.fixture
def thread(alice, bob, carol, committed):
    """A world with something of everything."""
    with committed():
        for number in range(6):
            send(alice, bob, f"word{number}")
            send(bob, alice, f"answer{number}")
        actions.mark_read(user=alice, peer_id=bob.pk, seq=4)
        actions.set_like(user=alice, peer=bob, seq=2, liked=True)
        actions.delete_message(user=alice, peer=bob, seq=3)
        actions.delete_message(user=bob, peer=alice, seq=5)
        actions.delete_message(user=alice, peer=bob, seq=5)
        pictures.send_picture(alice, bob, pictures.add_gif(alice))
        video = make_video(bob)
        set_video_like(user=alice, video_id=video.pk, liked=True)
    return Thread.objects.get()


class TestRight:
    def test_what_the_site_writes_agrees(self, thread):
        assert check() == ("Everything agrees.\n", 0)

    def test_so_do_deleted_chats_muted_ones_and_accounts_that_left(self, thread, alice, bob, carol, committed):
        with committed():
            actions.set_mute(user=alice, peer=bob, muted=True)
            actions.mark_unread(user=bob, peer=alice)
            actions.delete_chat(user=alice, peer=bob)
            send(bob, alice, "again")
        assert check()[0] == "Everything agrees.\n"
        with committed():
            leaving.leave(user_id=bob.pk, grace=leaving.NOW)
            erase_account(bob.pk)
        assert check()[0] == "Everything agrees.\n"


def old_file(name):
    default_storage.save(name, ContentFile(b"x"))
    hours_ago = time.time() - 7200
    os.utime(default_storage.path(name), (hours_ago, hours_ago))


def forget_words():
    SearchEntry.objects.filter(words__contains="word1").delete()


def damage_index():
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO messaging_searchindex(messaging_searchindex) VALUES ('delete-all')")


BREAKS = {
    "badge": lambda: Mailbox.objects.filter(user__username="alice").update(unread_chats=7),
    "counter": lambda: Mailbox.objects.filter(user__username="bob").update(counter=1),
    "unseen acts": lambda: Mailbox.objects.filter(user__username="bob").update(unseen_acts=99),
    "unread": lambda: Participant.objects.filter(user__username="alice").update(unread=3),
    "preview": lambda: Participant.objects.filter(user__username="alice").update(preview_seq=3),
    "has written": lambda: Participant.objects.filter(user__username="bob").update(has_written=False),
    "last seq": lambda: Thread.objects.update(last_seq=2),
    "revision": lambda: Thread.objects.update(revision=1),
    "stamp": lambda: Participant.objects.filter(user__username="alice").update(stamp=0),
    "tombstone": lambda: Deletion.objects.create(
        thread_id=Thread.objects.get().pk, seq=3, user=User.objects.get(username="bob"), revision=1
    ),
    "hearts on nothing": lambda: Like.objects.create(
        thread_id=Thread.objects.get().pk, seq=99, user=User.objects.get(username="bob")
    ),
    "likes of a video": lambda: Video.objects.update(likes_count=5),
    "follow across a block": lambda: Block.objects.create(
        blocker=User.objects.get(username="alice"), blocked=User.objects.get(username="bob")
    ),
    "words": forget_words,
    "orphan": lambda: old_file("gifs/lost.webp"),
    "face": lambda: User.objects.filter(username="carol").update(avatar="avatars/lost.webp"),
}


@pytest.mark.parametrize("what", BREAKS)
def test_it_is_found_and_mended(thread, what):
    BREAKS[what]()
    said, status = check()
    assert status == 1, said
    said, status = check("--fix")
    assert status == 0, said
    assert "(mended)" in said
    assert check() == ("Everything agrees.\n", 0)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its index itself")
def test_the_index_is_made_anew(thread, alice):
    damage_index()
    assert check()[1] == 1
    check("--fix")
    assert search.find_messages(alice, "answer1").hits


def test_a_gap_can_not_be_mended(thread):
    SearchEntry.objects.filter(seq=6).delete()
    Message.objects.filter(seq=6).delete()
    said, status = check("--fix")
    assert status == 1
    assert "holds 12 messages up to 13" in said


def test_a_message_that_was_erased_too_early_is_told(thread):
    Message.objects.filter(seq=7).update(erased_at=timezone.now(), text="")
    SearchEntry.objects.filter(seq=7).delete()
    said, status = check("--fix")
    assert status == 1
    assert "neither had deleted" in said


def test_a_picture_that_is_gone_is_told(thread, alice):
    gif = Message.objects.exclude(gif=None).get().gif
    default_storage.delete(gif.file.name)
    said, status = check("--fix")
    assert status == 1
    assert f"{gif.file.name}: is not there" in said
