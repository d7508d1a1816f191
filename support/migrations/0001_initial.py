"""The service catalogue and messages to the bank."""

from __future__ import annotations

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import core_banking.kernel.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Service",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("description", models.CharField(max_length=1000)),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(default=core_banking.kernel.clock.now, editable=False)),
            ],
            options={
                "permissions": [("manage_services", "Can change the catalogue of services")],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"), name="support_service_name_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="support_service_name_given"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=150)),
                ("email", models.CharField(max_length=254)),
                ("phone", models.CharField(blank=True, max_length=30)),
                ("subject", models.CharField(max_length=200)),
                ("message", models.CharField(max_length=4000)),
                (
                    "status",
                    models.CharField(
                        choices=[("NEW", "NEW"), ("ANSWERED", "ANSWERED"), ("HANDLED", "HANDLED")],
                        default="NEW",
                        max_length=10,
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=4000)),
                ("note", models.CharField(blank=True, help_text="For the staff alone.", max_length=300)),
                ("created_at", models.DateTimeField(default=core_banking.kernel.clock.now, editable=False)),
                ("dealt_with_at", models.DateTimeField(null=True)),
                (
                    "dealt_with_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sender",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "permissions": [("read_messages", "Can read and answer messages to the bank")],
                "indexes": [models.Index(fields=["status", "id"], name="support_messages_by_status")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["NEW", "ANSWERED", "HANDLED"])),
                        name="support_message_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("dealt_with_at__isnull", True), ("status", "NEW")),
                            models.Q(
                                models.Q(("status", "NEW"), _negated=True), ("dealt_with_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="support_message_dealt_with_has_its_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status", "ANSWERED"), ("answer", ""), _connector="XOR"),
                        name="support_message_answered_has_its_answer",
                    ),
                ],
            },
        ),
    ]
