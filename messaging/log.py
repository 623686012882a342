"""The messages of one chat as one side sees them, in pages by seq."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import QuerySet, prefetch_related_objects

from accounts.models import User
from messaging import links
from messaging.models import Deletion, Like, Message, Participant
from messaging.runs import mark_runs
from messaging.text import is_large_emoji
from social.models import Video

PAGE = 50
HALF = PAGE // 2


@dataclass(frozen=True, slots=True)
class Page:
    """Every message from seq `low` to seq `high` that its reader may see, oldest first."""

    messages: list[Message]
    low: int
    high: int
    revision: int = 0
    has_newer: bool = False
    # What the page was opened for, or what stands nearest to it.
    target: Message | None = None

    @property
    def has_older(self) -> bool:
        return self.low > 1


EMPTY = Page([], low=1, high=0)


def newest(user: User, peer: User, side: Participant | None) -> Page:
    """The end of the chat. `side` was read before, so that what is written meanwhile comes by `/sync`."""
    if side is None:
        return EMPTY
    thread = side.thread
    messages, low = _up_to(user, peer, side, thread.last_seq)
    return Page(messages, low, thread.last_seq, thread.revision)


def first_unread(user: User, side: Participant | None) -> int | None:
    """The seq of the first message of the other one that this side shows and has not read: whoever writes has seen what
    stands above. At most two queries, and none where nothing is unread."""
    if side is None or not side.unread:
        return None
    later = _visible(user, side).filter(seq__gt=side.read_seq)
    own = later.filter(sender=user).order_by("-seq").values_list("seq", flat=True).first() or 0
    theirs = later.filter(seq__gt=own).exclude(sender=user)
    return theirs.order_by("seq").values_list("seq", flat=True).first()


def opening(user: User, peer: User, side: Participant | None, unread_from: int | None) -> Page:
    """What a chat opens with: its end or, where more is new than that page holds, the page on which `unread_from`
    stands."""
    page = newest(user, peer, side)
    if side is None or unread_from is None or unread_from >= page.low:
        return page
    return replace(around(user, peer, side, unread_from), target=None)


def older(user: User, peer: User, side: Participant, before: int) -> Page:
    """The page that ends just before seq `before`."""
    messages, low = _up_to(user, peer, side, before - 1)
    return Page(messages, low, before - 1, side.thread.revision, has_newer=before <= side.thread.last_seq)


def newer(user: User, peer: User, side: Participant, after: int) -> Page:
    """The page that begins just after seq `after`."""
    found = list(_visible(user, side).filter(seq__gt=after).order_by("seq")[: PAGE + 1])
    has_newer = len(found) > PAGE
    shown = _drawn(user, peer, found[:PAGE])
    high = shown[-1].seq if has_newer else max(side.thread.last_seq, after)
    return Page(shown, after + 1, high, side.thread.revision, has_newer)


def around(user: User, peer: User, side: Participant, seq: int) -> Page:
    """The page in the midst of which message `seq` stands or, where that is not to be seen, what is nearest to it."""
    visible = _visible(user, side)
    earlier = list(visible.filter(seq__lte=seq).order_by("-seq")[: HALF + 1])
    later = list(visible.filter(seq__gt=seq).order_by("seq")[: HALF + 1])
    shown = _drawn(user, peer, earlier[:HALF][::-1] + later[:HALF])
    low = shown[0].seq if len(earlier) > HALF else 1
    has_newer = len(later) > HALF
    high = shown[-1].seq if has_newer else side.thread.last_seq
    target = next(iter(earlier[:1] or later[:1]), None)
    return Page(shown, low, high, side.thread.revision, has_newer, target)


def changed_since(user: User, peer: User, side: Participant, revision: int, limit: int) -> list[Message]:
    """At most `limit` visible messages that changed after `revision`, oldest first."""
    changed = Message.objects.for_user(user).filter(thread=side.thread_id, revision__gt=revision)
    return for_reader(user, peer, changed.order_by("revision")[:limit])


def gone_since(user: User, side: Participant, revision: int, limit: int) -> list[str]:
    """The dom ids of at most `limit` messages that went from this side after `revision`."""
    gone = Deletion.objects.filter(user=user, thread=side.thread_id, revision__gt=revision).order_by("revision")
    keys = [(side.thread_id, seq) for seq in gone.values_list("seq", flat=True)[:limit]]
    return [message.dom_id for message in Message.objects.filter(pk__in=keys).only("thread", "seq", "client_id")]


def one(user: User, peer: User, seq: int | None) -> Message | None:
    """Message `seq` of the chat with `peer` as `user` sees it; None for no seq and for what is not there for her."""
    if seq is None:
        return None
    own_side = Participant.objects.for_user(user).filter(peer=peer)
    found = Message.objects.for_user(user).filter(thread__in=own_side.values("thread"), seq=seq)
    return next(iter(for_reader(user, peer, found)), None)


def for_reader(user: User, peer: User, messages: Iterable[Message]) -> list[Message]:
    """`messages` of a chat of these two as they are shown to `user`: who wrote each, who likes it, what it quotes, and
    of a video whether she may watch it now.

    At most six queries, however many messages.
    """
    shown = list(messages)
    return _told(user, peer, shown, _hearts(shown))


def just_written(user: User, peer: User, message: Message) -> Message:
    """The same for a message that nobody can have liked yet; no query where it is mere words."""
    return _told(user, peer, [message], {message.seq: set()})[0]


def _told(user: User, peer: User, shown: list[Message], hearts: dict[int, set[int]]) -> list[Message]:
    _with_pictures(shown)
    films = _films(user, shown)
    quotes = _quotes(user, shown)
    is_new = links.warned_of(user, peer, shown)
    for message in shown:
        message.mine = message.sender_id == user.pk
        message.sender = user if message.mine else peer
        message.film = films.get(message.video_id) if message.video_id else None
        message.big_emoji = is_large_emoji(message.text)
        message.link_warning = links.warning_for(peer, message) if is_new and not message.mine else ""
        message.liked = user.pk in hearts[message.seq]
        message.liked_by_peer = peer.pk in hearts[message.seq]
        message.quote = quotes.get(message.reply_to) if message.reply_to else None
        if message.quote:
            message.quote.sender = user if message.quote.sender_id == user.pk else peer
    return shown


def _with_pictures(messages: list[Message]) -> None:
    """Read the stickers and the GIFs of `messages`, where there are any."""
    for field in ("sticker", "gif"):
        prefetch_related_objects([message for message in messages if getattr(message, f"{field}_id")], field)


def _films(user: User, messages: list[Message]) -> dict[int, Video]:
    """The videos of `messages` that `user` may watch now: her author's choice is asked whenever a card is drawn."""
    shared = {message.video_id for message in messages if message.video_id}
    if not shared:
        return {}
    return Video.objects.visible_to(user).select_related("author").in_bulk(shared)


def _hearts(messages: list[Message]) -> dict[int, set[int]]:
    """For each seq, the ids of those who like that message."""
    hearts: dict[int, set[int]] = {message.seq: set() for message in messages}
    if messages:
        likes = Like.objects.filter(thread=messages[0].thread_id, seq__in=hearts)
        for seq, user_id in likes.values_list("seq", "user_id"):
            hearts[seq].add(user_id)
    return hearts


def _quotes(user: User, messages: list[Message]) -> dict[int, Message]:
    """By seq, what `messages` quote, as far as `user` can still see it."""
    seqs = {message.reply_to for message in messages if message.reply_to}
    if not seqs:
        return {}
    quoted = Message.objects.for_user(user).filter(thread=messages[0].thread_id, seq__in=seqs)
    return {message.seq: message for message in quoted}


def _visible(user: User, side: Participant) -> QuerySet[Message]:
    return Message.objects.for_user(user).filter(thread=side.thread_id, seq__gt=side.cleared_seq)


def _drawn(user: User, peer: User, messages: list[Message]) -> list[Message]:
    """`messages`, oldest first, as a page shows them to `user`."""
    shown = for_reader(user, peer, messages)
    mark_runs(shown)
    return shown


def _up_to(user: User, peer: User, side: Participant, high: int) -> tuple[list[Message], int]:
    """The last page of what is visible up to `high`, and the lowest seq it speaks for."""
    visible = _visible(user, side).filter(seq__lte=high)
    messages = for_reader(user, peer, visible.order_by("-seq")[: PAGE + 1])
    low = messages[PAGE - 1].seq if len(messages) > PAGE else 1
    shown = messages[:PAGE][::-1]
    mark_runs(shown)
    return shown, low
