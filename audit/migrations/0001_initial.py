"""The audit trail and the triggers that keep it append-only on both engines."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

POSTGRESQL = """
ALTER TABLE audit_auditlog ALTER COLUMN xid SET DEFAULT (pg_current_xact_id()::text::bigint);
CREATE FUNCTION audit_auditlog_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit_auditlog is append-only: % is refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER audit_auditlog_append_only BEFORE UPDATE OR DELETE ON audit_auditlog
    FOR EACH ROW EXECUTE FUNCTION audit_auditlog_is_append_only();
CREATE TRIGGER audit_auditlog_no_truncate BEFORE TRUNCATE ON audit_auditlog
    FOR EACH STATEMENT EXECUTE FUNCTION audit_auditlog_is_append_only();
"""
POSTGRESQL_BACK = """
DROP TRIGGER audit_auditlog_no_truncate ON audit_auditlog;
DROP TRIGGER audit_auditlog_append_only ON audit_auditlog;
DROP FUNCTION audit_auditlog_is_append_only();
ALTER TABLE audit_auditlog ALTER COLUMN xid DROP DEFAULT;
"""
SQLITE = """
CREATE TRIGGER audit_auditlog_no_update BEFORE UPDATE ON audit_auditlog
BEGIN SELECT RAISE(ABORT, 'audit_auditlog is append-only: UPDATE is refused'); END;
CREATE TRIGGER audit_auditlog_no_delete BEFORE DELETE ON audit_auditlog
BEGIN SELECT RAISE(ABORT, 'audit_auditlog is append-only: DELETE is refused'); END;
"""
SQLITE_BACK = """
DROP TRIGGER audit_auditlog_no_delete;
DROP TRIGGER audit_auditlog_no_update;
"""


def run_for_engine(postgresql, sqlite):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(postgresql, params=None)
            return
        for statement in sqlite.strip().split(";\n"):
            # A trigger's own semicolons stand inside a line; a statement ends with its line.
            schema_editor.execute(statement, params=None)

    return run


class Migration(migrations.Migration):
    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="AuditLog",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("log_id", models.CharField(max_length=20)),
                ("action_type", models.CharField(max_length=64)),
                ("username", models.CharField(blank=True, max_length=150)),
                ("customer_id", models.CharField(blank=True, max_length=20)),
                ("channel", models.CharField(max_length=16)),
                ("target_model", models.CharField(blank=True, max_length=100)),
                ("target_id", models.CharField(blank=True, max_length=100)),
                ("description", models.TextField(blank=True)),
                (
                    "outcome",
                    models.CharField(choices=[("SUCCESS", "done"), ("REFUSED", "refused")], max_length=8),
                ),
                ("code", models.CharField(blank=True, max_length=64)),
                ("details", models.JSONField(default=dict)),
                ("ip_address", models.GenericIPAddressField(null=True)),
                ("user_agent", models.CharField(blank=True, max_length=400)),
                ("request_id", models.CharField(blank=True, max_length=128)),
                ("timestamp", models.DateTimeField()),
                ("xid", models.BigIntegerField(editable=False, null=True)),
                (
                    "subject",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "audit log entry",
                "verbose_name_plural": "audit log",
                "ordering": ["-timestamp", "-id"],
                "permissions": [("view_audit_trail", "Can read the audit trail")],
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(fields=["user", "timestamp", "id"], name="audit_log_user"),
                    models.Index(fields=["username", "timestamp", "id"], name="audit_log_username"),
                    models.Index(
                        condition=models.Q(("subject__isnull", False)),
                        fields=["subject", "timestamp", "id"],
                        name="audit_log_subject",
                    ),
                    models.Index(fields=["action_type", "timestamp", "id"], name="audit_log_action"),
                    models.Index(fields=["target_model", "timestamp", "id"], name="audit_log_target_model"),
                    models.Index(fields=["target_id", "timestamp", "id"], name="audit_log_target"),
                    models.Index(fields=["request_id", "timestamp", "id"], name="audit_log_request"),
                    models.Index(fields=["timestamp", "id"], name="audit_log_timestamp"),
                    models.Index(
                        condition=models.Q(("outcome", "REFUSED")),
                        fields=["timestamp", "id"],
                        name="audit_log_refusals",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=["log_id"], name="audit_log_id_once"),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["SUCCESS", "REFUSED"])),
                        name="audit_log_outcome_known",
                    ),
                ],
            },
        ),
        migrations.RunPython(
            run_for_engine(POSTGRESQL, SQLITE), run_for_engine(POSTGRESQL_BACK, SQLITE_BACK)
        ),
    ]
