"""The tables of the book. Nothing here is ever changed or deleted once posted, except the balance rows.

Sign: `amount_minor` of a line is positive for a debit and negative for a credit. A customer's account is a
liability of the bank; `balance_minor` and `balance_after_minor` are what the customer sees (a credit balance
is positive), so a line changes them by `-amount_minor`.
"""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import F, Q

from core_banking.kernel.money import MAX_AMOUNT_MINOR
from ledger.book_models import BookCheck, DailyTotal, DayRollUp, PeriodLock  # noqa: F401 - tables of their own module
from ledger.contracts import HoldStatus

MAX_BALANCE_MINOR: Final = MAX_AMOUNT_MINOR
_HOLD_STATUS_CHOICES = [(status.value, status.value.capitalize()) for status in HoldStatus]


class AccountKind(models.TextChoices):
    """The five kinds of account of double-entry bookkeeping."""

    ASSET = "ASSET", "Asset"
    LIABILITY = "LIABILITY", "Liability"
    EQUITY = "EQUITY", "Equity"
    INCOME = "INCOME", "Income"
    EXPENSE = "EXPENSE", "Expense"


class EntryKind(models.TextChoices):
    """What a journal entry records."""

    DEPOSIT = "DEPOSIT", "Deposit"
    WITHDRAWAL = "WITHDRAWAL", "Withdrawal"
    TRANSFER = "TRANSFER", "Transfer"
    PAYMENT = "PAYMENT", "Payment"
    FEE = "FEE", "Fee"
    INTEREST = "INTEREST", "Interest"
    REVERSAL = "REVERSAL", "Reversal"
    ACCRUAL = "ACCRUAL", "Interest accrued"
    TAX = "TAX", "Tax withheld"
    LOAN_DISBURSEMENT = "LOAN_DISBURSEMENT", "Loan disbursement"
    LOAN_REPAYMENT = "LOAN_REPAYMENT", "Loan repayment"
    LOAN_CHARGE = "LOAN_CHARGE", "Fee or penalty of a loan"
    WRITE_OFF = "WRITE_OFF", "Loan written off"
    RECOVERY = "RECOVERY", "Recovery of a written-off loan"


class LedgerAccount(models.Model):
    """One account of the chart: the bank's own (`is_customer_account` off) or one customer's sub-account."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=9, choices=AccountKind)
    currency = models.CharField(max_length=3)
    is_customer_account = models.BooleanField(default=False)
    control_account = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The account of the chart that sums this sub-account.",
    )
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "ledger account"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=AccountKind.values), name="ledger_account_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(is_customer_account=False)
                | Q(kind=AccountKind.LIABILITY, control_account__isnull=False),
                name="ledger_customer_account_is_liability",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Balance(models.Model):
    """The balance of a customer's account: the one row that is locked, checked and changed by every movement.

    The bank's own accounts have none: they are in every entry, and a row of theirs would queue the whole
    bank. Their balance is the sum of their lines.
    """

    account = models.OneToOneField(
        LedgerAccount, primary_key=True, on_delete=models.PROTECT, related_name="balance"
    )
    balance_minor = models.BigIntegerField(default=0)
    version = models.BigIntegerField(
        default=0, help_text="How many lines the account has; the next one takes + 1."
    )
    held_minor = models.BigIntegerField(default=0, help_text="Sum of the open holds.")
    floor_minor = models.BigIntegerField(
        default=0, help_text="What must stay in the account (minimum balance)."
    )
    # Posting never goes back behind these, so that lines in order of version are also in order of time.
    last_posted_at = models.DateTimeField(null=True)
    last_business_date = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(balance_minor__gte=0) & Q(balance_minor__lte=MAX_BALANCE_MINOR),
                name="ledger_balance_within_bounds",
            ),
            models.CheckConstraint(
                condition=Q(held_minor__gte=0) & Q(held_minor__lte=MAX_BALANCE_MINOR),
                name="ledger_balance_held_within_bounds",
            ),
            models.CheckConstraint(
                condition=Q(floor_minor__gte=0) & Q(floor_minor__lte=MAX_BALANCE_MINOR),
                name="ledger_balance_floor_within_bounds",
            ),
            models.CheckConstraint(condition=Q(version__gte=0), name="ledger_balance_version_counts"),
        ]

    def __str__(self) -> str:
        return f"balance of ledger account {self.account_id}"


class JournalEntry(models.Model):
    """One balanced entry: its lines sum to zero, in one currency, and none is ever added later."""

    kind = models.CharField(max_length=20, choices=EntryKind)
    currency = models.CharField(max_length=3)
    reference = models.CharField(max_length=40, help_text="The business document behind it, such as TXN….")
    description = models.CharField(max_length=255, blank=True)
    business_date = models.DateField(help_text="The bank's day the entry belongs to.")
    value_date = models.DateField(help_text="The day from which the money counts for interest.")
    posted_at = models.DateTimeField()
    reverses = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversed_by"
    )

    class Meta:
        verbose_name_plural = "journal entries"
        constraints = [
            models.UniqueConstraint(fields=["reference"], name="ledger_entry_reference_once"),
            models.CheckConstraint(condition=~Q(reverses=F("id")), name="ledger_entry_reverses_another"),
        ]
        indexes = [models.Index(fields=["business_date"], name="ledger_entry_business_date")]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"


class JournalLine(models.Model):
    """One debit (positive) or credit (negative) of an entry.

    On a customer's account it carries the balance after it and a gap-free version, so that a statement is
    provable line by line and the balance at any past moment is one index look-up.
    """

    # On PostgreSQL triggers stand in for these two foreign keys: once for each statement and entry, not for each line.
    entry = models.ForeignKey(
        JournalEntry, on_delete=models.PROTECT, related_name="lines", db_index=False, db_constraint=False
    )
    account = models.ForeignKey(
        LedgerAccount, on_delete=models.PROTECT, related_name="lines", db_index=False, db_constraint=False
    )
    position = models.PositiveSmallIntegerField(help_text="The line's place in its entry, from 1.")
    kind = models.CharField(
        max_length=20, choices=EntryKind, help_text="What this line is: a transfer, its fee, …"
    )
    amount_minor = models.BigIntegerField()
    balance_after_minor = models.BigIntegerField(null=True)
    version = models.BigIntegerField(null=True)
    posted_at = models.DateTimeField()
    business_date = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "position"], name="ledger_line_position_once"),
            models.UniqueConstraint(
                fields=["account", "version"],
                condition=Q(version__isnull=False),
                name="ledger_line_version_once",
            ),
            models.CheckConstraint(
                condition=~Q(amount_minor=0)
                & Q(amount_minor__gte=-MAX_AMOUNT_MINOR)
                & Q(amount_minor__lte=MAX_AMOUNT_MINOR),
                name="ledger_line_amount_within_bounds",
            ),
            models.CheckConstraint(
                # A comparison with NULL is neither true nor false, and a CHECK takes both: so say IS NOT NULL.
                condition=Q(version__isnull=True, balance_after_minor__isnull=True)
                | Q(
                    version__isnull=False,
                    version__gte=1,
                    balance_after_minor__isnull=False,
                    balance_after_minor__gte=0,
                    balance_after_minor__lte=MAX_BALANCE_MINOR,
                ),
                name="ledger_line_version_with_balance",
            ),
        ]
        indexes = [
            models.Index(
                fields=["account", "posted_at", "version"],
                condition=Q(version__isnull=False),
                name="ledger_line_account_moment",
            ),
            models.Index(fields=["account", "business_date", "version"], name="ledger_line_account_day"),
        ]

    def __str__(self) -> str:
        return f"line {self.position} of entry {self.entry_id}"


class Hold(models.Model):
    """Money reserved on a customer's account: lowers what is available, never the balance."""

    account = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="holds")
    amount_minor = models.BigIntegerField()
    captured_minor = models.BigIntegerField(default=0)
    status = models.CharField(max_length=8, choices=_HOLD_STATUS_CHOICES, default=HoldStatus.OPEN.value)
    reference = models.CharField(max_length=40, unique=True)
    description = models.CharField(max_length=255, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0) & Q(amount_minor__lte=MAX_AMOUNT_MINOR),
                name="ledger_hold_amount_within_bounds",
            ),
            models.CheckConstraint(
                condition=Q(captured_minor__gte=0) & Q(captured_minor__lte=F("amount_minor")),
                name="ledger_hold_captured_within_amount",
            ),
            models.CheckConstraint(
                condition=Q(status=HoldStatus.OPEN.value, resolved_at__isnull=True)
                | (~Q(status=HoldStatus.OPEN.value) & Q(resolved_at__isnull=False)),
                name="ledger_hold_resolved_once",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in HoldStatus]),
                name="ledger_hold_status_known",
            ),
            models.CheckConstraint(
                condition=Q(status=HoldStatus.CAPTURED.value, captured_minor__gt=0)
                | (~Q(status=HoldStatus.CAPTURED.value) & Q(captured_minor=0)),
                name="ledger_hold_captured_is_some",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "status"], name="ledger_hold_account_status"),
            models.Index(
                fields=["expires_at"],
                condition=Q(status=HoldStatus.OPEN.value),
                name="ledger_hold_open_expiry",
            ),
        ]

    def __str__(self) -> str:
        return f"hold {self.reference}"
