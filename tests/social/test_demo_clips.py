"""The demo's clips: drawn on the spot, and treated as anybody's."""

from __future__ import annotations

import io

import av
import pytest

from messaging.management.commands.seed_demo import CLIPS
from social.media import demo
from social.models import State, Video
from social.tasks import draw_demo_video
from tests.social.uploading import named, stored, work


@pytest.mark.django_db
def test_a_demo_clip_is_posted_and_becomes_a_video_that_plays(alice, media, monkeypatch):
    monkeypatch.setattr(demo, "SECONDS", 1)
    draw_demo_video.func("alice", "plane", "Thrown from the balcony")
    draw_demo_video.func("nobody", "plane", "")
    work()
    video = Video.objects.visible_to(None).get()
    assert (video.state, video.width, video.height) == (State.READY, 360, 640)
    assert stored() == named()


@pytest.mark.parametrize("scene", list(dict.fromkeys(scene for _author, scene, _caption in CLIPS)))
def test_every_scene_moves(scene, monkeypatch):
    monkeypatch.setattr(demo, "SECONDS", 1)
    monkeypatch.setattr(demo, "RATE", 4)
    frames = [frame.to_image() for frame in av.open(io.BytesIO(demo.clip(scene))).decode(video=0)]
    assert len(frames) == 4
    assert frames[0].tobytes() != frames[2].tobytes()
