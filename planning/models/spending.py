"""What was spent in cash, budgets with their terms and warnings, and how far the worker has looked for spending."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core_banking.kernel import clock
from core_banking.kernel.money import MAX_AMOUNT_MINOR
from planning.contracts import EXPENSE_DESCRIPTION_LENGTH, WARNING_THRESHOLDS, BudgetPeriod
from planning.models.categories import Category

_PERIODS = [period.value for period in BudgetPeriod]
_AMOUNT_IN_BOUNDS = Q(amount_minor__gt=0, amount_minor__lte=MAX_AMOUNT_MINOR)


class CashExpense(models.Model):
    """What a customer has spent in cash, in minor units of `currency`: in his figures, and on no ledger."""

    customer = models.ForeignKey("users.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    date = models.DateField()
    description = models.CharField(max_length=EXPENSE_DESCRIPTION_LENGTH, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_AMOUNT_IN_BOUNDS, name="planning_expense_amount_within_bounds"),
        ]
        indexes = [
            models.Index(fields=["customer", "date"], name="planning_expenses_of_days"),
            models.Index(fields=["customer", "id"], name="planning_expenses_of_person"),
        ]

    def __str__(self) -> str:
        return f"cash expense {self.pk} of {self.date}"


class Budget(models.Model):
    """What a customer allows himself for a category and all below it, in one currency, period after period.

    `started_on` lies in its first period. How much, and whether the rest is carried over, is in its terms.
    """

    customer = models.ForeignKey("users.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=7, choices=[(period, period) for period in _PERIODS])
    currency = models.CharField(max_length=3)
    started_on = models.DateField()
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(period__in=_PERIODS), name="planning_budget_period_known"),
            models.UniqueConstraint(
                fields=["customer", "category", "period", "currency"], name="planning_budget_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} budget {self.pk}"


class BudgetTerms(models.Model):
    """How much a budget allows from a period on, in minor units of its currency, and whether the rest is carried over.

    A change holds from the period in which it is made: what earlier periods allowed stays what it was.
    """

    budget = models.ForeignKey(Budget, on_delete=models.CASCADE, related_name="terms", db_index=False)
    valid_from = models.DateField(help_text="The first day of a period.")
    amount_minor = models.BigIntegerField()
    rollover = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["budget", "valid_from"], name="planning_budget_terms_once"),
            models.CheckConstraint(condition=_AMOUNT_IN_BOUNDS, name="planning_budget_amount_within_bounds"),
        ]

    def __str__(self) -> str:
        return f"budget {self.budget_id} from {self.valid_from}: {self.amount_minor}"


class BudgetWarning(models.Model):
    """A warning that was sent: once for each budget, period and threshold."""

    budget = models.ForeignKey(Budget, on_delete=models.CASCADE, related_name="warnings", db_index=False)
    period_start = models.DateField()
    threshold = models.PositiveSmallIntegerField(help_text="Percent of what the period allows.")
    spent_minor = models.BigIntegerField()
    available_minor = models.BigIntegerField()
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["budget", "period_start", "threshold"], name="planning_budget_warned_once"
            ),
            models.CheckConstraint(
                condition=Q(threshold__in=list(WARNING_THRESHOLDS)), name="planning_warning_threshold_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.threshold} % of budget {self.budget_id} in the period from {self.period_start}"


class SpendingWatch(models.Model):
    """How far the worker has looked through the book for spending that concerns a budget: one row."""

    last_entry_id = models.BigIntegerField(help_text="Every entry up to here has been looked at.")
    looked_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="planning_one_watch"),
        ]

    def __str__(self) -> str:
        return f"spending looked at up to entry {self.last_entry_id}"
