"""The database refuses nonsense by itself, whatever the code above it does: every constraint is tried."""

from __future__ import annotations

import datetime as dt
from itertools import product
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, DataError, IntegrityError, connection, transaction
from django.db.models import UniqueConstraint
from django.utils import timezone

from accounts.models import Mailbox, Notice, Suspension, User
from accounts.models_data import Export, Leaving
from messaging.models import (
    Act,
    Case,
    Deletion,
    Gif,
    GifStart,
    Like,
    Message,
    Participant,
    SearchEntry,
    Sticker,
    StickerFavourite,
    StickerPack,
    Thread,
)
from social.models import Block, Follow, Video, VideoLike, VideoUpload
from tests.factories import send

TABLES = [model for app in ("accounts", "social", "messaging") for model in apps.get_app_config(app).get_models()]
CONSTRAINTS = {rule.name: (model, rule) for model in TABLES for rule in model._meta.constraints}


@pytest.fixture
def world(alice, bob, carol):
    """Alice has written to Bob; both have posted something."""
    pack = StickerPack.objects.create(slug="cats", title="Cats")
    return SimpleNamespace(
        alice=alice,
        bob=bob,
        carol=carol,
        message=send(alice, bob).message,
        thread=Thread.objects.get(),
        pack=pack,
        sticker=Sticker.objects.create(pack=pack, slug="wave", words="hello", file="stickers/wave.webp"),
        gif=Gif.objects.create(owner=alice),
        video=Video.objects.create(author=alice),
    )


def user(**fields):
    """A row that no validator has seen."""
    row = {"username": f"u{uuid4().hex[:8]}", "birthdate": dt.date(1990, 1, 1), "message_privacy": "friends"}
    User.objects.bulk_create([User(**(row | fields))])


def message(world, **fields):
    row = {"thread": world.thread, "seq": 2, "revision": 2, "client_id": uuid4(), "sender": world.alice}
    Message.objects.bulk_create([Message(**(row | {"kind": "text", "text": "hello"} | fields))])


def case(world, **fields):
    return Case.objects.create(**({"about": world.alice, "thing": "account", "thing_id": world.alice.pk} | fields))


def act(world, **fields):
    """Something that Bob did with what is Alice's."""
    return Act(**({"owner": world.alice, "actor": world.bob, "verb": "message_like"} | fields))


def side(world, **fields):
    return Participant.objects.filter(user=world.alice).update(**fields)


def ends_before_it_begins(world):
    now = timezone.now()
    Suspension.objects.create(user=world.alice, reason="spam", created_at=now, until=now)


ATTEMPTS = {
    "user_name_length": lambda _w: user(username="x"),
    "user_display_name_length": lambda _w: user(display_name="x" * 31),
    "user_message_privacy_known": lambda _w: user(message_privacy="enemies"),
    "user_erased_says_nothing": lambda w: User.objects.filter(pk=w.alice.pk).update(erased_at=timezone.now()),
    "export_one_at_a_time": lambda w: Export.objects.bulk_create(Export(user=w.alice) for _n in range(2)),
    "export_ready_is_whole": lambda w: Export.objects.create(user=w.alice, state="ready"),
    "leaving_not_backwards": lambda w: Leaving.objects.create(
        user=w.alice, due_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    ),
    "mailbox_never_negative": lambda w: Mailbox.objects.filter(pk=w.alice.pk).update(unread_chats=-1),
    "suspension_ends_later": ends_before_it_begins,
    "follow_once": lambda w: Follow.objects.create(follower=w.alice, followed=w.bob),
    "follow_not_oneself": lambda w: Follow.objects.create(follower=w.alice, followed=w.alice),
    "block_once": lambda w: Block.objects.bulk_create(Block(blocker=w.alice, blocked=w.bob) for _n in range(2)),
    "block_not_oneself": lambda w: Block.objects.create(blocker=w.alice, blocked=w.alice),
    "video_audience_known": lambda w: Video.objects.create(author=w.alice, audience="some"),
    "video_caption_length": lambda w: Video.objects.create(author=w.alice, caption="x" * 301),
    "video_ready_is_whole": lambda w: Video.objects.create(author=w.alice, state="ready", ready_at=timezone.now()),
    "video_state_known": lambda w: Video.objects.create(author=w.alice, state="failed"),
    "video_upload_within_size": lambda w: VideoUpload.objects.create(owner=w.alice, name="a.mp4", size=1, received=2),
    "video_like_once": lambda w: VideoLike.objects.bulk_create(VideoLike(video=w.video, user=w.bob) for _n in range(2)),
    "act_once_per_video": lambda w: Act.objects.bulk_create(act(w, verb="share", video=w.video) for _n in range(2)),
    "act_once_per_message": lambda w: Act.objects.bulk_create(act(w, thread=w.thread, seq=1) for _n in range(2)),
    "act_on_one_thing": lambda w: act(w, thread=w.thread, seq=1, video=w.video).save(),
    "act_not_by_owner": lambda w: act(w, thread=w.thread, seq=1, actor=w.alice).save(),
    "thread_once_per_pair": lambda w: Thread.objects.create(low=w.alice, high=w.bob),
    "thread_low_before_high": lambda w: Thread.objects.create(low=w.carol, high=w.alice),
    "participant_once": lambda w: Participant.objects.create(thread=w.thread, user=w.alice, peer=w.carol),
    "participant_once_per_peer": lambda w: Participant.objects.create(
        thread=Thread.objects.create(low=w.bob, high=w.carol), user=w.alice, peer=w.bob
    ),
    "participant_not_oneself": lambda w: Participant.objects.create(thread=w.thread, user=w.carol, peer=w.carol),
    "participant_answer_has_time": lambda w: side(w, has_written=True, answered_at=None),
    "message_once": lambda w: message(w, client_id=w.message.client_id, sender=w.bob),
    "message_seq_from_one": lambda w: message(w, seq=0),
    "message_replies_backwards": lambda w: message(w, reply_to=2),
    "message_text_length": lambda w: message(w, text="x" * 4001),
    "message_exactly_one_payload": lambda w: message(w, text=""),
    "search_entry_once": lambda w: SearchEntry.objects.bulk_create(
        SearchEntry(thread=w.thread, seq=1, words="1xhello") for _n in range(2)
    ),
    "search_entry_has_words": lambda w: SearchEntry.objects.create(thread=w.thread, seq=2, words=""),
    "sticker_once_per_pack": lambda w: Sticker.objects.create(pack=w.pack, slug="wave", static_path="again.svg"),
    "sticker_has_one_picture": lambda w: Sticker.objects.create(pack=w.pack, slug="blank"),
    "sticker_favourite_once": lambda w: StickerFavourite.objects.bulk_create(
        StickerFavourite(user=w.alice, sticker=w.sticker) for _n in range(2)
    ),
    "gif_public_is_kept": lambda w: Gif.objects.create(owner=w.alice, is_kept=False, is_public=True),
    "gif_tags_length": lambda w: Gif.objects.create(owner=w.alice, tags="x" * 121),
    "gif_start_once": lambda w: GifStart.objects.bulk_create(GifStart(gif=w.gif, start="du") for _n in range(2)),
    "gif_withdrawn_is_removed": lambda w: Gif.objects.create(owner=w.alice, withdrawn_at=timezone.now()),
    "case_closed_has_time": lambda w: case(w, state="dismissed"),
    "case_about_one_thing": lambda w: case(w, about=None),
    "case_merged_has_other": lambda w: case(w, state="merged", closed_at=timezone.now()),
    "case_open_once": lambda w: (case(w), case(w)),
    "notice_has_words": lambda w: Notice.objects.create(user=w.alice, words=""),
}


def named(name):
    """What the error says of a constraint: its name, or for a uniqueness of SQLite its columns."""
    model, rule = CONSTRAINTS[name]
    if connection.vendor != "sqlite" or not isinstance(rule, UniqueConstraint):
        return name
    return ", ".join(f"{model._meta.db_table}.{model._meta.get_field(field).column}" for field in rule.fields)


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_what_a_constraint_forbids_is_refused_and_by_that_constraint(world, name):
    with pytest.raises((IntegrityError, DataError)) as error, transaction.atomic():
        ATTEMPTS[name](world)
    too_long_for_its_column = isinstance(error.value, DataError) and "length" in name
    assert named(name) in str(error.value) or too_long_for_its_column


def is_sound(row):
    """Exactly one of text, sticker, GIF and video; a video may have words beside it; an erased message has nothing."""
    pictures = [name for name in ("sticker", "gif", "video") if row[name]]
    if row["erased_at"]:
        return not pictures and not row["text"]
    if row["kind"] == "text":
        return bool(row["text"]) and not pictures
    return pictures == [row["kind"]] and (row["kind"] == "video" or not row["text"])


def test_a_message_holds_exactly_one_thing(world):
    """All 160 combinations of a kind with what may stand in its row."""
    choices = {
        "kind": ["text", "sticker", "gif", "video", "letter"],
        "text": ["", "hello"],
        "sticker": [None, world.sticker],
        "gif": [None, world.gif],
        "video": [None, world.video],
        "erased_at": [None, timezone.now()],
    }
    rows = [dict(zip(choices, values, strict=True)) for values in product(*choices.values())]
    wrong = []
    for row in rows:
        try:
            with transaction.atomic():
                message(world, **row)
                transaction.set_rollback(True)
            accepted = True
        except IntegrityError:
            accepted = False
        if accepted != is_sound(row):
            wrong.append((row, accepted))
    assert not wrong


@pytest.mark.parametrize(
    "attempt",
    [
        lambda w: message(w, seq=1),
        lambda w: Like.objects.bulk_create(Like(thread=w.thread, seq=1, user=w.bob) for _n in range(2)),
        lambda w: Deletion.objects.bulk_create(
            Deletion(thread=w.thread, seq=1, user=w.bob, revision=2) for _n in range(2)
        ),
        lambda _w: user(username="alice"),
        lambda w: Mailbox.objects.bulk_create([Mailbox(user=w.alice)]),
    ],
    ids=["place in a thread", "like", "deletion", "name", "mailbox"],
)
def test_there_are_never_two_of_a_kind(world, attempt):
    with pytest.raises(IntegrityError), transaction.atomic():
        attempt(world)


def test_a_name_is_never_longer_than_24_characters(world):
    with pytest.raises(DatabaseError), transaction.atomic():
        user(username="x" * 25)


def test_what_is_counted_is_never_less_than_nothing(world):
    with pytest.raises(DatabaseError), transaction.atomic():
        side(world, unread=-1)


def test_an_account_with_messages_cannot_be_deleted_under_them(world):
    with pytest.raises(IntegrityError):
        world.alice.delete()
