"""What an operator counts of the videos. /metrics shows it."""

from __future__ import annotations

from prometheus_client import Histogram

MAKING = Histogram(
    "paperplane_video_making_seconds",
    "How long a worker had a video in hand, by what came of it.",
    ["outcome"],
    buckets=(1, 2, 5, 10, 20, 40, 80, 160, 320, 640),
)
