"""The baseline: a Channels chat as an ordinary tutorial builds it, with what any site needs to be honest.

Django's own handler, a sync view, the ORM, sessions in the database, CSRF, one group per user in the in-memory layer,
a template rendered for each side, SQLite in WAL with synchronous=FULL. Nothing in it is slow on purpose.
"""
