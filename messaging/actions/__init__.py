"""Every write of this app that somebody else can see. Each begins with the locks of those it concerns."""

from messaging.actions.arranging import mark_unread, set_mute, set_pin
from messaging.actions.deleting import delete_chat, delete_message
from messaging.actions.judging import AlreadyClosed, Stale, Verdict, act, correct_birthdate, dismiss, merge
from messaging.actions.keeping import Full, TooManyUploads, add_gif, change_gif, remove_gif, set_favourite
from messaging.actions.liking import set_like
from messaging.actions.noticing import mark_acts_seen, note_on_video
from messaging.actions.reading import mark_read
from messaging.actions.reporting import TooManyReports, report, tell_outcome
from messaging.actions.sending import Conflict, NotOffered, Sent, TooMany, UnknownReply, send_message
from messaging.actions.sharing import AT_ONCE, Outcome, share_video

__all__ = [
    "AT_ONCE",
    "AlreadyClosed",
    "Conflict",
    "Full",
    "NotOffered",
    "Outcome",
    "Sent",
    "Stale",
    "TooMany",
    "TooManyReports",
    "TooManyUploads",
    "UnknownReply",
    "Verdict",
    "act",
    "add_gif",
    "change_gif",
    "correct_birthdate",
    "delete_chat",
    "delete_message",
    "dismiss",
    "mark_acts_seen",
    "mark_read",
    "mark_unread",
    "merge",
    "note_on_video",
    "remove_gif",
    "report",
    "send_message",
    "set_favourite",
    "set_like",
    "set_mute",
    "set_pin",
    "share_video",
    "tell_outcome",
]
