from messaging.models.activity import Act, Verb
from messaging.models.messages import TEXT_LENGTH, Deletion, Kind, Like, Message
from messaging.models.pictures import Erasure, Gif, GifStart, Sticker, StickerFavourite, StickerPack
from messaging.models.reports import Case, Report
from messaging.models.search import SearchEntry
from messaging.models.threads import Participant, Thread

__all__ = [
    "TEXT_LENGTH",
    "Act",
    "Case",
    "Deletion",
    "Erasure",
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
    "Thread",
    "Verb",
]
