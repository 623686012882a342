"""The audit log is only added to and no exhibit is changed: the database itself refuses anything else.

SQLite forgets the triggers of a table that a later migration has to build anew; that one makes them again.
"""

from django.db import migrations

# Exhibits may be deleted, for their time ends; entries of the audit log may not.
SQLITE = [
    """
    CREATE TRIGGER audit_entry_unchanged BEFORE UPDATE ON messaging_auditentry
    BEGIN SELECT RAISE(ABORT, 'The audit log is append-only.'); END
    """,
    """
    CREATE TRIGGER audit_entry_undeleted BEFORE DELETE ON messaging_auditentry
    BEGIN SELECT RAISE(ABORT, 'The audit log is append-only.'); END
    """,
    """
    CREATE TRIGGER exhibit_unchanged BEFORE UPDATE ON messaging_exhibit
    BEGIN SELECT RAISE(ABORT, 'Exhibits are sealed.'); END
    """,
]
POSTGRESQL = [
    """
    CREATE FUNCTION messaging_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    """
    CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON messaging_auditentry
    FOR EACH ROW EXECUTE FUNCTION messaging_append_only('The audit log is append-only.')
    """,
    """
    CREATE TRIGGER exhibit_unchanged BEFORE UPDATE ON messaging_exhibit
    FOR EACH ROW EXECUTE FUNCTION messaging_append_only('Exhibits are sealed.')
    """,
]
UNDO = {
    "sqlite": ["DROP TRIGGER audit_entry_unchanged", "DROP TRIGGER audit_entry_undeleted", "DROP TRIGGER exhibit_unchanged"],
    "postgresql": [
        "DROP TRIGGER audit_entry_append_only ON messaging_auditentry",
        "DROP TRIGGER exhibit_unchanged ON messaging_exhibit",
        "DROP FUNCTION messaging_append_only()",
    ],
}


def guard(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        # A percent sign is the trigger's own, and no parameter's.
        schema_editor.execute(statement, params=None)


def unguard(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0008_reports_and_evidence"),
    ]

    operations = [
        migrations.RunPython(guard, unguard),
    ]
