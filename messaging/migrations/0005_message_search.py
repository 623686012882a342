"""Messages are found by their words; those that stand already, too."""

import django.db.models.deletion
from django.db import migrations, models

from messaging.search.entries import words_for
from messaging.search.indexes import MAKE_POSTGRESQL, MAKE_SQLITE

CHUNK = 1000


def enter_all(apps, schema_editor):
    """Each message in the order of time, for those sides that still have it."""
    Message, Participant, Deletion, SearchEntry = (
        apps.get_model("messaging", name) for name in ("Message", "Participant", "Deletion", "SearchEntry")
    )
    # Deleted messages are few and read once; sides are asked for by the chunk.
    gone = set(Deletion.objects.values_list("thread_id", "seq", "user_id"))
    messages = Message.objects.filter(erased_at=None).exclude(text="").order_by("sent_at", "thread_id", "seq")
    rows = messages.values_list("thread_id", "seq", "text").iterator(CHUNK)
    chunk = []

    def enter():
        sides = {}
        threads = {thread_id for thread_id, _seq, _text in chunk}
        for side in Participant.objects.filter(thread__in=threads):
            sides.setdefault(side.thread_id, []).append(side)
        entries = []
        for thread_id, seq, text in chunk:
            users = [
                side.user_id
                for side in sides[thread_id]
                if side.cleared_seq < seq and (thread_id, seq, side.user_id) not in gone
            ]
            if words := words_for(text, *users):
                entries.append(SearchEntry(thread_id=thread_id, seq=seq, words=words))
        SearchEntry.objects.bulk_create(entries)
        chunk.clear()

    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            enter()
    enter()


def make_index(apps, schema_editor):
    for statement in {"sqlite": MAKE_SQLITE, "postgresql": MAKE_POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    """The triggers and PostgreSQL's index go with the table."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE messaging_searchindex")


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0004_stickers_gifs_erasures"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.BigIntegerField()),
                ("words", models.TextField()),
                (
                    "thread",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="messaging.thread",
                    ),
                ),
            ],
            options={
                "verbose_name": "search entry",
                "verbose_name_plural": "search entries",
                "constraints": [
                    models.UniqueConstraint(fields=("thread", "seq"), name="search_entry_once"),
                    models.CheckConstraint(condition=models.Q(("words", ""), _negated=True), name="search_entry_has_words"),
                ],
            },
        ),
        migrations.RunPython(make_index, drop_index),
        migrations.RunPython(enter_all, migrations.RunPython.noop),
    ]
