"""Models of the learned score, which the database lets nobody change: a score is replayed by them."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import core_banking.kernel.clock

TABLE = "fraud_learnedmodel"
POSTGRESQL = f"""
CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION fraud_score_stays();
CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE}
    FOR EACH STATEMENT EXECUTE FUNCTION fraud_score_stays();
"""
SQLITE = """
CREATE TRIGGER {table}_append_only_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} stays as it was written: {verb} is refused'); END
"""
VERBS = ("update", "delete")


def create_triggers(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Refuse changes of the table, on the engine at hand."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL, params=None)
        return
    for verb in VERBS:
        schema_editor.execute(SQLITE.format(table=TABLE, verb=verb), params=None)


def drop_triggers(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Let the table go."""
    if schema_editor.connection.vendor == "postgresql":
        for name in ("append_only", "no_truncate"):
            schema_editor.execute(f"DROP TRIGGER {TABLE}_{name} ON {TABLE}", params=None)
        return
    for verb in VERBS:
        schema_editor.execute(f"DROP TRIGGER {TABLE}_append_only_{verb}", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("fraud", "0004_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LearnedModel",
            fields=[
                ("version", models.BigIntegerField(primary_key=True, serialize=False)),
                ("terms", models.JSONField()),
                ("trained_at", models.DateTimeField(default=core_banking.kernel.clock.now)),
                ("since", models.DateTimeField(null=True)),
                ("until", models.DateTimeField(null=True)),
                ("frauds", models.PositiveIntegerField()),
                ("ordinary", models.PositiveIntegerField()),
                ("held_out_frauds", models.PositiveIntegerField()),
                ("held_out_ordinary", models.PositiveIntegerField()),
                ("held_out_auc_thousandths", models.PositiveSmallIntegerField()),
                (
                    "trained_by",
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
                "verbose_name": "learned fraud model",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("held_out_auc_thousandths__lte", 1000)),
                        name="fraud_learned_auc_bounds",
                    )
                ],
            },
        ),
        migrations.RunPython(create_triggers, drop_triggers),
    ]
