"""A customer's risk as it was found each time, and an alert that is decided once.

What was found stays as it was written, and so do the rules that led to an alert; a resolved alert never changes
again. Nobody has two open alerts about his sign-ins.
"""

from __future__ import annotations

from typing import Final

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import core_banking.kernel.clock

APPEND_ONLY_TABLES: Final = ("fraud_riskassessment", "fraud_alerthit")

# What an alert is about stays; who looks at it, and what he finds, is written later.
ALERT_FACTS: Final = (
    "id",
    "alert_id",
    "alert_type",
    "severity",
    "title",
    "description",
    "risk_score",
    "verdict",
    "subject_id",
    "account_id",
    "transaction_id",
    "screening_id",
    "initiated_by_id",
    "created_at",
)

POSTGRESQL_FUNCTION = """
CREATE FUNCTION fraud_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% stays as it was written: % is refused', TG_TABLE_NAME, TG_OP;
END $$;
"""

POSTGRESQL_APPEND_ONLY = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION fraud_refuse_change();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION fraud_refuse_change();
"""

POSTGRESQL_ALERTS = """
CREATE TRIGGER fraud_alert_decided_once BEFORE UPDATE ON fraud_alert
    FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION fraud_refuse_change();
CREATE TRIGGER fraud_alert_no_delete BEFORE DELETE ON fraud_alert
    FOR EACH ROW EXECUTE FUNCTION fraud_refuse_change();
CREATE TRIGGER fraud_alert_no_truncate BEFORE TRUNCATE ON fraud_alert
    FOR EACH STATEMENT EXECUTE FUNCTION fraud_refuse_change();
"""

SQLITE_APPEND_ONLY = [
    """
    CREATE TRIGGER {table}_append_only_update BEFORE UPDATE ON {table}
    BEGIN SELECT RAISE(ABORT, '{table} stays as it was written: UPDATE is refused'); END
    """,
    """
    CREATE TRIGGER {table}_append_only_delete BEFORE DELETE ON {table}
    BEGIN SELECT RAISE(ABORT, '{table} stays as it was written: DELETE is refused'); END
    """,
]

SQLITE_ALERTS = [
    """
    CREATE TRIGGER fraud_alert_decided_once BEFORE UPDATE ON fraud_alert WHEN {changed}
    BEGIN SELECT RAISE(ABORT, 'fraud_alert stays as it was written: UPDATE is refused'); END
    """,
    """
    CREATE TRIGGER fraud_alert_no_delete BEFORE DELETE ON fraud_alert
    BEGIN SELECT RAISE(ABORT, 'fraud_alert stays as it was written: DELETE is refused'); END
    """,
]


def changed(differs: str) -> str:
    """Return the condition under which an update is refused; `differs` is the engine's word for it, NULLs included."""
    terms = " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in ALERT_FACTS)
    return f"OLD.status = 'RESOLVED' OR {terms}"


def create_triggers(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the triggers of the engine at hand."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_FUNCTION, params=None)
        for table in APPEND_ONLY_TABLES:
            schema_editor.execute(POSTGRESQL_APPEND_ONLY.format(table=table), params=None)
        schema_editor.execute(POSTGRESQL_ALERTS.format(changed=changed("IS DISTINCT FROM")), params=None)
        return
    for table in APPEND_ONLY_TABLES:
        for statement in SQLITE_APPEND_ONLY:
            schema_editor.execute(statement.format(table=table), params=None)
    for statement in SQLITE_ALERTS:
        schema_editor.execute(statement.format(changed=changed("IS NOT")), params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("fraud", "0002_rules"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RiskAssessment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "risk_profile",
                    models.CharField(
                        choices=[("LOW", "LOW"), ("MEDIUM", "MEDIUM"), ("HIGH", "HIGH")], max_length=6
                    ),
                ),
                (
                    "previous_profile",
                    models.CharField(
                        choices=[("LOW", "LOW"), ("MEDIUM", "MEDIUM"), ("HIGH", "HIGH")], max_length=6
                    ),
                ),
                ("reasons", models.JSONField(default=list)),
                ("assessed_at", models.DateTimeField(default=core_banking.kernel.clock.now)),
                (
                    "assessed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("due_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "risk assessment",
                "indexes": [
                    models.Index(fields=["user", "id"], name="fraud_risk_of_person"),
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["due_at"],
                        name="fraud_risk_due",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("risk_profile__in", ["LOW", "MEDIUM", "HIGH"]),
                            ("previous_profile__in", ["LOW", "MEDIUM", "HIGH"]),
                        ),
                        name="fraud_assessed_profile_known",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("alert_type", "LOGIN_ANOMALY"), models.Q(("status", "RESOLVED"), _negated=True)
                ),
                fields=("subject",),
                name="fraud_one_open_login_anomaly",
            ),
        ),
        migrations.RunPython(create_triggers, migrations.RunPython.noop),
    ]
