"""The canaries: which keys of the settings made what this database holds."""

from __future__ import annotations

from django.db import migrations, models

import core_banking.kernel.clock


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_business_day")]

    operations = [
        migrations.CreateModel(
            name="KeyCanary",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("setting", models.CharField(max_length=40)),
                ("key_id", models.CharField(max_length=16)),
                ("proof", models.BinaryField(max_length=32)),
                ("created_at", models.DateTimeField(default=core_banking.kernel.clock.now)),
                ("retired_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name_plural": "key canaries",
                "constraints": [
                    models.UniqueConstraint(fields=("setting", "key_id"), name="kernel_key_canary_once")
                ],
            },
        ),
    ]
