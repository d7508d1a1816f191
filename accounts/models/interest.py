"""Interest on deposits: what accrued in each night, and what was posted of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.contracts import InterestSettlement
from accounts.interest_accrual import PARTS_OF_A_UNIT
from accounts.models.accounts import Account
from core_banking.kernel import clock
from core_banking.kernel.day_count import DayCount

_SETTLEMENTS = [how.value for how in InterestSettlement]
_SETTLEMENT_CHOICES = [(how, how) for how in _SETTLEMENTS]
_PARTS_IN_RANGE = Q(
    accrued_part__gte=0,
    accrued_part__lt=PARTS_OF_A_UNIT,
    total_part__gte=0,
    total_part__lt=PARTS_OF_A_UNIT,
)


class InterestAccrual(models.Model):
    """What one account's balance bore in the night after a business date; there is one row for each night.

    Exact amounts are whole minor units and a part of one more, in parts of `PARTS_OF_A_UNIT`. `total_…` is the sum of
    all nights so far, those of a fixed deposit from `term_started_on` on. `booked_minor` is by how much the night has
    changed what the bank owes in its book, the total rounded half-even after it less before it, and
    `booked_total_minor` the sum of that since the account was opened.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    date = models.DateField()
    term_started_on = models.DateField(null=True)
    balance_minor = models.BigIntegerField()
    annual_rate_ppm = models.PositiveIntegerField()
    day_count = models.CharField(max_length=20)
    accrued_minor = models.BigIntegerField()
    accrued_part = models.BigIntegerField()
    total_minor = models.BigIntegerField()
    total_part = models.BigIntegerField()
    booked_minor = models.BigIntegerField()
    booked_total_minor = models.BigIntegerField()
    journal_entry = models.ForeignKey(
        "ledger.JournalEntry", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "date"], name="accounts_accrual_once_a_night"),
            models.CheckConstraint(condition=_PARTS_IN_RANGE, name="accounts_accrual_parts_in_range"),
            models.CheckConstraint(
                condition=Q(balance_minor__gte=0, total_minor__gte=0),
                name="accounts_accrual_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(day_count__in=[each.value for each in DayCount]),
                name="accounts_accrual_day_count_known",
            ),
            models.CheckConstraint(
                condition=Q(booked_minor=0) | Q(journal_entry__isnull=False),
                name="accounts_accrual_booked_by_entry",
            ),
        ]

    def __str__(self) -> str:
        return f"account {self.account_id}, night of {self.date}"


class InterestPosting(models.Model):
    """Interest that is no longer owed to an account: posted to it with its tax, or forgone when it was closed.

    `gross_minor` is what it takes from what had accrued until `period_end`, that night included; `beyond_minor` is what
    the bank paid on top of it (or less), where a fixed deposit came to something else. The customer got
    gross + beyond - tax. Once its journal entry is reversed, it counts for nothing.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    period_end = models.DateField()
    term_started_on = models.DateField(null=True)
    posted_on = models.DateField()
    how = models.CharField(max_length=10, choices=_SETTLEMENT_CHOICES)
    gross_minor = models.BigIntegerField()
    beyond_minor = models.BigIntegerField(default=0)
    tax_rate_ppm = models.PositiveIntegerField(default=0)
    tax_minor = models.BigIntegerField(default=0)
    paid_into = models.ForeignKey(
        Account, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    transaction_id = models.CharField(max_length=20, blank=True, default="")
    journal_entry = models.OneToOneField("ledger.JournalEntry", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "period_end", "how"], name="accounts_interest_posted_once"
            ),
            models.CheckConstraint(condition=Q(how__in=_SETTLEMENTS), name="accounts_posting_how_known"),
            models.CheckConstraint(
                condition=Q(tax_minor__gte=0), name="accounts_posting_tax_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(how=InterestSettlement.FORGONE.value, transaction_id="", paid_into__isnull=True)
                | (~Q(how=InterestSettlement.FORGONE.value) & ~Q(transaction_id="")
                   & Q(paid_into__isnull=False)),
                name="accounts_posting_paid_or_forgone",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"account {self.account_id} until {self.period_end}: {self.gross_minor}"
