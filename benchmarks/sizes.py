"""What a message and a person weigh on PostgreSQL, indexes included: `make bench-sizes`.

The arithmetic of docs/scale.md rests on these figures. Chats are written into a database of their own as the site
writes them, with texts of eight words; one message in ten is liked, one in twenty deleted on a side.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg

from tests.services import directory, postgresql

BASE_DIR = Path(__file__).resolve().parent.parent
CHATS, LENGTH = 50, 60
PARTS = {
    "a message": ("messaging_message", CHATS * LENGTH),
    "its words, for the search": ("messaging_searchentry", CHATS * LENGTH),
    "a heart": ("messaging_like", CHATS * LENGTH // 10),
    "a deletion": ("messaging_deletion", CHATS * LENGTH // 20),
    "a chat": ("messaging_thread", CHATS),
    "a side of a chat": ("messaging_participant", 2 * CHATS),
    "a person": ("accounts_user", CHATS + 1),
    "her mailbox": ("accounts_mailbox", CHATS + 1),
}
FILL = f"""
import random
from messaging import actions
from tests.factories import friends, send
words = "paper plane lake morning duck film tonight see you there quick light throw fold wing sky".split()
random.seed(1)
alice, *others = friends("alice", *(f"friend{{n}}" for n in range({CHATS})))
for other in others:
    for n in range(1, {LENGTH} + 1):
        send(*((alice, other) if n % 2 else (other, alice)), " ".join(random.choices(words, k=8)))
        if n % 10 == 0:
            actions.set_like(user=other, peer=alice, seq=n, liked=True)
        if n % 20 == 0:
            actions.delete_message(user=alice, peer=other, seq=n)
"""


def main() -> None:
    with directory() as place, postgresql(place) as url:
        with psycopg.connect(f"{url.rpartition('/')[0]}/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE paperplane")
        told = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
        for command in (["migrate", "-v0"], ["shell", "-v0", "-c", FILL]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=BASE_DIR, env=told, check=True)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("VACUUM FULL")
            sys.stdout.write(f"{'one':<28}{'bytes':>8}\n")
            for name, (table, rows) in PARTS.items():
                [size] = connection.execute("SELECT pg_total_relation_size(%s)", [table]).fetchone() or [0]
                sys.stdout.write(f"{name:<28}{size / rows:>8.0f}\n")


if __name__ == "__main__":
    main()
