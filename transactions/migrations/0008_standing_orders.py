"""Payments ordered in advance, what became of their due dates, and the bank's own holidays."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core_banking.kernel.clock


class Migration(migrations.Migration):
    dependencies = [
        ("transactions", "0007_bulk_transfers"),
        ("accounts", "0003_term_deposits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BankHoliday",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("date", models.DateField(unique=True)),
                ("name", models.CharField(max_length=100)),
            ],
        ),
        migrations.CreateModel(
            name="StandingOrder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("description", models.CharField(blank=True, max_length=255)),
                ("start_date", models.DateField()),
                ("end_date", models.DateField(null=True)),
                ("rrule", models.CharField(blank=True, max_length=200)),
                (
                    "holiday_rule",
                    models.CharField(
                        choices=[
                            ("PREVIOUS", "PREVIOUS"),
                            ("NEXT", "NEXT"),
                            ("SKIP", "SKIP"),
                            ("IGNORE", "IGNORE"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("ACTIVE", "ACTIVE"), ("FINISHED", "FINISHED"), ("CANCELLED", "CANCELLED")],
                        max_length=10,
                    ),
                ),
                ("next_due_date", models.DateField(null=True)),
                ("next_run_on", models.DateField(null=True)),
                ("created_at", models.DateTimeField(default=core_banking.kernel.clock.now, editable=False)),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("cancel_reason", models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="StandingOrderExecution",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("due_date", models.DateField()),
                ("amount_minor", models.BigIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("EXECUTED", "EXECUTED"),
                            ("RETRYING", "RETRYING"),
                            ("FAILED", "FAILED"),
                            ("SKIPPED", "SKIPPED"),
                            ("CANCELLED", "CANCELLED"),
                        ],
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("last_tried_on", models.DateField(null=True)),
                ("code", models.CharField(blank=True, max_length=60)),
                ("sentence", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField(default=core_banking.kernel.clock.now, editable=False)),
            ],
        ),
        migrations.AddField(
            model_name="standingorder",
            name="customer",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="standingorder",
            name="from_account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
            ),
        ),
        migrations.AddField(
            model_name="standingorder",
            name="to_account",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.account",
            ),
        ),
        migrations.AddField(
            model_name="standingorderexecution",
            name="order",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="executions",
                to="transactions.standingorder",
            ),
        ),
        migrations.AddField(
            model_name="standingorderexecution",
            name="to_account",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.account",
            ),
        ),
        migrations.AddField(
            model_name="standingorderexecution",
            name="transaction",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="transactions.transaction",
            ),
        ),
        migrations.AddIndex(
            model_name="standingorder",
            index=models.Index(fields=["customer", "id"], name="transactions_standing_customer"),
        ),
        migrations.AddIndex(
            model_name="standingorder",
            index=models.Index(
                condition=models.Q(("next_run_on__isnull", False)),
                fields=["next_run_on", "id"],
                name="transactions_standing_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="standingorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0), ("amount_minor__lte", 1000000000000000)),
                name="transactions_standing_amount_within_bounds",
            ),
        ),
        migrations.AddConstraint(
            model_name="standingorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["ACTIVE", "FINISHED", "CANCELLED"])),
                name="transactions_standing_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="standingorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("holiday_rule__in", ["PREVIOUS", "NEXT", "SKIP", "IGNORE"])),
                name="transactions_standing_holiday_rule_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="standingorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("next_due_date__isnull", False), ("next_run_on__isnull", False), ("status", "ACTIVE")
                    ),
                    models.Q(
                        models.Q(("status", "ACTIVE"), _negated=True),
                        ("next_due_date__isnull", True),
                        ("next_run_on__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="transactions_standing_active_is_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="standingorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cancelled_at__isnull", False), ("status", "CANCELLED")),
                    models.Q(
                        models.Q(("status", "CANCELLED"), _negated=True), ("cancelled_at__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="transactions_standing_cancelled_says_when",
            ),
        ),
        migrations.AddIndex(
            model_name="standingorderexecution",
            index=models.Index(
                condition=models.Q(("status", "RETRYING")),
                fields=["last_tried_on", "id"],
                name="transactions_execution_retried",
            ),
        ),
        migrations.AddConstraint(
            model_name="standingorderexecution",
            constraint=models.UniqueConstraint(
                fields=("order", "due_date"), name="transactions_standing_once_a_date"
            ),
        ),
        migrations.AddConstraint(
            model_name="standingorderexecution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["EXECUTED", "RETRYING", "FAILED", "SKIPPED", "CANCELLED"])
                ),
                name="transactions_execution_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="standingorderexecution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "EXECUTED"), ("transaction__isnull", False)),
                    models.Q(models.Q(("status", "EXECUTED"), _negated=True), ("transaction__isnull", True)),
                    _connector="OR",
                ),
                name="transactions_execution_has_its_money",
            ),
        ),
    ]
