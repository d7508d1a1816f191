"""Second factors, password resets and known devices."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core_banking.kernel.clock


class Migration(migrations.Migration):
    dependencies = [("users", "0002_transaction_pin")]

    operations = [
        migrations.AddField(
            model_name="transactionpin",
            name="locked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="TwoFactor",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="two_factor",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("secret", models.TextField()),
                ("last_used_step", models.BigIntegerField(default=0)),
                ("created_at", models.DateTimeField(default=core_banking.kernel.clock.now)),
                ("confirmed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AlterField(
            model_name="session",
            name="revoke_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("LOGGED_OUT", "LOGGED_OUT"),
                    ("ENDED_BY_OWNER", "ENDED_BY_OWNER"),
                    ("PASSWORD_CHANGED", "PASSWORD_CHANGED"),
                    ("REFRESH_REUSED", "REFRESH_REUSED"),
                    ("RIGHTS_CHANGED", "RIGHTS_CHANGED"),
                    ("TWO_FACTOR_CHANGED", "TWO_FACTOR_CHANGED"),
                    ("DISABLED", "DISABLED"),
                ],
                default="",
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="KnownDevice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token_digest", models.BinaryField(max_length=32, unique=True)),
                ("user_agent", models.CharField(blank=True, default="", max_length=400)),
                ("created_at", models.DateTimeField(default=core_banking.kernel.clock.now)),
                ("last_used_at", models.DateTimeField(default=core_banking.kernel.clock.now)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="known_devices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["user", "-last_used_at"], name="users_known_device_latest"),
                    models.Index(fields=["last_used_at"], name="users_known_device_age"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PasswordReset",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("order", models.UUIDField(unique=True)),
                ("token_digest", models.BinaryField(max_length=32, unique=True)),
                ("binding_digest", models.BinaryField(max_length=32)),
                ("created_at", models.DateTimeField(default=core_banking.kernel.clock.now)),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="password_resets",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["expires_at"], name="users_password_reset_end")],
            },
        ),
        migrations.CreateModel(
            name="RecoveryCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code_digest", models.BinaryField(max_length=32)),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recovery_codes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user", "code_digest"), name="users_recovery_code_once")
                ],
            },
        ),
    ]
