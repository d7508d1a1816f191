"""The sealed chain over the audit trail: seals, head and checkpoints, and what keeps them append-only on both engines.

The order in which rows are sealed gets an index. The head begins before the first seal, and only ever goes forward.
"""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

APPEND_ONLY = ("audit_auditseal", "audit_auditcheckpoint")

POSTGRESQL = "".join(
    f"""
CREATE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{table} is append-only: % is refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION {table}_is_append_only();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_append_only();
"""
    for table in APPEND_ONLY
)
POSTGRESQL += """
INSERT INTO audit_chainhead (id, seq, mac, xid, audit_log_id, after_id)
    VALUES (1, 0, decode(repeat('00', 32), 'hex'), 0, 0, 0);
CREATE FUNCTION audit_chainhead_goes_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.seq >= OLD.seq THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'The head of the audit chain only goes forward: % is refused', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER audit_chainhead_forward BEFORE UPDATE OR DELETE ON audit_chainhead
    FOR EACH ROW EXECUTE FUNCTION audit_chainhead_goes_forward();
CREATE TRIGGER audit_chainhead_no_truncate BEFORE TRUNCATE ON audit_chainhead
    FOR EACH STATEMENT EXECUTE FUNCTION audit_chainhead_goes_forward();
"""
POSTGRESQL_BACK = "".join(
    f"""
DROP TRIGGER {table}_no_truncate ON {table};
DROP TRIGGER {table}_append_only ON {table};
DROP FUNCTION {table}_is_append_only();
"""
    for table in APPEND_ONLY
)
POSTGRESQL_BACK += """
DROP TRIGGER audit_chainhead_no_truncate ON audit_chainhead;
DROP TRIGGER audit_chainhead_forward ON audit_chainhead;
DROP FUNCTION audit_chainhead_goes_forward();
"""
SQLITE = [
    f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table}"
    f" BEGIN SELECT RAISE(ABORT, '{table} is append-only: {deed} is refused'); END"
    for table in APPEND_ONLY
    for deed in ("UPDATE", "DELETE")
]
SQLITE += [
    "INSERT INTO audit_chainhead (id, seq, mac, xid, audit_log_id, after_id) VALUES (1, 0, zeroblob(32), 0, 0, 0)",
    "CREATE TRIGGER audit_chainhead_forward BEFORE UPDATE ON audit_chainhead WHEN NEW.seq < OLD.seq"
    " BEGIN SELECT RAISE(ABORT, 'The head of the audit chain only goes forward: UPDATE is refused'); END",
    "CREATE TRIGGER audit_chainhead_no_delete BEFORE DELETE ON audit_chainhead"
    " BEGIN SELECT RAISE(ABORT, 'The head of the audit chain only goes forward: DELETE is refused'); END",
]
SQLITE_BACK = [
    *(f"DROP TRIGGER {table}_no_{deed}" for table in APPEND_ONLY for deed in ("update", "delete")),
    "DROP TRIGGER audit_chainhead_forward",
    "DROP TRIGGER audit_chainhead_no_delete",
]


def run_for_engine(postgresql, sqlite):
    def run(apps, schema_editor):
        statements = [postgresql] if schema_editor.connection.vendor == "postgresql" else sqlite
        for statement in statements:
            schema_editor.execute(statement, params=None)

    return run


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="AuditCheckpoint",
            fields=[
                (
                    "number",
                    models.BigIntegerField(
                        help_text="From 1, without a gap.", primary_key=True, serialize=False
                    ),
                ),
                ("seq", models.BigIntegerField(help_text="The last seal it covers.", unique=True)),
                ("mac", models.BinaryField(help_text="The digest of that seal.")),
                ("count", models.PositiveIntegerField(help_text="How many seals it covers.")),
                ("root", models.BinaryField()),
                ("previous", models.BinaryField()),
                ("made_at", models.DateTimeField()),
                (
                    "key_id",
                    models.CharField(
                        help_text="Which key of AUDIT_CHECKPOINT_KEYS has signed.", max_length=16
                    ),
                ),
                ("signature", models.BinaryField()),
            ],
            options={"verbose_name": "checkpoint of the audit chain", "default_permissions": ()},
        ),
        migrations.CreateModel(
            name="AuditSeal",
            fields=[
                (
                    "seq",
                    models.BigIntegerField(
                        help_text="Its place in the chain, from 1, without a gap.",
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("digest", models.BinaryField()),
                ("mac", models.BinaryField()),
                (
                    "key_id",
                    models.CharField(help_text="Which key of AUDIT_KEYS made the seal.", max_length=16),
                ),
                (
                    "audit_log",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="audit.auditlog",
                    ),
                ),
            ],
            options={"verbose_name": "seal of an audit log entry", "default_permissions": ()},
        ),
        migrations.CreateModel(
            name="ChainHead",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("seq", models.BigIntegerField(default=0)),
                ("mac", models.BinaryField()),
                ("xid", models.BigIntegerField(default=0)),
                ("audit_log_id", models.BigIntegerField(default=0)),
                ("after_id", models.BigIntegerField(default=0)),
            ],
            options={
                "verbose_name": "head of the audit chain",
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="audit_chain_has_one_head")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="auditlog",
            index=models.Index(
                condition=models.Q(("xid__isnull", False)), fields=["xid", "id"], name="audit_log_sealing"
            ),
        ),
        migrations.RunPython(
            run_for_engine(POSTGRESQL, SQLITE), run_for_engine(POSTGRESQL_BACK, SQLITE_BACK)
        ),
    ]
