"""Damaged videos: a 2xx, a 3xx or a 4xx, no file that nobody names, and a worker that goes on.

A short run is part of the suite. The long one takes some minutes:

    VIDEO_MUTATIONS=500 pytest -s tests/social/test_mutated_videos.py

UPLOAD_SEED chooses other damage; the one that a failure names brings it back.
"""

from __future__ import annotations

import os
import random
from collections import Counter

import pytest

from social.models import State, Video
from tests.messaging.test_mutated_uploads import SEED, blank, cut, drop, extreme, flip, insert, repeat
from tests.social.uploading import named, post, stored, work
from tests.videos import clip

MUTATIONS = int(os.environ.get("VIDEO_MUTATIONS", "12"))
DAMAGE = (flip, flip, flip, extreme, cut, drop, repeat, insert, blank)
SMALL = {"seconds": 0.5, "size": (64, 96)}


def valid() -> list[bytes]:
    return [
        clip(**SMALL),
        clip(codec="libx265", **SMALL),
        clip(container="webm", codec="libvpx-vp9", sound="libopus", **SMALL),
        clip(container="mov", codec="mpeg4", **SMALL),
    ]


def damaged(number: int) -> bytes:
    """What is left of a video after number `number`; the same for the same number. Half of it hits the index."""
    dice = random.Random(SEED + number)  # noqa: S311
    data = bytearray(dice.choice(valid()))
    at = data.find(b"moov") if dice.random() < 0.5 else -1
    head, tail = (data[:at], data[at:]) if at > 0 else (bytearray(), data)
    for _n in range(dice.choice((1, 1, 2, 3))):
        if tail:
            dice.choice(DAMAGE)(tail, dice)
    return bytes(head + tail) or b"?"


@pytest.mark.django_db
def test_damaged_videos_cost_a_sentence_at_most(as_alice, media, caplog):
    as_alice.raise_request_exception = False
    answers: Counter[int] = Counter()
    for number in range(MUTATIONS):
        response = post(as_alice, damaged(number))
        answers[response.status_code] += 1
        assert response.status_code < 500, f"number {number} of UPLOAD_SEED={SEED}"
        work()
        assert stored() == named(), f"number {number} of UPLOAD_SEED={SEED}"
        assert not Video.objects.filter(state=State.PROCESSING).exists(), f"number {number} of UPLOAD_SEED={SEED}"
    states = Counter(Video.objects.values_list("state", "failure"))
    died = [record.getMessage() for record in caplog.records if "ended with status -" in record.getMessage()]
    print(f"\n{MUTATIONS} videos: {dict(answers)}, {dict(states)}; decoders that died: {died}")  # noqa: T201
    assert post(as_alice, clip()).status_code == 303
    work()
    assert Video.objects.latest("pk").state == State.READY
