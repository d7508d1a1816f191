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
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
            ],
            options={
                "verbose_name_plural": "mail",
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
        migrations.CreateModel(
            name="WebhookEndpoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("url", models.CharField(max_length=1000)),
                ("description", models.CharField(blank=True, default="", max_length=200)),
                ("event_types", models.JSONField(default=list)),
                ("is_active", models.BooleanField(default=True)),
                (
                    "stopped_because",
                    models.CharField(
                        blank=True,
                        choices=[("GONE", "GONE"), ("FAILING", "FAILING")],
                        default="",
                        max_length=8,
                    ),
                ),
                ("failing_since", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(default=core_banking.kernel.clock.now)),
                ("removed_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["id"],
                "permissions": [("manage_webhooks", "Can manage webhooks")],
            },
        ),
        migrations.CreateModel(
            name="WebhookSecret",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "endpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="secrets",
                        to="notifications.webhookendpoint",
                    ),
                ),
                ("sealed_secret", models.TextField()),
                ("created_at", models.DateTimeField(default=core_banking.kernel.clock.now)),
                ("expires_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("expires_at__isnull", True)),
                        fields=("endpoint",),
                        name="notifications_one_newest_secret",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OutboxEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("event_id", models.CharField(max_length=40, unique=True)),
                ("event_type", models.CharField(max_length=60)),
                ("data", models.JSONField()),
                ("occurred_at", models.DateTimeField()),
                (
                    "endpoint",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="notifications.webhookendpoint",
                    ),
                ),
                ("spread_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("spread_at__isnull", True)),
                        fields=["id"],
                        name="notifications_unspread",
                    ),
                    models.Index(fields=["occurred_at"], name="notifications_event_time"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="notifications.outboxevent",
                    ),
                ),
                (
                    "endpoint",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="notifications.webhookendpoint",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("PENDING", "PENDING"), ("DELIVERED", "DELIVERED"), ("FAILED", "FAILED")],
                        default="PENDING",
                        max_length=9,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("claims", models.PositiveIntegerField(default=0)),
                ("next_attempt_at", models.DateTimeField(default=core_banking.kernel.clock.now)),
                ("claimed_until", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(default=core_banking.kernel.clock.now)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name_plural": "deliveries",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "PENDING")),
                        fields=["next_attempt_at", "id"],
                        name="notifications_delivery_due",
                    ),
                    models.Index(fields=["endpoint", "id"], name="notifications_delivery_log"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("event", "endpoint"), name="notifications_delivered_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["PENDING", "DELIVERED", "FAILED"])),
                        name="notifications_delivery_status_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeliveryAttempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempt_log",
                        to="notifications.delivery",
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("duration_ms", models.PositiveIntegerField()),
                ("status_code", models.PositiveSmallIntegerField(null=True)),
                ("error", models.CharField(blank=True, default="", max_length=200)),
                ("response_body", models.CharField(blank=True, default="", max_length=1000)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
    ]
