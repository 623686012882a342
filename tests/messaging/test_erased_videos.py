"""What a video took up on the disk is free again once its author has taken it away; what others made of it stays."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from messaging.models import Erasure, Gif
from messaging.pictures.intake import cut_out
from social import actions_videos, erasing, working
from social.models import State, Video
from tests.factories import make_video, share
from tests.messaging import pictures
from tests.social.uploading import named, post, stored
from tests.videos import clip


@pytest.fixture
def video(alice, media):
    return make_video(alice, allow_download=True)


def take_away(video):
    actions_videos.remove_video(author=video.author, video_id=video.pk)


def purge(*arguments):
    out = StringIO()
    call_command("purge_deleted", *arguments, stdout=out)
    return out.getvalue()


def used():
    return sum(pictures.files().values())


def test_its_files_go_with_the_commit_and_are_counted(alice, video, committed):
    held = used()
    assert held > 0
    with committed():
        take_away(video)
        assert used() == held
    assert used() == 0
    video.refresh_from_db()
    assert not any(erasing.files_of(video))
    total = Erasure.total()
    assert (total.files, total.bytes) == (4, held)


def test_what_a_crash_left_of_it_is_finished_by_hand_with_the_bytes_told(alice, video):
    held = used()
    take_away(video)  # and the process ends before the commit's callbacks
    assert purge("--dry-run").startswith(f"Would take away 4 files, {held} bytes.")
    assert used() == held
    assert purge() == f"Took away 4 files, {held} bytes.\nErased so far: 0 messages, 4 files, {held} bytes.\n"
    assert used() == 0
    assert purge().startswith("Took away 0 files, 0 bytes.")


def test_what_a_crash_left_half_done_is_finished_too(alice, video):
    take_away(video)
    video.file.storage.delete(video.file.name)
    assert purge().startswith("Took away 3 files,")
    assert not erasing.unerased().exists()


def test_the_worker_finishes_it_as_well(alice, video):
    take_away(video)
    assert working.sweep() == 4
    assert (stored(), working.sweep()) == (set(), 0)


def test_what_is_only_hidden_keeps_its_files(alice, video, committed):
    with committed():
        actions_videos.change_video(
            author=alice, video_id=video.pk, caption="", audience="only_me", allow_download=False
        )
    working.sweep()
    purge()
    assert stored() == named() != set()


def test_gifs_of_it_and_the_chats_it_was_shared_into_stay(as_bob, alice, bob, video, committed):
    gif = pictures.add_gif(bob, film=cut_out(video, start=0, length=1, caption=""))
    share(alice, bob, video, "Look")
    with committed():
        take_away(video)
    purge()
    assert Gif.objects.kept_by(bob).get() == gif
    assert as_bob.get(reverse("gif_media", args=[gif.pk])).status_code == 200
    assert as_bob.get(reverse("gif", args=[gif.pk])).status_code == 200
    assert "Look" in as_bob.get("/messages/@alice/").content.decode()
    assert stored() == set()


def test_one_that_is_taken_away_while_it_is_made_leaves_nothing(as_alice, alice, media, committed):
    post(as_alice, clip())
    video, mine = Video.objects.get(), working.take()
    with committed():
        take_away(video)
    assert stored() == set()
    assert not working.finish(mine, State.READY)
    working.let_go(mine)
    assert working.take() is None
