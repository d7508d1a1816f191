"""Products, accounts, and the two small rows the money path locks and counts on."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from accounts.contracts import (
    FEE_TRANSACTION_TYPES,
    AccountStatus,
    AccountType,
    InterestPostingPeriod,
    MaturityInstruction,
    TermEnd,
)
from accounts.terms import HIGHEST_RATE_PPM, HIGHEST_TAX_PPM, LONGEST_TERM_MONTHS
from core_banking.kernel import clock
from core_banking.kernel.day_count import DayCount
from core_banking.kernel.money import CURRENCY_CODES, MAX_AMOUNT_MINOR

_TYPE_CHOICES = [(kind.value, kind.value) for kind in AccountType]
_STATUS_CHOICES = [(status.value, status.value) for status in AccountStatus]
_TYPES = [kind.value for kind in AccountType]
_STATUSES = [status.value for status in AccountStatus]
_FREEZABLE = [AccountStatus.ACTIVE.value, AccountStatus.DORMANT.value, AccountStatus.MATURED.value]
_FEE_CHOICES = [(kind, kind) for kind in FEE_TRANSACTION_TYPES]
_INSTRUCTION_CHOICES = [(each.value, each.value) for each in MaturityInstruction]
_INSTRUCTIONS = [each.value for each in MaturityInstruction]
_TERM_END_CHOICES = [(end.value, end.value) for end in TermEnd]
_DAY_COUNT_CHOICES = [(each.value, each.value) for each in DayCount]
_DAY_COUNTS = [each.value for each in DayCount]
_POSTING_CHOICES = [(each.value, each.value) for each in InterestPostingPeriod]
_POSTINGS = [each.value for each in InterestPostingPeriod]
_POSTED_AT_MATURITY_ONLY_OF_DEPOSITS = Q(account_type=AccountType.FIXED_DEPOSIT.value) | ~Q(
    interest_posting=InterestPostingPeriod.AT_MATURITY.value
)
_WHOLE_PPM = 1_000_000
_CURRENCY_CHOICES = [(code, code) for code in CURRENCY_CODES]


def _amounts_in_range(*fields: str) -> Q:
    condition = Q()
    for field in fields:
        condition &= Q(**{f"{field}__gte": 0, f"{field}__lte": MAX_AMOUNT_MINOR})
    return condition


class AccountProduct(models.Model):
    """What the bank offers: terms, limits and requirements of accounts opened under it.

    An account copies currency, rate and limits when it is opened; a later change of the product binds
    accounts opened after it.
    """

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    account_type = models.CharField(max_length=20, choices=_TYPE_CHOICES)
    currency = models.CharField(max_length=3, choices=_CURRENCY_CHOICES)
    annual_rate_ppm = models.PositiveIntegerField(default=0, validators=[MaxValueValidator(HIGHEST_RATE_PPM)])
    minimum_balance_minor = models.BigIntegerField(default=0)
    opening_deposit_minor = models.BigIntegerField(default=0)
    kyc_required = models.BooleanField(default=True)
    minimum_age_years = models.PositiveSmallIntegerField(null=True, blank=True)
    required_documents = models.JSONField(default=list, blank=True)
    required_numbers = models.JSONField(default=list, blank=True)
    one_per_customer = models.BooleanField(default=False)
    single_limit_minor = models.BigIntegerField()
    daily_limit_minor = models.BigIntegerField()
    # Of fixed deposits; the penalty of an early withdrawal is a share of the principal.
    term_months = models.PositiveSmallIntegerField(null=True, blank=True)
    early_withdrawal_penalty_ppm = models.PositiveIntegerField(default=0)
    maturity_instruction = models.CharField(
        max_length=20, choices=_INSTRUCTION_CHOICES, default=MaturityInstruction.PAY_OUT.value
    )
    # How interest is counted, when it is put on the account, and what is kept back of it for the tax office. An account
    # keeps the first two as they were when it was opened; the tax is that of the day of the posting.
    day_count = models.CharField(max_length=20, choices=_DAY_COUNT_CHOICES, default=DayCount.ACTUAL_365.value)
    interest_posting = models.CharField(
        max_length=20, choices=_POSTING_CHOICES, default=InterestPostingPeriod.MONTHLY.value
    )
    withholding_tax_ppm = models.PositiveIntegerField(default=0)
    auto_activate = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(account_type__in=_TYPES), name="accounts_product_type_known"),
            models.CheckConstraint(
                condition=_amounts_in_range(
                    "minimum_balance_minor",
                    "opening_deposit_minor",
                    "single_limit_minor",
                    "daily_limit_minor",
                ),
                name="accounts_product_amounts_in_range",
            ),
            models.CheckConstraint(
                condition=Q(annual_rate_ppm__gte=0, annual_rate_ppm__lte=HIGHEST_RATE_PPM),
                name="accounts_product_rate_in_range",
            ),
            models.CheckConstraint(condition=~Q(code=""), name="accounts_product_code_given"),
            models.CheckConstraint(
                condition=Q(account_type=AccountType.FIXED_DEPOSIT.value, term_months__gte=1)
                & Q(term_months__lte=LONGEST_TERM_MONTHS)
                | (~Q(account_type=AccountType.FIXED_DEPOSIT.value) & Q(term_months__isnull=True)),
                name="accounts_product_term_of_deposits",
            ),
            models.CheckConstraint(
                condition=Q(
                    early_withdrawal_penalty_ppm__gte=0, early_withdrawal_penalty_ppm__lte=_WHOLE_PPM
                ),
                name="accounts_product_penalty_in_range",
            ),
            models.CheckConstraint(
                condition=Q(maturity_instruction__in=_INSTRUCTIONS),
                name="accounts_product_instruction_known",
            ),
            models.CheckConstraint(
                condition=Q(day_count__in=_DAY_COUNTS), name="accounts_product_day_count_known"
            ),
            models.CheckConstraint(
                condition=Q(interest_posting__in=_POSTINGS) & _POSTED_AT_MATURITY_ONLY_OF_DEPOSITS,
                name="accounts_product_posting_known",
            ),
            models.CheckConstraint(
                condition=Q(withholding_tax_ppm__gte=0, withholding_tax_ppm__lte=HIGHEST_TAX_PPM),
                name="accounts_product_tax_in_range",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class ProductFee(models.Model):
    """What one kind of movement out of an account costs, in minor units of the product's currency."""

    product = models.ForeignKey(AccountProduct, on_delete=models.PROTECT, related_name="fees")
    transaction_type = models.CharField(max_length=20, choices=_FEE_CHOICES)
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["product", "transaction_type"], name="accounts_one_fee_per_movement"
            ),
            models.CheckConstraint(condition=_amounts_in_range("amount_minor"), name="accounts_fee_in_range"),
            models.CheckConstraint(
                condition=Q(transaction_type__in=list(FEE_TRANSACTION_TYPES)),
                name="accounts_fee_movement_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.transaction_type} {self.amount_minor}"


class MoneyHolder(models.Model):
    """One row for each person who banks here: locked first by whatever moves that person's money.

    `is_suspended` follows the KYC decision; `movements` counts the person's movements.
    """

    customer = models.OneToOneField(
        "users.User", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    is_suspended = models.BooleanField(default=False, db_default=False)
    movements = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(movements__gte=0), name="accounts_holder_movements_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"customer {self.pk}"


class Account(models.Model):
    """An account of one customer. Its money is the balance of `ledger_account`; nothing here repeats it."""

    # Its index is (customer, id) below, which lists an owner's accounts in order.
    customer = models.ForeignKey("users.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    product = models.ForeignKey(AccountProduct, on_delete=models.PROTECT, related_name="+")
    account_type = models.CharField(max_length=20, choices=_TYPE_CHOICES)
    account_number = models.CharField(max_length=12, unique=True, null=True, blank=True)
    nickname = models.CharField(max_length=60, blank=True, default="")
    currency = models.CharField(max_length=3, choices=_CURRENCY_CHOICES)
    status = models.CharField(max_length=10, choices=_STATUS_CHOICES)
    status_reason = models.CharField(max_length=300, blank=True, default="")
    status_before_freeze = models.CharField(max_length=10, choices=_STATUS_CHOICES, blank=True, default="")
    ledger_account = models.OneToOneField("ledger.LedgerAccount", on_delete=models.PROTECT, related_name="+")
    minimum_balance_minor = models.BigIntegerField()
    single_limit_minor = models.BigIntegerField()
    daily_limit_minor = models.BigIntegerField()
    annual_rate_ppm = models.PositiveIntegerField(default=0)
    day_count = models.CharField(
        max_length=20,
        choices=_DAY_COUNT_CHOICES,
        default=DayCount.ACTUAL_365.value,
        db_default=DayCount.ACTUAL_365.value,
    )
    interest_posting = models.CharField(
        max_length=20,
        choices=_POSTING_CHOICES,
        default=InterestPostingPeriod.MONTHLY.value,
        db_default=InterestPostingPeriod.MONTHLY.value,
    )
    # The business date of its activation. Without it (older accounts) interest accrues from the first night on.
    interest_from = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    activated_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reactivated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        permissions = [
            ("open_own_account", "Can open accounts of one's own"),
            ("manage_any_account", "Can open and manage every customer's accounts"),
            ("manage_products", "Can change account products, fees and requirements"),
        ]
        indexes = [
            models.Index(fields=["customer", "id"], name="accounts_of_customer"),
            models.Index(fields=["status", "id"], name="accounts_by_status"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(account_type__in=_TYPES), name="accounts_type_known"),
            models.CheckConstraint(condition=Q(status__in=_STATUSES), name="accounts_status_known"),
            models.CheckConstraint(
                condition=_amounts_in_range(
                    "minimum_balance_minor", "single_limit_minor", "daily_limit_minor"
                ),
                name="accounts_amounts_in_range",
            ),
            models.CheckConstraint(
                condition=Q(annual_rate_ppm__gte=0, annual_rate_ppm__lte=HIGHEST_RATE_PPM),
                name="accounts_rate_in_range",
            ),
            models.CheckConstraint(condition=Q(day_count__in=_DAY_COUNTS), name="accounts_day_count_known"),
            models.CheckConstraint(
                condition=Q(interest_posting__in=_POSTINGS) & _POSTED_AT_MATURITY_ONLY_OF_DEPOSITS,
                name="accounts_posting_known",
            ),
            # An application that was never activated may be closed; everything else alive has its number.
            models.CheckConstraint(
                condition=Q(status=AccountStatus.PENDING.value, account_number__isnull=True)
                | Q(status=AccountStatus.CLOSED.value)
                | Q(status__in=["ACTIVE", "FROZEN", "DORMANT", "MATURED"], account_number__isnull=False),
                name="accounts_number_from_activation_on",
            ),
            models.CheckConstraint(
                condition=Q(account_number__isnull=True, activated_at__isnull=True)
                | Q(account_number__isnull=False, activated_at__isnull=False),
                name="accounts_number_and_activation_together",
            ),
            models.CheckConstraint(
                condition=Q(status=AccountStatus.CLOSED.value, closed_at__isnull=False)
                | (~Q(status=AccountStatus.CLOSED.value) & Q(closed_at__isnull=True)),
                name="accounts_closed_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(status=AccountStatus.FROZEN.value, status_before_freeze__in=_FREEZABLE)
                | (~Q(status=AccountStatus.FROZEN.value) & Q(status_before_freeze="")),
                name="accounts_frozen_knows_what_it_was",
            ),
        ]

    def __str__(self) -> str:
        return self.account_number or f"account {self.pk}, not activated"


class OutgoingTotal(models.Model):
    """What left an account on one business date, in minor units and without fees: the daily limit's counter.

    It belongs to `business_date` alone; read on another date it counts as zero.
    """

    account = models.OneToOneField(
        Account, on_delete=models.PROTECT, primary_key=True, related_name="outgoing_total"
    )
    business_date = models.DateField()
    total_minor = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(total_minor__gte=0), name="accounts_outgoing_not_negative"),
        ]

    def __str__(self) -> str:
        return f"account {self.pk} on {self.business_date}: {self.total_minor}"


class TermDeposit(models.Model):
    """The present term of a fixed deposit: begun by the first money that comes in, begun anew by a renewal.

    Rate and penalty are those of the product when the term began, and stay.
    """

    account = models.OneToOneField(
        Account, on_delete=models.PROTECT, primary_key=True, related_name="term_deposit"
    )
    term_months = models.PositiveSmallIntegerField()
    annual_rate_ppm = models.PositiveIntegerField()
    penalty_ppm = models.PositiveIntegerField()
    maturity_instruction = models.CharField(max_length=20, choices=_INSTRUCTION_CHOICES)
    payout_account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    started_on = models.DateField(null=True)
    maturity_date = models.DateField(null=True)
    principal_minor = models.BigIntegerField(null=True)
    announced_for = models.DateField(null=True, help_text="The maturity its owner was told of beforehand.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(started_on__isnull=True, maturity_date__isnull=True, principal_minor__isnull=True)
                | Q(maturity_date__gt=models.F("started_on"), principal_minor__gt=0),
                name="accounts_term_begins_with_money",
            ),
            models.CheckConstraint(
                condition=Q(maturity_instruction__in=_INSTRUCTIONS), name="accounts_term_instruction_known"
            ),
            models.CheckConstraint(
                condition=Q(payout_account__isnull=True) | ~Q(payout_account=models.F("account")),
                name="accounts_term_pays_out_elsewhere",
            ),
        ]
        indexes = [models.Index(fields=["maturity_date"], name="accounts_term_maturity")]

    def __str__(self) -> str:
        return f"account {self.pk} until {self.maturity_date}"


class TermOutcome(models.Model):
    """How a term ended, once for each account and maturity date; amounts in minor units."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    started_on = models.DateField()
    maturity_date = models.DateField()
    ended_on = models.DateField()
    annual_rate_ppm = models.PositiveIntegerField()
    how = models.CharField(max_length=20, choices=_TERM_END_CHOICES)
    principal_minor = models.BigIntegerField()
    interest_minor = models.BigIntegerField()
    penalty_minor = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "maturity_date"], name="accounts_term_ends_once"),
            models.CheckConstraint(
                condition=Q(principal_minor__gte=0, interest_minor__gte=0, penalty_minor__gte=0),
                name="accounts_outcome_amounts_in_range",
            ),
            models.CheckConstraint(
                condition=Q(how__in=[end.value for end in TermEnd]), name="accounts_outcome_known"
            ),
        ]

    def __str__(self) -> str:
        return f"account {self.account_id} {self.how} on {self.ended_on}"
