"""E-mail and webhooks."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core_banking.kernel.clock


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NotificationPreference",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("email", models.BooleanField(default=True)),
            ],
        ),
        migrations.CreateModel(
            name="Mail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(max_length=32, unique=True)),
                ("to_address", models.CharField(blank=True, default="", max_length=254)),
                ("kind", models.CharField(blank=True, default="", max_length=40)),
                ("subject", models.CharField(max_length=200)),
                ("sealed_body", models.BinaryField()),
                (
                    "status",
                    models.CharField(
                        choices=[("QUEUED", "QUEUED"), ("SENT", "SENT"), ("FAILED", "FAILED")],
                        default="QUEUED",
                        max_length=6,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_attempt_at", models.DateTimeField(default=core_banking.kernel.clock.now)),
                ("claimed_until", models.DateTimeField(null=True)),
                ("last_error", models.CharField(blank=True, default="", max_length=300)),
                ("created_at", models.DateTimeField(default=core_banking.kernel.clock.now)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "QUEUED")),
                        fields=["next_attempt_at", "id"],
                        name="notifications_mail_due",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["QUEUED", "SENT", "FAILED"])),
                        name="notifications_mail_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("user__isnull", False),
                            models.Q(("to_address", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="notifications_mail_has_recipient",
                    ),
                ],
            },
        ),
    ]
