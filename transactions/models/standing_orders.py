"""Standing orders, what became of each of their due dates, and the bank's own holidays."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core_banking.kernel import clock
from core_banking.kernel.money import MAX_AMOUNT_MINOR
from transactions.bank_calendar import HolidayRule
from transactions.models.movements import Transaction
from transactions.recurrence import LONGEST_RULE
from transactions.standing_order_contracts import ExecutionStatus, OrderStatus

_ORDER_STATUSES = [status.value for status in OrderStatus]
_EXECUTION_STATUSES = [status.value for status in ExecutionStatus]


class StandingOrder(models.Model):
    """A transfer ordered in advance, once or by a rule. It is never deleted: a cancelled one says when.

    `next_due_date` is the date the rule names, `next_run_on` the business day on which it is paid; both are null once
    nothing is due any more. Amounts in minor units of `currency`.
    """

    customer = models.ForeignKey("users.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    from_account = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+")
    to_account = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    description = models.CharField(max_length=255, blank=True)
    start_date = models.DateField()
    end_date = models.DateField(null=True)
    rrule = models.CharField(max_length=LONGEST_RULE, blank=True)
    holiday_rule = models.CharField(max_length=10, choices=[(rule.value, rule.value) for rule in HolidayRule])
    status = models.CharField(max_length=10, choices=[(status, status) for status in _ORDER_STATUSES])
    next_due_date = models.DateField(null=True)
    next_run_on = models.DateField(null=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, amount_minor__lte=MAX_AMOUNT_MINOR),
                name="transactions_standing_amount_within_bounds",
            ),
            models.CheckConstraint(
                condition=Q(status__in=_ORDER_STATUSES), name="transactions_standing_status_known"
            ),
            models.CheckConstraint(
                condition=Q(holiday_rule__in=[rule.value for rule in HolidayRule]),
                name="transactions_standing_holiday_rule_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    status=OrderStatus.ACTIVE.value, next_due_date__isnull=False, next_run_on__isnull=False
                )
                | (
                    ~Q(status=OrderStatus.ACTIVE.value)
                    & Q(next_due_date__isnull=True, next_run_on__isnull=True)
                ),
                name="transactions_standing_active_is_due",
            ),
            models.CheckConstraint(
                condition=Q(status=OrderStatus.CANCELLED.value, cancelled_at__isnull=False)
                | (~Q(status=OrderStatus.CANCELLED.value) & Q(cancelled_at__isnull=True)),
                name="transactions_standing_cancelled_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "id"], name="transactions_standing_customer"),
            models.Index(fields=["to_account"], name="transactions_standing_payee"),
            models.Index(
                fields=["next_run_on", "id"],
                condition=Q(next_run_on__isnull=False),
                name="transactions_standing_due",
            ),
        ]

    def __str__(self) -> str:
        return f"standing order {self.pk}"


class StandingOrderExecution(models.Model):
    """One due date of an order, once for each: what was to be paid, how often it was tried, what came of it.

    The terms are those of the day it was first tried, and stay for the further tries. `code` and `sentence` are of
    the last refusal.
    """

    order = models.ForeignKey(
        StandingOrder, on_delete=models.PROTECT, related_name="executions", db_index=False
    )
    due_date = models.DateField()
    amount_minor = models.BigIntegerField()
    to_account = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    status = models.CharField(max_length=10, choices=[(status, status) for status in _EXECUTION_STATUSES])
    attempts = models.PositiveSmallIntegerField(default=0)
    last_tried_on = models.DateField(null=True)
    code = models.CharField(max_length=60, blank=True)
    sentence = models.CharField(max_length=300, blank=True)
    transaction = models.OneToOneField(Transaction, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "due_date"], name="transactions_standing_once_a_date"),
            models.CheckConstraint(
                condition=Q(status__in=_EXECUTION_STATUSES), name="transactions_execution_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status=ExecutionStatus.EXECUTED.value, transaction__isnull=False)
                | (~Q(status=ExecutionStatus.EXECUTED.value) & Q(transaction__isnull=True)),
                name="transactions_execution_has_its_money",
            ),
        ]
        indexes = [
            models.Index(
                fields=["last_tried_on", "id"],
                condition=Q(status=ExecutionStatus.RETRYING.value),
                name="transactions_execution_retried",
            ),
        ]

    def __str__(self) -> str:
        return f"order {self.order_id} on {self.due_date}: {self.status}"


class BankHoliday(models.Model):
    """A day on which this bank does no business, beyond its weekends and the public holidays of its country."""

    date = models.DateField(unique=True)
    name = models.CharField(max_length=100)

    def __str__(self) -> str:
        return f"{self.date} {self.name}"
