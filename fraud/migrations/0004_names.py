"""Lists of names, and names that are like listed ones."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core_banking.kernel.clock


class Migration(migrations.Migration):
    dependencies = [
        ("fraud", "0003_alerts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NameList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("file_format", models.CharField(max_length=20)),
                (
                    "file_digest",
                    models.CharField(help_text="SHA-256 of the file, in hexadecimal digits.", max_length=64),
                ),
                ("entry_count", models.PositiveIntegerField()),
                ("loaded_at", models.DateTimeField(default=core_banking.kernel.clock.now)),
                ("replaced_at", models.DateTimeField(null=True)),
                (
                    "screened_through",
                    models.BigIntegerField(
                        default=0,
                        help_text="The last person compared with it; people who come later are compared at once.",
                    ),
                ),
                (
                    "screened_at",
                    models.DateTimeField(help_text="When everybody had been compared with it.", null=True),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_at__isnull", True)),
                        fields=("name",),
                        name="fraud_name_list_in_force_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ListedName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("entry_id", models.CharField(max_length=120)),
                ("schema", models.CharField(max_length=40)),
                ("names", models.JSONField()),
                ("birth_date", models.CharField(blank=True, default="", max_length=60)),
                ("countries", models.CharField(blank=True, default="", max_length=120)),
                ("programme", models.CharField(blank=True, default="", max_length=500)),
                (
                    "name_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="fraud.namelist",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="NameMatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "subject_kind",
                    models.CharField(choices=[("CUSTOMER", "CUSTOMER"), ("PAYEE", "PAYEE")], max_length=8),
                ),
                ("subject_name", models.CharField(max_length=300)),
                ("name_key", models.CharField(help_text="The name as it is compared.", max_length=300)),
                ("list_name", models.CharField(max_length=60)),
                ("entry_id", models.CharField(max_length=120)),
                ("entry_digest", models.CharField(max_length=64)),
                ("likeness", models.PositiveSmallIntegerField()),
                ("explanation", models.JSONField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("OPEN", "OPEN"),
                            ("PROPOSED", "PROPOSED"),
                            ("CLEARED", "CLEARED"),
                            ("CONFIRMED", "CONFIRMED"),
                        ],
                        default="OPEN",
                        max_length=10,
                    ),
                ),
                ("found_at", models.DateTimeField(default=core_banking.kernel.clock.now)),
                (
                    "proposal",
                    models.CharField(
                        blank=True,
                        choices=[("CLEARED", "CLEARED"), ("CONFIRMED", "CONFIRMED")],
                        default="",
                        max_length=10,
                    ),
                ),
                ("proposal_note", models.CharField(blank=True, default="", max_length=1000)),
                ("proposed_at", models.DateTimeField(null=True)),
                ("decision_note", models.CharField(blank=True, default="", max_length=1000)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "listed",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="fraud.listedname",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
            ],
            options={
                "verbose_name": "match with a listed name",
                "verbose_name_plural": "matches with listed names",
            },
        ),
        migrations.AddConstraint(
            model_name="listedname",
            constraint=models.UniqueConstraint(
                fields=("name_list", "entry_id"), name="fraud_listed_name_once"
            ),
        ),
        migrations.AddIndex(
            model_name="namematch",
            index=models.Index(fields=["status", "id"], name="fraud_name_match_queue"),
        ),
        migrations.AddIndex(
            model_name="namematch",
            index=models.Index(fields=["subject", "id"], name="fraud_name_match_subject"),
        ),
        migrations.AddIndex(
            model_name="namematch",
            index=models.Index(fields=["name_key", "id"], name="fraud_name_match_name"),
        ),
        migrations.AddConstraint(
            model_name="namematch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("subject__isnull", False)),
                fields=("subject", "name_key", "list_name", "entry_id", "entry_digest"),
                name="fraud_customer_match_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="namematch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("subject__isnull", True)),
                fields=("name_key", "list_name", "entry_id", "entry_digest"),
                name="fraud_payee_match_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="namematch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("subject__isnull", False), ("subject_kind", "CUSTOMER")),
                    models.Q(("subject__isnull", True), ("subject_kind", "PAYEE")),
                    _connector="OR",
                ),
                name="fraud_name_match_subject",
            ),
        ),
        migrations.AddConstraint(
            model_name="namematch",
            constraint=models.CheckConstraint(
                condition=models.Q(("likeness__lte", 100)), name="fraud_name_match_likeness_bounds"
            ),
        ),
        migrations.AddConstraint(
            model_name="namematch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(
                        ("proposed_by__isnull", False),
                        models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="fraud_name_match_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="namematch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("subject__isnull", True),
                        ("proposed_by__isnull", True),
                        models.Q(("proposed_by", models.F("subject")), _negated=True),
                        _connector="OR",
                    ),
                    models.Q(
                        ("subject__isnull", True),
                        ("decided_by__isnull", True),
                        models.Q(("decided_by", models.F("subject")), _negated=True),
                        _connector="OR",
                    ),
                ),
                name="fraud_name_match_not_ones_own",
            ),
        ),
        migrations.AddConstraint(
            model_name="namematch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("status__in", ["CLEARED", "CONFIRMED"]),
                    ),
                    models.Q(
                        ("decided_at__isnull", True),
                        ("decided_by__isnull", True),
                        ("status__in", ["OPEN", "PROPOSED"]),
                    ),
                    _connector="OR",
                ),
                name="fraud_name_match_decided_by_somebody",
            ),
        ),
    ]
