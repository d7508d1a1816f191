"""The close of business; and the book takes no entry of a day that is over.

The business date moves on (`core_banking.kernel.business_day.roll_to`) under an advisory lock that every posting shares
from the moment it writes its entry until it commits. So whoever read the old date and posts after the move is refused
with `BK910` and runs again, and nothing dated before the business date can appear once the date has moved on. Interest
that accrues for the night of the day (kind ACCRUAL) is dated with that day, until it is closed for good.
"""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

POSTGRESQL = """
CREATE FUNCTION operations_refuse_past_day() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    today date;
    closed date;
BEGIN
    -- First the lock, then a look at the row: each statement of the function sees what was committed before it.
    PERFORM pg_advisory_xact_lock_shared(4270001);
    SELECT day.date, day.closed_through INTO today, closed FROM kernel_businessday day WHERE day.id = 1;
    IF today IS NOT NULL AND EXISTS (
        SELECT 1 FROM added
         WHERE added.business_date < today AND (added.kind <> 'ACCRUAL' OR added.business_date <= closed))
    THEN
        RAISE EXCEPTION 'the business date is %, days through % are closed', today, closed USING ERRCODE = 'BK910';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER operations_entry_of_open_day AFTER INSERT ON ledger_journalentry
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION operations_refuse_past_day();
"""

SQLITE = """
CREATE TRIGGER operations_entry_of_open_day BEFORE INSERT ON ledger_journalentry
WHEN EXISTS (SELECT 1 FROM kernel_businessday day
              WHERE day.id = 1 AND NEW.business_date < day.date
                AND (NEW.kind <> 'ACCRUAL' OR NEW.business_date <= day.closed_through))
BEGIN SELECT RAISE(ABORT, 'BK910: the business date has moved on'); END
"""


def create_trigger(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the trigger of the engine at hand."""
    statement = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    initial = True

    dependencies = [("kernel", "0002_business_day"), ("ledger", "0006_books")]

    operations = [
        migrations.CreateModel(
            name="ClosingFailure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("date", models.DateField(help_text="The business date whose close it belongs to.")),
                ("kind", models.CharField(help_text="The name of the step.", max_length=40)),
                (
                    "subject_id",
                    models.BigIntegerField(
                        help_text="Of the account, order, hold or loan; 0 for the step as a whole."
                    ),
                ),
                ("sentence", models.CharField(max_length=255)),
                ("attempts", models.PositiveIntegerField(default=1)),
                ("first_failed_at", models.DateTimeField()),
                ("last_failed_at", models.DateTimeField()),
                ("resolved_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("resolved_at__isnull", True)),
                        fields=["date", "kind"],
                        name="operations_open_failures",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("date", "kind", "subject_id"), name="operations_closing_failure_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ClosingRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("date", models.DateField(help_text="The business date that is closed.", unique=True)),
                ("started_at", models.DateTimeField(help_text="When the business date moved on.")),
                (
                    "ended_at",
                    models.DateTimeField(help_text="When the work of the evening was through.", null=True),
                ),
                (
                    "finished_at",
                    models.DateTimeField(
                        help_text="When the work of the next morning was through, too.", null=True
                    ),
                ),
            ],
            options={
                "permissions": [
                    ("view_closings", "Can see how the close of business went"),
                    ("close_business_day", "Can close the business day and move the business date"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("finished_at__isnull", True), ("ended_at__isnull", False), _connector="OR"
                        ),
                        name="operations_evening_before_morning",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ClosingStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                ("done", models.PositiveIntegerField(default=0)),
                (
                    "refused",
                    models.PositiveIntegerField(
                        default=0, help_text="Refused for now; they come up again by themselves."
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="operations.closingrun",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("run", "name"), name="operations_closing_step_once")
                ],
            },
        ),
        migrations.RunPython(create_trigger, migrations.RunPython.noop),
    ]
