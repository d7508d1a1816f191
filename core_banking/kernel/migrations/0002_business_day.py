"""The business date, as a row."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="BusinessDay",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("date", models.DateField()),
                ("closed_through", models.DateField()),
                ("updated_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="kernel_one_business_day"),
                    models.CheckConstraint(
                        condition=models.Q(("date__gt", models.F("closed_through"))),
                        name="kernel_business_day_open",
                    ),
                ],
            },
        ),
    ]
