"""What is stored: the database's own refusals, locks, and what happens inside a transaction."""

from tests.mutants.guard import guard

DATABASE = "messaging/test_database.py"
GATE = "gate/test_routes.py"
SENDING = "messaging/actions/sending.py"
FIRST = "messaging/migrations/0001_initial.py"
ASK = """        facts = permissions.facts_between(sender_id, recipient_id)
        if refusal := permissions.refusal(facts, today()):
            raise Refused(refusal)
"""
LOOK = "        chat = chat_between(sender_id, recipient_id, payload.client_id)\n"

STORED = (
    # What the database refuses
    guard(
        "one message per client id",
        FIRST,
        "models.UniqueConstraint(fields=('thread', 'client_id'), name='message_once')",
        "models.UniqueConstraint(fields=('thread', 'client_id', 'seq'), name='message_once')",
        DATABASE,
    ),
    guard(
        "one thread per pair",
        FIRST,
        "models.UniqueConstraint(fields=('low', 'high'), name='thread_once_per_pair')",
        "models.UniqueConstraint(fields=('low', 'high', 'id'), name='thread_once_per_pair')",
        DATABASE,
    ),
    guard(
        "no thread with oneself",
        FIRST,
        "condition=models.Q(('low__lt', models.F('high')))",
        "condition=models.Q(('low__gte', 0))",
        DATABASE,
    ),
    guard(
        "a message holds one thing",
        FIRST,
        "condition=models.Q(models.Q(('erased_at__isnull', False), ('gif', None)",
        "condition=models.Q(('seq__gte', 0)) | models.Q(models.Q(('erased_at__isnull', False), ('gif', None)",
        DATABASE,
    ),
    guard(
        "one open case per thing",
        "messaging/migrations/0008_reports_and_evidence.py",
        "fields=('thing', 'thing_id', 'seq'), name='case_open_once'",
        "fields=('thing', 'thing_id', 'seq', 'id'), name='case_open_once'",
        DATABASE,
        "messaging/test_reporting.py",
    ),
    guard(
        "one follow per pair",
        "social/migrations/0001_initial.py",
        "models.UniqueConstraint(fields=('follower', 'followed'), name='follow_once')",
        "models.UniqueConstraint(fields=('follower', 'followed', 'id'), name='follow_once')",
        DATABASE,
    ),
    # Locks and transactions
    guard(
        "the lock of two mailboxes",
        "accounts/mailboxes.py",
        "Mailbox.objects.select_for_update(no_key=True).filter(",
        "Mailbox.objects.filter(",
        "accounts/test_mailboxes.py",
    ),
    guard(
        "the order of the locks",
        "accounts/mailboxes.py",
        '.filter(pk__in=ids).order_by("pk")',
        '.filter(pk__in=ids).order_by("-pk")',
        "accounts/test_mailboxes.py",
    ),
    guard(
        "no lock outside of a transaction",
        "accounts/mailboxes.py",
        "    if not connection.in_atomic_block:",
        "    if False:",
        "accounts/test_mailboxes.py",
    ),
    guard(
        "the rule inside the transaction",
        SENDING,
        "    with transaction.atomic():\n        lock_users(sender_id, recipient_id)\n",
        "    early = permissions.facts_between(sender_id, recipient_id)\n"
        "    with transaction.atomic():\n        lock_users(sender_id, recipient_id)\n",
        "messaging/test_rule_races.py",
        "messaging/test_races.py",
        also=(("        facts = permissions.facts_between(sender_id, recipient_id)\n", "        facts = early\n"),),
    ),
    guard("the rule at all", SENDING, ASK, ASK.splitlines(keepends=True)[0], "messaging/test_sending.py"),
    guard("a retry before the rule", SENDING, LOOK, ASK + LOOK, "messaging/test_sending.py"),
    guard(
        "the push waits for the commit",
        SENDING,
        "transaction.on_commit(lambda: live.message_sent(sent, facts), robust=True)",
        "live.message_sent(sent, facts)",
        "messaging/test_live.py",
    ),
    guard(
        "a push that fails, fails no message",
        SENDING,
        "transaction.on_commit(lambda: live.message_sent(sent, facts), robust=True)",
        "transaction.on_commit(lambda: live.message_sent(sent, facts))",
        "messaging/test_live.py",
    ),
    guard(
        "a like is refused where a message is",
        "messaging/actions/liking.py",
        "        if liked and (refusal := permissions.ask(user.pk, peer.pk)):\n            raise Refused(refusal)\n",
        "",
        GATE,
    ),
    guard(
        "reading never goes backwards",
        "messaging/actions/reading.py",
        "if seq <= side.read_seq:",
        "if seq == side.read_seq:",
        "messaging/test_reading.py",
    ),
    guard(
        "reading never goes past the end",
        "messaging/actions/reading.py",
        "        seq = min(seq, side.thread.last_seq)\n",
        "",
        "messaging/test_reading.py",
    ),
    guard(
        "no follow across a block",
        "social/actions.py",
        "        if _blocked_either_way(follower_id, followed_id):",
        "        if False:",
        "social/test_actions.py",
    ),
    guard(
        "a block takes the follows away",
        "social/actions.py",
        "        Follow.objects.filter(follower_id__in=pair, followed_id__in=pair).delete()\n",
        "",
        "social/test_actions.py",
    ),
)
