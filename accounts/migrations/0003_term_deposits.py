"""Terms of fixed deposits, and when a dormant account was woken."""

from __future__ import annotations

import django.db.models.deletion
from dateutil.relativedelta import relativedelta
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import core_banking.kernel.clock
from core_banking.kernel import clock

TERM_MONTHS = 12


def give_products_their_term(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give fixed deposits on offer a term of a year, which staff may change."""
    products = apps.get_model("accounts", "AccountProduct")
    products.objects.filter(account_type="FIXED_DEPOSIT").update(term_months=TERM_MONTHS)


def give_deposits_their_term(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Begin the term of fixed deposits that hold money already, today; the others begin when they are funded."""
    accounts = apps.get_model("accounts", "Account")
    balances = apps.get_model("ledger", "Balance")
    terms = apps.get_model("accounts", "TermDeposit")
    today = clock.business_date(clock.now())
    for account in accounts.objects.filter(account_type="FIXED_DEPOSIT").exclude(status="CLOSED"):
        balance_minor = balances.objects.get(account_id=account.ledger_account_id).balance_minor
        begun = {
            "started_on": today,
            "maturity_date": today + relativedelta(months=TERM_MONTHS),
            "principal_minor": balance_minor,
        }
        terms.objects.create(
            account=account,
            term_months=TERM_MONTHS,
            annual_rate_ppm=account.annual_rate_ppm,
            penalty_ppm=0,
            maturity_instruction="PAY_OUT",
            **(begun if balance_minor > 0 else {}),
        )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_requirements"), ("ledger", "0003_posting_function")]

    operations = [
        migrations.CreateModel(
            name="TermDeposit",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="term_deposit",
                        serialize=False,
                        to="accounts.account",
                    ),
                ),
                ("term_months", models.PositiveSmallIntegerField()),
                ("annual_rate_ppm", models.PositiveIntegerField()),
                ("penalty_ppm", models.PositiveIntegerField()),
                (
                    "maturity_instruction",
                    models.CharField(
                        choices=[
                            ("PAY_OUT", "PAY_OUT"),
                            ("RENEW_PRINCIPAL", "RENEW_PRINCIPAL"),
                            ("RENEW_ALL", "RENEW_ALL"),
                        ],
                        max_length=20,
                    ),
                ),
                ("started_on", models.DateField(null=True)),
                ("maturity_date", models.DateField(null=True)),
                ("principal_minor", models.BigIntegerField(null=True)),
                (
                    "announced_for",
                    models.DateField(help_text="The maturity its owner was told of beforehand.", null=True),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TermOutcome",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("started_on", models.DateField()),
                ("maturity_date", models.DateField()),
                ("ended_on", models.DateField()),
                ("annual_rate_ppm", models.PositiveIntegerField()),
                (
                    "how",
                    models.CharField(
                        choices=[("MATURED", "MATURED"), ("WITHDRAWN_EARLY", "WITHDRAWN_EARLY")],
                        max_length=20,
                    ),
                ),
                ("principal_minor", models.BigIntegerField()),
                ("interest_minor", models.BigIntegerField()),
                ("penalty_minor", models.BigIntegerField(default=0)),
                ("created_at", models.DateTimeField(default=core_banking.kernel.clock.now, editable=False)),
            ],
        ),
        migrations.AddField(
            model_name="account",
            name="reactivated_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="accountproduct",
            name="early_withdrawal_penalty_ppm",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="accountproduct",
            name="maturity_instruction",
            field=models.CharField(
                choices=[
                    ("PAY_OUT", "PAY_OUT"),
                    ("RENEW_PRINCIPAL", "RENEW_PRINCIPAL"),
                    ("RENEW_ALL", "RENEW_ALL"),
                ],
                default="PAY_OUT",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="accountproduct",
            name="term_months",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.RunPython(give_products_their_term, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="accountproduct",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("account_type", "FIXED_DEPOSIT"), ("term_months__gte", 1), ("term_months__lte", 600)
                    ),
                    models.Q(
                        models.Q(("account_type", "FIXED_DEPOSIT"), _negated=True),
                        ("term_months__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="accounts_product_term_of_deposits",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountproduct",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("early_withdrawal_penalty_ppm__gte", 0), ("early_withdrawal_penalty_ppm__lte", 1000000)
                ),
                name="accounts_product_penalty_in_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountproduct",
            constraint=models.CheckConstraint(
                condition=models.Q(("maturity_instruction__in", ["PAY_OUT", "RENEW_PRINCIPAL", "RENEW_ALL"])),
                name="accounts_product_instruction_known",
            ),
        ),
        migrations.AddField(
            model_name="termdeposit",
            name="payout_account",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.account",
            ),
        ),
        migrations.AddField(
            model_name="termoutcome",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.account",
            ),
        ),
        migrations.AddIndex(
            model_name="termdeposit",
            index=models.Index(fields=["maturity_date"], name="accounts_term_maturity"),
        ),
        migrations.AddConstraint(
            model_name="termdeposit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("maturity_date__isnull", True),
                        ("principal_minor__isnull", True),
                        ("started_on__isnull", True),
                    ),
                    models.Q(("maturity_date__gt", models.F("started_on")), ("principal_minor__gt", 0)),
                    _connector="OR",
                ),
                name="accounts_term_begins_with_money",
            ),
        ),
        migrations.AddConstraint(
            model_name="termdeposit",
            constraint=models.CheckConstraint(
                condition=models.Q(("maturity_instruction__in", ["PAY_OUT", "RENEW_PRINCIPAL", "RENEW_ALL"])),
                name="accounts_term_instruction_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="termdeposit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("payout_account__isnull", True),
                    models.Q(("payout_account", models.F("account")), _negated=True),
                    _connector="OR",
                ),
                name="accounts_term_pays_out_elsewhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="termoutcome",
            constraint=models.UniqueConstraint(
                fields=("account", "maturity_date"), name="accounts_term_ends_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="termoutcome",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("interest_minor__gte", 0), ("penalty_minor__gte", 0), ("principal_minor__gte", 0)
                ),
                name="accounts_outcome_amounts_in_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="termoutcome",
            constraint=models.CheckConstraint(
                condition=models.Q(("how__in", ["MATURED", "WITHDRAWN_EARLY"])), name="accounts_outcome_known"
            ),
        ),
        migrations.RunPython(give_deposits_their_term, migrations.RunPython.noop),
    ]
