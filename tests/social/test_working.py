"""From an upload to a video that plays: by one worker, once, whole or not at all."""

from __future__ import annotations

import errno
import io
import os
import signal
import subprocess
import sys
import time

import av
import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse

from config.environment import BASE_DIR
from social import working
from social.media import intake
from social.models import State, Video
from tests.e2e.site import database_url
from tests.social.uploading import named, post, stored, work
from tests.videos import clip

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def opened(file):
    with file.open() as content:
        return av.open(io.BytesIO(content.read()))


def posted(client, content=None, **fields):
    post(client, clip() if content is None else content, **fields)
    return Video.objects.latest("pk")


def worked_on(client, content):
    video = posted(client, content)
    work()
    video.refresh_from_db()
    return video


@pytest.mark.parametrize(
    "kind",
    [
        {"codec": "libx265"},
        {"container": "mov", "codec": "mpeg4"},
        {"container": "webm", "codec": "libvpx-vp9", "sound": "libopus"},
        {"sound": ""},
    ],
    ids=["HEVC", "MOV", "WebM", "silent"],
)
def test_whatever_comes_becomes_an_mp4_that_every_browser_plays(as_alice, kind):
    video = worked_on(as_alice, clip(**kind))
    assert (video.state, video.failure, video.width, video.height) == (State.READY, "", 90, 160)
    assert 900 <= video.duration_ms <= 1100
    film = opened(video.file)
    codecs = [stream.codec_context.name for stream in film.streams]
    assert codecs == (["h264"] if kind.get("sound") == "" else ["h264", "aac"])
    assert len(list(film.decode(video=0))) == 10
    assert "secret" not in str(film.metadata)
    assert opened(video.preview).streams.video[0].codec_context.name == "h264"
    assert video.poster.open().read(3) == b"\xff\xd8\xff"
    assert stored() == named()


def test_a_film_can_be_played_before_it_has_all_arrived(as_alice):
    content = worked_on(as_alice, clip()).file.open().read()
    assert content.index(b"moov") < content.index(b"mdat")


def test_a_telephone_held_upright_is_upright(as_alice):
    video = worked_on(as_alice, clip(size=(160, 90), rotated=90))
    assert (video.width, video.height) == (90, 160)
    turned = next(opened(video.file).decode(video=0)).to_image()
    plain = next(av.open(io.BytesIO(clip(size=(160, 90)))).decode(video=0)).to_image().rotate(-90, expand=True)
    for place in ((10, 10), (80, 10), (10, 150), (80, 150)):
        near = zip(turned.getpixel(place), plain.getpixel(place), strict=True)
        assert all(abs(one - other) < 24 for one, other in near)


def test_a_large_film_has_a_smaller_one_beside_it(as_alice):
    video = worked_on(as_alice, clip(size=(1080, 1920), seconds=0.4))
    assert (video.width, video.height) == (720, 1280)
    assert opened(video.small_file).streams.video[0].width == 480


def test_nobody_meets_it_before_it_is_ready(as_alice, alice, bob, monkeypatch):
    video = posted(as_alice)
    seen = []

    def watch(*_args):
        seen.append((Video.objects.visible_to(bob).exists(), Video.objects.visible_to(alice).exists()))
        return make(*_args)

    make = intake.make
    monkeypatch.setattr(intake, "make", watch)
    work()
    assert seen == [(False, False)]
    assert Video.objects.visible_to(bob).get() == video


def test_the_author_is_told_how_far_it_is_and_why_it_failed(as_alice, alice):
    video = posted(as_alice)
    assert "Waiting for its turn" in as_alice.get(reverse("video_new")).content.decode()
    mine = working.take()
    working.note(mine, 42)
    assert "42 %" in as_alice.get(reverse("video_new")).content.decode()
    working.finish(mine, State.FAILED, failure="cut_short")
    page = as_alice.get(reverse("video_new")).content.decode()
    assert "This file ends before the video does." in page
    as_alice.post(reverse("video_forget", args=[video.pk]))
    assert "ends before" not in as_alice.get(reverse("video_new")).content.decode()


def test_a_film_that_ends_before_its_time_is_told(as_alice):
    whole = worked_on(as_alice, clip(seconds=4, size=(320, 240), sound="")).file.open().read()  # its index is in front
    video = worked_on(as_alice, whole[: len(whole) // 2])
    assert (video.state, video.failure) == (State.FAILED, "cut_short")
    assert stored() == named()


def test_two_workers_never_have_the_same_video(as_alice):
    posted(as_alice)
    assert working.take()
    assert working.take() is None


def test_what_was_taken_back_meanwhile_is_not_shown(as_alice):
    video = posted(as_alice)
    mine = working.take()
    as_alice.post(reverse("video_forget", args=[video.pk]))
    with pytest.raises(working.TakenAway):
        working.note(mine, 50)
    working.work(mine)
    assert not Video.objects.ready().exists()
    assert stored() == set()


def test_a_worker_that_was_stopped_leaves_it_to_the_next(as_alice):
    video = posted(as_alice)
    working.let_go(working.take())
    assert working.take() == video
    assert Video.objects.get().attempts == 1


def test_three_workers_may_end_over_a_video_and_no_more(as_alice):
    video = posted(as_alice)
    Video.objects.update(attempts=3)
    work()
    video.refresh_from_db()
    assert (video.state, video.failure, stored()) == (State.FAILED, "interrupted", set())


def test_a_full_disk_is_told_and_nothing_stays(as_alice, monkeypatch):
    video = posted(as_alice)

    def full(*_args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "pwrite", full)
    work()
    video.refresh_from_db()
    assert (video.state, video.failure, stored()) == (State.FAILED, "full", set())


def test_the_worker_can_be_run_by_hand(as_alice, capsys):
    posted(as_alice)
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        call_command("film_worker", batch=True)
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    assert Video.objects.get().state == State.READY
    call_command("film_worker", sweep=True)
    assert "Took away 0 files." in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_costs_nothing_but_time(as_alice, media):
    video = posted(as_alice, clip(seconds=12, size=(720, 1280), fps=15, sound=""))
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": database_url(), "MEDIA_ROOT": str(media),
        "STATIC_ROOT": str(settings.STATIC_ROOT),
    }  # fmt: skip
    worker = subprocess.Popen([sys.executable, "manage.py", "film_worker"], cwd=BASE_DIR, env=environment)
    deadline = time.monotonic() + 180
    while not Video.objects.filter(taken_at__isnull=False).exists():
        assert time.monotonic() < deadline
        assert worker.poll() is None
        time.sleep(0.05)
    worker.kill()
    worker.wait()
    video.refresh_from_db()
    assert (video.state, video.file.name) == (State.PROCESSING, "")
    assert stored() == named()
    assert working.release_the_dead() == 1
    assert working.take() == video
