"""Models of the learned score."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core_banking.kernel.clock


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
    ]
