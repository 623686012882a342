"""Every write of this app that somebody else can see. Each begins with the locks of those it concerns."""

from messaging.actions.arranging import mark_unread, set_mute, set_pin
from messaging.actions.deleting import delete_chat, delete_message
from messaging.actions.keeping import Full, TooManyUploads, add_gif, change_gif, remove_gif, set_favourite
from messaging.actions.liking import set_like
from messaging.actions.noticing import mark_acts_seen, note_on_video
from messaging.actions.reading import mark_read
from messaging.actions.sending import Conflict, NotOffered, Sent, TooMany, UnknownReply, send_message
from messaging.actions.sharing import AT_ONCE, Outcome, share_video

__all__ = [
    "AT_ONCE",
    "Conflict",
    "Full",
    "NotOffered",
    "Outcome",
    "Sent",
    "TooMany",
    "TooManyUploads",
    "UnknownReply",
    "add_gif",
    "change_gif",
    "delete_chat",
    "delete_message",
    "mark_acts_seen",
    "mark_read",
    "mark_unread",
    "note_on_video",
    "remove_gif",
    "send_message",
    "set_favourite",
    "set_like",
    "set_mute",
    "set_pin",
    "share_video",
]
