"""Who may watch a video: asked of the one door, which the files of a video ask too."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Suspension
from social.models import Audience, Block, Follow, State, Video
from tests.factories import make_video

pytestmark = pytest.mark.django_db


def visible(user, video):
    return Video.objects.visible_to(user).filter(pk=video.pk).exists()


def suspend(user):
    Suspension.objects.create(user=user, reason="spam", until=timezone.now() + dt.timedelta(days=1))


@pytest.mark.parametrize(
    ("audience", "seen_by"),
    [
        (Audience.EVERYONE, {"alice", "bob", "carol", None}),
        (Audience.FRIENDS, {"alice", "bob"}),
        (Audience.ONLY_ME, {"alice"}),
    ],
)
def test_the_audience_sees_it_and_nobody_else(alice, bob, carol, audience, seen_by):
    Follow.objects.create(follower=alice, followed=bob)
    Follow.objects.create(follower=carol, followed=alice)  # she chose Alice, Alice did not choose her
    video = make_video(alice, audience=audience)
    people = {"alice": alice, "bob": bob, "carol": carol, None: None}
    assert {name for name, user in people.items() if visible(user, video)} == seen_by


@pytest.mark.parametrize("state", [State.PROCESSING, State.FAILED])
def test_what_is_not_ready_is_met_by_its_author_alone_and_not_through_the_door(alice, bob, state):
    video = make_video(alice, state=state, failure="unreadable" if state == State.FAILED else "")
    assert not any(visible(user, video) for user in (alice, bob, None))
    assert list(Video.objects.posted_by(alice)) == [video]
    assert not Video.objects.posted_by(bob)


def test_what_was_taken_back_is_seen_by_nobody(alice, bob):
    video = make_video(alice, removed_at=timezone.now())
    assert not any(visible(user, video) for user in (alice, bob, None))
    assert not Video.objects.posted_by(alice)


def test_a_block_hides_the_videos_of_either_from_the_other(alice, bob):
    videos = {alice: make_video(alice), bob: make_video(bob)}
    Block.objects.create(blocker=alice, blocked=bob)
    assert not visible(alice, videos[bob])
    assert not visible(bob, videos[alice])
    assert visible(alice, videos[alice])


def test_the_videos_of_a_suspended_author_are_back_with_her(alice, bob):
    video = make_video(alice)
    suspend(alice)
    assert (visible(bob, video), visible(None, video), visible(alice, video)) == (False, False, True)
    Suspension.objects.update(lifted_at=timezone.now())
    assert visible(bob, video)


def test_the_videos_of_a_closed_account_are_seen_by_nobody_else(alice, bob):
    video = make_video(alice)
    alice.is_active = False
    alice.save()
    assert not visible(bob, video)
    assert not visible(None, video)


def test_the_author_decides_who_may_keep_it(alice, bob):
    kept, watched = make_video(alice, allow_download=True), make_video(alice)
    assert kept.may_be_kept_by(bob)
    assert kept.may_be_kept_by(AnonymousUser())
    assert not watched.may_be_kept_by(bob)
    assert watched.may_be_kept_by(alice)


@pytest.mark.parametrize(
    "nonsense",
    [{"ready_at": None}, {"duration_ms": None}, {"width": 0}, {"state": "failed"}, {"failure": "unreadable"}],
)
def test_the_database_refuses_a_video_that_is_neither_whole_nor_explained(alice, nonsense):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_video(alice, **nonsense)
