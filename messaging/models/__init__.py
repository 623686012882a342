from messaging.models.activity import Act, Verb
from messaging.models.audit import AuditEntry, Deed
from messaging.models.messages import Deletion, Kind, Like, Message
from messaging.models.pictures import Erasure, Gif, GifStart, Sticker, StickerFavourite, StickerPack
from messaging.models.reports import NOTE_LENGTH, Case, Exhibit, Report, Thing
from messaging.models.search import SearchEntry
from messaging.models.threads import Participant, Thread

__all__ = [
    "NOTE_LENGTH",
    "Act",
    "AuditEntry",
    "Case",
    "Deed",
    "Deletion",
    "Erasure",
    "Exhibit",
    "Gif",
    "GifStart",
    "Kind",
    "Like",
    "Message",
    "Participant",
    "Report",
    "SearchEntry",
    "Sticker",
    "StickerFavourite",
    "StickerPack",
    "Thing",
    "Thread",
    "Verb",
]
