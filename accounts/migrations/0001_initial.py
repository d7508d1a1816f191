"""The tables of products and accounts."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core_banking.kernel.clock


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("ledger", "0001_initial"),
        ("users", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="AccountProduct",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=100)),
                (
                    "account_type",
                    models.CharField(
                        choices=[
                            ("SAVINGS", "SAVINGS"),
                            ("CURRENT", "CURRENT"),
                            ("FIXED_DEPOSIT", "FIXED_DEPOSIT"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "currency",
                    models.CharField(
                        choices=[
                            ("AED", "AED"),
                            ("AUD", "AUD"),
                            ("BDT", "BDT"),
                            ("BHD", "BHD"),
                            ("BIF", "BIF"),
                            ("BRL", "BRL"),
                            ("CAD", "CAD"),
                            ("CHF", "CHF"),
                            ("CLP", "CLP"),
                            ("CNY", "CNY"),
                            ("CZK", "CZK"),
                            ("DJF", "DJF"),
                            ("DKK", "DKK"),
                            ("EGP", "EGP"),
                            ("EUR", "EUR"),
                            ("GBP", "GBP"),
                            ("GHS", "GHS"),
                            ("GNF", "GNF"),
                            ("HKD", "HKD"),
                            ("HUF", "HUF"),
                            ("IDR", "IDR"),
                            ("ILS", "ILS"),
                            ("INR", "INR"),
                            ("IQD", "IQD"),
                            ("ISK", "ISK"),
                            ("JOD", "JOD"),
                            ("JPY", "JPY"),
                            ("KES", "KES"),
                            ("KMF", "KMF"),
                            ("KRW", "KRW"),
                            ("KWD", "KWD"),
                            ("LKR", "LKR"),
                            ("LYD", "LYD"),
                            ("MAD", "MAD"),
                            ("MXN", "MXN"),
                            ("MYR", "MYR"),
                            ("NGN", "NGN"),
                            ("NOK", "NOK"),
                            ("NPR", "NPR"),
                            ("NZD", "NZD"),
                            ("OMR", "OMR"),
                            ("PHP", "PHP"),
                            ("PKR", "PKR"),
                            ("PLN", "PLN"),
                            ("PYG", "PYG"),
                            ("QAR", "QAR"),
                            ("RON", "RON"),
                            ("RWF", "RWF"),
                            ("SAR", "SAR"),
                            ("SEK", "SEK"),
                            ("SGD", "SGD"),
                            ("THB", "THB"),
                            ("TND", "TND"),
                            ("TRY", "TRY"),
                            ("TWD", "TWD"),
                            ("TZS", "TZS"),
                            ("UAH", "UAH"),
                            ("UGX", "UGX"),
                            ("USD", "USD"),
                            ("VND", "VND"),
                            ("VUV", "VUV"),
                            ("XAF", "XAF"),
                            ("XOF", "XOF"),
                            ("XPF", "XPF"),
                            ("ZAR", "ZAR"),
                            ("ZMW", "ZMW"),
                        ],
                        max_length=3,
                    ),
                ),
                (
                    "annual_rate_ppm",
                    models.PositiveIntegerField(
                        default=0, validators=[django.core.validators.MaxValueValidator(10000000)]
                    ),
                ),
                ("minimum_balance_minor", models.BigIntegerField(default=0)),
                ("opening_deposit_minor", models.BigIntegerField(default=0)),
                ("minimum_age_years", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("required_documents", models.JSONField(blank=True, default=list)),
                ("required_numbers", models.JSONField(blank=True, default=list)),
                ("one_per_customer", models.BooleanField(default=False)),
                ("single_limit_minor", models.BigIntegerField()),
                ("daily_limit_minor", models.BigIntegerField()),
                ("auto_activate", models.BooleanField(default=True)),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(default=core_banking.kernel.clock.now, editable=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("account_type__in", ["SAVINGS", "CURRENT", "FIXED_DEPOSIT"])),
                        name="accounts_product_type_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("minimum_balance_minor__gte", 0),
                            ("minimum_balance_minor__lte", 1000000000000000),
                            ("opening_deposit_minor__gte", 0),
                            ("opening_deposit_minor__lte", 1000000000000000),
                            ("single_limit_minor__gte", 0),
                            ("single_limit_minor__lte", 1000000000000000),
                            ("daily_limit_minor__gte", 0),
                            ("daily_limit_minor__lte", 1000000000000000),
                        ),
                        name="accounts_product_amounts_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("annual_rate_ppm__gte", 0), ("annual_rate_ppm__lte", 10000000)),
                        name="accounts_product_rate_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("code", ""), _negated=True), name="accounts_product_code_given"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "account_type",
                    models.CharField(
                        choices=[
                            ("SAVINGS", "SAVINGS"),
                            ("CURRENT", "CURRENT"),
                            ("FIXED_DEPOSIT", "FIXED_DEPOSIT"),
                        ],
                        max_length=20,
                    ),
                ),
                ("account_number", models.CharField(blank=True, max_length=12, null=True, unique=True)),
                ("nickname", models.CharField(blank=True, default="", max_length=60)),
                (
                    "currency",
                    models.CharField(
                        choices=[
                            ("AED", "AED"),
                            ("AUD", "AUD"),
                            ("BDT", "BDT"),
                            ("BHD", "BHD"),
                            ("BIF", "BIF"),
                            ("BRL", "BRL"),
                            ("CAD", "CAD"),
                            ("CHF", "CHF"),
                            ("CLP", "CLP"),
                            ("CNY", "CNY"),
                            ("CZK", "CZK"),
                            ("DJF", "DJF"),
                            ("DKK", "DKK"),
                            ("EGP", "EGP"),
                            ("EUR", "EUR"),
                            ("GBP", "GBP"),
                            ("GHS", "GHS"),
                            ("GNF", "GNF"),
                            ("HKD", "HKD"),
                            ("HUF", "HUF"),
                            ("IDR", "IDR"),
                            ("ILS", "ILS"),
                            ("INR", "INR"),
                            ("IQD", "IQD"),
                            ("ISK", "ISK"),
                            ("JOD", "JOD"),
                            ("JPY", "JPY"),
                            ("KES", "KES"),
                            ("KMF", "KMF"),
                            ("KRW", "KRW"),
                            ("KWD", "KWD"),
                            ("LKR", "LKR"),
                            ("LYD", "LYD"),
                            ("MAD", "MAD"),
                            ("MXN", "MXN"),
                            ("MYR", "MYR"),
                            ("NGN", "NGN"),
                            ("NOK", "NOK"),
                            ("NPR", "NPR"),
                            ("NZD", "NZD"),
                            ("OMR", "OMR"),
                            ("PHP", "PHP"),
                            ("PKR", "PKR"),
                            ("PLN", "PLN"),
                            ("PYG", "PYG"),
                            ("QAR", "QAR"),
                            ("RON", "RON"),
                            ("RWF", "RWF"),
                            ("SAR", "SAR"),
                            ("SEK", "SEK"),
                            ("SGD", "SGD"),
                            ("THB", "THB"),
                            ("TND", "TND"),
                            ("TRY", "TRY"),
                            ("TWD", "TWD"),
                            ("TZS", "TZS"),
                            ("UAH", "UAH"),
                            ("UGX", "UGX"),
                            ("USD", "USD"),
                            ("VND", "VND"),
                            ("VUV", "VUV"),
                            ("XAF", "XAF"),
                            ("XOF", "XOF"),
                            ("XPF", "XPF"),
                            ("ZAR", "ZAR"),
                            ("ZMW", "ZMW"),
                        ],
                        max_length=3,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("PENDING", "PENDING"),
                            ("ACTIVE", "ACTIVE"),
                            ("FROZEN", "FROZEN"),
                            ("DORMANT", "DORMANT"),
                            ("MATURED", "MATURED"),
                            ("CLOSED", "CLOSED"),
                        ],
                        max_length=10,
                    ),
                ),
                ("status_reason", models.CharField(blank=True, default="", max_length=300)),
                (
                    "status_before_freeze",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("PENDING", "PENDING"),
                            ("ACTIVE", "ACTIVE"),
                            ("FROZEN", "FROZEN"),
                            ("DORMANT", "DORMANT"),
                            ("MATURED", "MATURED"),
                            ("CLOSED", "CLOSED"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("minimum_balance_minor", models.BigIntegerField()),
                ("single_limit_minor", models.BigIntegerField()),
                ("daily_limit_minor", models.BigIntegerField()),
                ("annual_rate_ppm", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField(default=core_banking.kernel.clock.now, editable=False)),
                ("activated_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ledger_account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.ledgeraccount",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.accountproduct",
                    ),
                ),
            ],
            options={
                "permissions": [
                    ("open_own_account", "Can open accounts of one's own"),
                    ("manage_any_account", "Can open and manage every customer's accounts"),
                    ("manage_products", "Can change account products, fees and requirements"),
                ],
                "indexes": [
                    models.Index(fields=["customer", "id"], name="accounts_of_customer"),
                    models.Index(fields=["status", "id"], name="accounts_by_status"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("account_type__in", ["SAVINGS", "CURRENT", "FIXED_DEPOSIT"])),
                        name="accounts_type_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["PENDING", "ACTIVE", "FROZEN", "DORMANT", "MATURED", "CLOSED"])
                        ),
                        name="accounts_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("minimum_balance_minor__gte", 0),
                            ("minimum_balance_minor__lte", 1000000000000000),
                            ("single_limit_minor__gte", 0),
                            ("single_limit_minor__lte", 1000000000000000),
                            ("daily_limit_minor__gte", 0),
                            ("daily_limit_minor__lte", 1000000000000000),
                        ),
                        name="accounts_amounts_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("annual_rate_ppm__gte", 0), ("annual_rate_ppm__lte", 10000000)),
                        name="accounts_rate_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("account_number__isnull", True), ("status", "PENDING")),
                            ("status", "CLOSED"),
                            models.Q(
                                ("account_number__isnull", False),
                                ("status__in", ["ACTIVE", "FROZEN", "DORMANT", "MATURED"]),
                            ),
                            _connector="OR",
                        ),
                        name="accounts_number_from_activation_on",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("account_number__isnull", True), ("activated_at__isnull", True)),
                            models.Q(("account_number__isnull", False), ("activated_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="accounts_number_and_activation_together",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("status", "CLOSED")),
                            models.Q(
                                models.Q(("status", "CLOSED"), _negated=True), ("closed_at__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="accounts_closed_has_its_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("status", "FROZEN"),
                                ("status_before_freeze__in", ["ACTIVE", "DORMANT", "MATURED"]),
                            ),
                            models.Q(
                                models.Q(("status", "FROZEN"), _negated=True), ("status_before_freeze", "")
                            ),
                            _connector="OR",
                        ),
                        name="accounts_frozen_knows_what_it_was",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MoneyHolder",
            fields=[
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("is_suspended", models.BooleanField(db_default=False, default=False)),
                ("movements", models.BigIntegerField(db_default=0, default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("movements__gte", 0)),
                        name="accounts_holder_movements_not_negative",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="ProductFee",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "transaction_type",
                    models.CharField(
                        choices=[
                            ("WITHDRAWAL", "WITHDRAWAL"),
                            ("TRANSFER", "TRANSFER"),
                            ("PAYMENT", "PAYMENT"),
                        ],
                        max_length=20,
                    ),
                ),
                ("amount_minor", models.BigIntegerField()),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fees",
                        to="accounts.accountproduct",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("product", "transaction_type"), name="accounts_one_fee_per_movement"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gte", 0), ("amount_minor__lte", 1000000000000000)),
                        name="accounts_fee_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("transaction_type__in", ["WITHDRAWAL", "TRANSFER", "PAYMENT"])),
                        name="accounts_fee_movement_known",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="OutgoingTotal",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="outgoing_total",
                        serialize=False,
                        to="accounts.account",
                    ),
                ),
                ("business_date", models.DateField()),
                ("total_minor", models.BigIntegerField(db_default=0, default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("total_minor__gte", 0)), name="accounts_outgoing_not_negative"
                    )
                ]
            },
        ),
    ]
