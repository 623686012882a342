"""How long a site of many messages takes to PostgreSQL: `python -m benchmarks.moving [MESSAGES]`.

It makes a SQLite of its own, and a PostgreSQL that is started for it and ended after it, and leaves neither behind.
"""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, closing
from pathlib import Path

from tests.services import directory, postgresql

BASE_DIR = Path(__file__).resolve().parent.parent
PER_THREAD = 2000
FILL = (
    """INSERT INTO accounts_user (id, password, is_superuser, username, display_name, email, avatar, bio, birthdate,
        message_privacy, language, shows_seen, shows_typing, shows_activity, is_active, is_staff, date_joined)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :users)
    SELECT i, '!', 0, 'person' || i, '', '', '', '', '1990-01-01', 'friends', '', 1, 1, 1, 1, 0, '2026-01-01 00:00:00'
    FROM n""",
    """INSERT INTO accounts_mailbox (user_id, counter, facts, unread_chats, unseen_acts)
    SELECT id, :each, 0, 0, 0 FROM accounts_user""",
    """INSERT INTO messaging_thread (id, low_id, high_id, last_seq, revision, created_at)
    SELECT id, id, id + 1, :each, :each, '2026-01-01 00:00:00' FROM accounts_user WHERE id % 2 = 1""",
    """INSERT INTO messaging_message (thread_id, seq, client_id, sender_id, kind, text, revision, sent_at)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :each)
    SELECT id, i, lower(hex(randomblob(16))), CASE i % 2 WHEN 0 THEN low_id ELSE high_id END, 'text',
        'message ' || i || ' of thread ' || id || ', as long as most', i, '2026-01-02 03:04:05.678' || (100 + i % 900)
    FROM messaging_thread, n""",
)


def main(messages: int) -> int:
    each = min(PER_THREAD, messages)
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="paperplane-move-")))
        source = place / "site.sqlite3"
        environment = os.environ | {
            "DJANGO_DEBUG": "1",
            "DJANGO_SECRET_KEY": "bench",
            "DATABASE_URL": f"sqlite:///{source}",
            "TARGET_DATABASE_URL": stack.enter_context(postgresql(stack.enter_context(directory()))),
        }
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=BASE_DIR, env=environment, check=True)
        with closing(sqlite3.connect(source)) as database, database:
            for statement in FILL:
                database.execute(statement, {"users": 2 * messages // each, "each": each})
        url = environment["TARGET_DATABASE_URL"]
        server = url.rpartition("/")[0]
        subprocess.run(["psql", f"{server}/postgres", "-qc", "CREATE DATABASE paperplane"], check=True)  # noqa: S607
        began = time.monotonic()
        moving = [sys.executable, "manage.py", "move_to_postgres"]
        done = subprocess.run(moving, cwd=BASE_DIR, env=environment, check=False)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        sys.stdout.write(f"{messages} messages: {time.monotonic() - began:.1f} s, at most {peak:.0f} MiB of memory.\n")
        return done.returncode


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
