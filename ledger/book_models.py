"""The tables of the books as a whole: what days came to, which periods are locked, and what their proofs found."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core_banking.kernel import clock


class PeriodLock(models.Model):
    """One locking of the books: nothing dated on or before `locked_through` is posted any more.

    Rows are only ever added, and each reaches further than those before: a locked period stays locked.
    """

    locked_through = models.DateField(unique=True, help_text="The last day of the locked period.")
    reason = models.CharField(max_length=255)
    locked_by = models.ForeignKey(
        "users.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    locked_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        permissions = [
            ("view_books", "Can read the bank's books: trial balance, balance sheet, profit and loss"),
            ("lock_periods", "Can lock accounting periods"),
        ]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="ledger_period_lock_has_reason")]

    def __str__(self) -> str:
        return f"books locked through {self.locked_through}"


class DailyTotal(models.Model):
    """What a closed day brought to one account of the chart; sub-accounts count at their control account."""

    account = models.ForeignKey("ledger.LedgerAccount", on_delete=models.PROTECT, related_name="+")
    business_date = models.DateField()
    debits_minor = models.BigIntegerField(help_text="The sum of the day's debits, never negative.")
    credits_minor = models.BigIntegerField(help_text="The sum of the day's credits, never negative.")

    class Meta:
        verbose_name_plural = "books"
        constraints = [
            models.UniqueConstraint(fields=["account", "business_date"], name="ledger_daily_total_once"),
            models.CheckConstraint(
                condition=Q(debits_minor__gte=0, credits_minor__gte=0), name="ledger_daily_total_signs"
            ),
        ]
        indexes = [models.Index(fields=["business_date"], name="ledger_daily_total_date")]

    def __str__(self) -> str:
        return f"totals of {self.business_date} on ledger account {self.account_id}"


class DayRollUp(models.Model):
    """Daily totals are complete through this day. The newest row counts; rows are only added."""

    through = models.DateField(unique=True)
    totals = models.PositiveIntegerField(help_text="How many totals it wrote.")
    rolled_up_at = models.DateTimeField(default=clock.now, editable=False)

    def __str__(self) -> str:
        return f"days rolled up through {self.through}"


class BookCheck(models.Model):
    """What one proof of the books found when it was last computed."""

    name = models.CharField(max_length=40, unique=True)
    healthy = models.BooleanField()
    problems = models.JSONField(default=list, help_text="A sentence for each thing wrong, the first of many.")
    computed_at = models.DateTimeField()
    took_ms = models.PositiveIntegerField()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return f"{self.name}: {'healthy' if self.healthy else 'not healthy'}"
