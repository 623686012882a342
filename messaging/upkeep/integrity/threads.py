"""Threads: no gap in what they hold, both sides as their messages say, tombstones empty, words that find."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, Q

from accounts.mailboxes import lock_users
from accounts.models import User
from messaging.actions.deleting import erase
from messaging.models import Deletion, Like, Message, Participant, SearchEntry, Thread
from messaging.search.entries import words_for
from messaging.upkeep.integrity.findings import Finding

CHUNK = 500


def check_threads(fix: bool) -> Iterator[Finding]:
    """Every thread is judged under both its users' locks, one after the other."""
    for pk, low_id, high_id in Thread.objects.order_by("pk").values_list("pk", "low", "high").iterator(CHUNK):
        if not suspicious(pk):
            continue
        with transaction.atomic():
            lock_users(low_id, high_id)
            yield from judge(pk, fix=fix)


def suspicious(pk: int) -> bool:
    """Whether something is wrong with a thread, as it looks without a lock."""
    return any(True for _finding in judge(pk, fix=False))


def judge(pk: int, *, fix: bool) -> Iterator[Finding]:
    thread = Thread.objects.get(pk=pk)
    sides = {side.user_id: side for side in Participant.objects.filter(thread=pk).select_related("user")}
    if sides.keys() != {thread.low_id, thread.high_id}:
        yield Finding(str(thread), f"has sides of {sorted(sides)}")
        return
    yield from _judge_numbers(thread, fix)
    yield from _judge_leftovers(thread, fix)
    for side in sides.values():
        yield from _judge_side(thread, side, fix)
    yield from _judge_tombstones(thread, list(sides.values()), fix)


def _judge_numbers(thread: Thread, fix: bool) -> Iterator[Finding]:
    """seq from 1 to the last without a gap, and no revision ahead of the thread's."""
    held = Message.objects.filter(thread=thread).aggregate(n=Count("seq"), top=Max("seq"), revision=Max("revision"))
    count, top = held["n"], held["top"] or 0
    gone = Deletion.objects.filter(thread=thread).aggregate(revision=Max("revision"))["revision"] or 0
    cleared = Participant.objects.filter(thread=thread).aggregate(revision=Max("cleared_revision"))["revision"] or 0
    revision = max(held["revision"] or 0, gone, cleared)
    if count != top:
        yield Finding(str(thread), f"holds {count} messages up to {top}")
    right = {"last_seq": max(top, 0), "revision": max(thread.revision, revision)}
    for name, value in right.items():
        if (is_now := getattr(thread, name)) != value:
            yield Finding(str(thread), f"{name} is {is_now} and should be {value}", mended=fix)
    if fix:
        Thread.objects.filter(pk=thread.pk).update(**right)
        thread.last_seq, thread.revision = right["last_seq"], right["revision"]


def _judge_leftovers(thread: Thread, fix: bool) -> Iterator[Finding]:
    """Hearts and deletions are of messages that are there, and of the two whose thread it is."""
    there = Message.objects.filter(thread=OuterRef("thread"), seq=OuterRef("seq"))
    strangers = ~Q(user__in=[thread.low_id, thread.high_id])
    for rows, what in (
        (Like.objects.filter(strangers | ~Exists(there.filter(erased_at=None)), thread=thread), "hearts on nothing"),
        (Deletion.objects.filter(strangers | ~Exists(there), thread=thread), "deletions of nothing"),
    ):
        if count := rows.count():
            if fix:
                rows.delete()
            yield Finding(str(thread), f"has {count} {what}", mended=fix)


def _judge_side(thread: Thread, side: Participant, fix: bool) -> Iterator[Finding]:
    visible = Message.objects.for_user(side.user).filter(thread=thread)
    unread = visible.filter(seq__gt=side.read_seq).exclude(sender=side.user).count()
    has_written = Message.objects.filter(thread=thread, sender=side.user).order_by("seq").first()
    right: dict[str, object] = {
        "preview_seq": visible.aggregate(top=Max("seq"))["top"],
        "unread": unread,
        "stamp": max(side.stamp, side.order),
        "has_written": has_written is not None,
        "answered_at": side.answered_at or (has_written.sent_at if has_written else None),
        "read_seq": min(side.read_seq, thread.last_seq),
        "cleared_seq": min(side.cleared_seq, thread.last_seq),
    }
    for name, value in right.items():
        if (is_now := getattr(side, name)) != value:
            yield Finding(str(side), f"{name} is {is_now} and should be {value}", mended=fix)
    if side.order and Participant.objects.filter(user=side.user, order=side.order).exclude(pk=side.pk).exists():
        yield Finding(str(side), f"shares its place {side.order} with another chat")
    if fix:
        Participant.objects.filter(pk=side.pk).update(**right)


def _judge_tombstones(thread: Thread, sides: list[Participant], fix: bool) -> Iterator[Finding]:
    """What neither side has any more is empty; what is empty neither side has."""
    gone = Message.objects.filter(thread=thread, erased_at=None)
    kept = Message.objects.filter(thread=thread, erased_at__isnull=False)
    for side in sides:
        deleted = Deletion.objects.filter(thread=thread, seq=OuterRef("seq"), user=side.user_id)
        gone = gone.filter(Q(seq__lte=side.cleared_seq) | Exists(deleted))
        kept = kept.exclude(Q(seq__lte=side.cleared_seq) | Exists(deleted))
    if count := gone.count():
        if fix:
            erase(thread.pk)
        yield Finding(str(thread), f"still holds {count} messages that both have deleted", mended=fix)
    if count := kept.count():
        yield Finding(str(thread), f"has erased {count} messages that neither had deleted")


def check_search(fix: bool) -> Iterator[Finding]:
    """What a side can see, its words find; what was erased, none do."""
    messages = (
        Message.objects.filter(erased_at=None).exclude(text="").select_related("thread").order_by("thread", "seq")
    )
    last = (0, 0)
    while chunk := list(
        messages.select_related("thread").filter(Q(thread__gt=last[0]) | Q(thread=last[0], seq__gt=last[1]))[:CHUNK]
    ):
        last = (chunk[-1].thread_id, chunk[-1].seq)
        entries = _entries_of(chunk)
        for message in chunk:
            if not _is_found(message, entries.get((message.thread_id, message.seq), "")):
                yield from _judge_entry(message, fix)
    erased = Message.objects.filter(thread=OuterRef("thread"), seq=OuterRef("seq"), erased_at=None)
    for entry in SearchEntry.objects.filter(~Exists(erased)):
        if fix:
            entry.delete()
        yield Finding(str(entry), "find what was erased", mended=fix)


def _entries_of(chunk: list[Message]) -> dict[tuple[int, int], str]:
    threads = {message.thread_id for message in chunk}
    entries = SearchEntry.objects.filter(thread__in=threads, seq__in={message.seq for message in chunk})
    return {(entry.thread_id, entry.seq): entry.words for entry in entries}


def _is_found(message: Message, words: str) -> bool:
    """Whether `words` are those of the sides that can see the message; one that has cleared it may have left some."""
    thread = message.thread
    have = set(words.split())
    for user_id in (thread.low_id, thread.high_id):
        own = set(words_for(message.text, user_id).split())
        sees = Message.objects.for_user(User(pk=user_id)).filter(pk=message.pk)
        if own - have and sees.exists():
            return False
        have -= own
    return not have


def _judge_entry(message: Message, fix: bool) -> Iterator[Finding]:
    thread = message.thread
    with transaction.atomic():
        lock_users(thread.low_id, thread.high_id)
        found = SearchEntry.objects.filter(thread=thread, seq=message.seq)
        if _is_found(message, " ".join(found.values_list("words", flat=True))):
            return
        users = [User(pk=pk) for pk in (thread.low_id, thread.high_id)]
        sees = [user.pk for user in users if Message.objects.for_user(user).filter(pk=message.pk).exists()]
        if fix:
            found.delete()
            if words := words_for(message.text, *sees):
                SearchEntry.objects.create(thread=thread, seq=message.seq, words=words)
    yield Finding(str(message), "is not found by its words alone", mended=fix)
