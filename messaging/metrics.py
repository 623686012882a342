"""What an operator counts of the messages. /metrics shows it; no name and no word of a message is in it."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

SENT = Counter("paperplane_messages_sent", "Messages that were stored; a replay is none.", ["kind"])
REFUSED = Counter("paperplane_messages_refused", "Messages that the rule refused.", ["code"])
FRAMES = Counter("paperplane_frames", "Frames put out to sockets: pushes, heartbeats.", ["kind"])
SYNCS = Counter("paperplane_syncs", "Calls of /sync, by what the tab shows.", ["shows"])
SOCKETS = Gauge("paperplane_sockets", "Sockets that are open now.", multiprocess_mode="livesum")
