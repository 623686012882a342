"""How far a video is, as its author's open tabs are told: by a push, and by what a tab asks for that missed one."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Mailbox
from social import actions_uploads, working
from social.models import State, Video
from tests.factories import UserFactory
from tests.messaging.frames import parse, words_of
from tests.social.uploading import post
from tests.videos import clip

pytestmark = pytest.mark.usefixtures("media")


@pytest.fixture
def video(as_alice, committed):
    with committed():
        post(as_alice, clip())
    return Video.objects.get()


def counter(user):
    return Mailbox.objects.get(pk=user.pk).counter


def row(html, video):
    return parse(html).by_id(f"video-work-{video.pk}")


def test_every_step_is_pushed_to_its_author_alone(alice, bob, video, pushed, committed):
    pushed.clear()
    with committed():
        mine = working.take()
    with committed():
        working.note(mine, 42)
    with committed():
        working.finish(mine, State.FAILED, failure="cut_short")
    assert {group for group, _event in pushed} == {f"user-{alice.pk}"}
    frames = [event["html"] for _group, event in pushed]
    assert ["42 %" in words_of(html) for html in frames] == [False, True, False]
    assert "This file ends before the video does." in words_of(frames[-1])
    stamps = [(int(frame.attrs["data-prev"]), int(frame.attrs["data-stamp"])) for frame in map(frame_of, frames)]
    assert [stamp - prev for prev, stamp in stamps] == [1, 1, 1]
    assert stamps[-1][1] == counter(alice)


def frame_of(html):
    return parse(html).find("live-frame")


def test_what_is_posted_and_taken_away_shows_in_every_tab(as_alice, alice, pushed, committed):
    with committed():
        post(as_alice, clip())
    video = Video.objects.get()
    assert "Waiting for its turn" in words_of(pushed[-1][1]["html"])
    with committed():
        actions_uploads.forget(video)
    assert "data-gone" in row(pushed[-1][1]["html"], video).attrs


def test_a_step_of_a_worker_in_another_process_moves_the_mailbox_that_servers_watch(alice, video):
    before = counter(alice)
    mine = working.take()
    working.note(mine, 42)
    assert counter(alice) == before + 2


def test_a_tab_that_missed_a_step_is_told_how_all_of_them_stand(as_alice, alice, video):
    working.note(working.take(), 42)
    frame = parse(as_alice.get("/sync?stamp=0&shows=video-works", headers={"hx-request": "true"}).content)
    assert "42 %" in frame.by_id("video-works").text
    versions = {frame.by_id(name).attrs["data-v"] for name in ("video-works", f"video-work-{video.pk}")}
    assert versions == {str(counter(alice))}
    assert frame.find("live-frame").attrs["data-stamp"] == str(counter(alice))


def test_taking_one_away_is_answered_with_those_that_are_left(as_alice, video):
    url = reverse("video_forget", args=[video.pk])
    answer = as_alice.post(url, headers={"hx-request": "true"})
    assert answer.status_code == 200
    works = parse(answer.content).by_id("video-works")
    assert ("data-whole" in works.attrs, works.find_all("li")) == (True, [])
    assert as_alice.post(url).status_code == 404


def test_somebody_under_16_is_told_too_and_asks_no_more_than_once(db, today, committed, pushed):
    dana = UserFactory(username="dana", birthdate=today("2026-05-16").replace(year=2011))
    client = Client()
    client.force_login(dana)
    with committed():
        post(client, clip())
    assert [group for group, _event in pushed] == [f"user-{dana.pk}"]
    # The tab's cursor must come along, or it would ask for ever.
    answer = client.get("/sync?stamp=0&shows=video-works", headers={"hx-request": "true"}).content
    frame = frame_of(answer)
    assert (frame.attrs["data-stamp"], "data-sync" in frame.attrs) == (str(counter(dana)), True)
    assert "Waiting for its turn" in words_of(answer)
