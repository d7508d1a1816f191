"""Savings goals, the milestones they have reached, the rules that save for them, and what each rule has done."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from core_banking.kernel import clock
from core_banking.kernel.money import MAX_AMOUNT_MINOR
from planning.goal_contracts import GOAL_NAME_LENGTH, MILESTONES, GoalStatus, RuleKind, SavingStatus
from transactions.standing_order_contracts import LONGEST_RULE

_GOAL_STATUSES = [status.value for status in GoalStatus]
_KINDS = [kind.value for kind in RuleKind]
_SAVING_STATUSES = [status.value for status in SavingStatus]
_WHOLE_PPM = 1_000_000
_FOLLOWS_MOVEMENTS = Q(kind__in=[RuleKind.ROUND_UP.value, RuleKind.SHARE_OF_INCOME.value])
_RUNS = Q(is_active=True, ended_at__isnull=True)
_FIXED_ONLY = Q(amount_minor__gt=0, amount_minor__lte=MAX_AMOUNT_MINOR, start_date__isnull=False) & ~Q(
    rrule=""
)
_NOT_FIXED = Q(amount_minor__isnull=True, start_date__isnull=True, next_due_date__isnull=True, rrule="")
_ROUND_UP_ONLY = Q(round_to_minor__gt=0, round_to_minor__lte=MAX_AMOUNT_MINOR)
_NOT_ROUND_UP = Q(round_to_minor__isnull=True)
_SHARE_ONLY = Q(
    share_ppm__gt=0, share_ppm__lte=_WHOLE_PPM, threshold_minor__gt=0, threshold_minor__lte=MAX_AMOUNT_MINOR
)
_NOT_SHARE = Q(share_ppm__isnull=True, threshold_minor__isnull=True)


class SavingsGoal(models.Model):
    """Something a customer saves for. Its money is in the book, in the account `pot`; nothing here repeats it.

    `account` is where contributions come from and withdrawals go to. `target_minor` in minor units of `currency`.
    """

    customer = models.ForeignKey("users.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    pot = models.OneToOneField("accounts.Account", on_delete=models.PROTECT, related_name="+")
    # The customer's own words: blank once he was erased.
    name = models.CharField(max_length=GOAL_NAME_LENGTH, blank=True)
    currency = models.CharField(max_length=3)
    target_minor = models.BigIntegerField()
    target_date = models.DateField(null=True)
    locked_until = models.DateField(null=True, help_text="Nothing leaves the pot before this business date.")
    status = models.CharField(max_length=10, choices=[(status, status) for status in _GOAL_STATUSES])
    started_on = models.DateField(help_text="The business date from which its pace is counted.")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(target_minor__gt=0, target_minor__lte=MAX_AMOUNT_MINOR),
                name="planning_goal_target_within_bounds",
            ),
            models.CheckConstraint(condition=~Q(account=F("pot")), name="planning_goal_pot_is_another"),
            models.CheckConstraint(
                condition=Q(status=GoalStatus.ACTIVE.value, closed_at__isnull=True)
                | Q(status=GoalStatus.CLOSED.value, closed_at__isnull=False),
                name="planning_goal_closed_says_when",
            ),
        ]
        indexes = [models.Index(fields=["customer", "id"], name="planning_goals_of_person")]

    def __str__(self) -> str:
        return f"savings goal {self.pk}"


class GoalMilestone(models.Model):
    """A part of a goal's target that was reached, once for each; its customer was told then."""

    goal = models.ForeignKey(SavingsGoal, on_delete=models.PROTECT, related_name="milestones", db_index=False)
    percent = models.PositiveSmallIntegerField()
    reached_on = models.DateField()
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["goal", "percent"], name="planning_milestone_once"),
            models.CheckConstraint(
                condition=Q(percent__in=list(MILESTONES)), name="planning_milestone_known"
            ),
        ]

    def __str__(self) -> str:
        return f"goal {self.goal_id} at {self.percent} %"


class SavingRule(models.Model):
    """A rule by which a goal is saved for by itself. Amounts in minor units of the goal's currency.

    FIXED saves `amount_minor` on the dates of `rrule`, next on `next_due_date`. ROUND_UP and SHARE_OF_INCOME follow the
    movements of the goal's account: `seen_version` is the number of the account's line up to which they were looked at,
    and since lines are numbered without a gap under the lock of the balance, none is ever passed by. A rule that was
    taken away says when; what it did stays.
    """

    goal = models.ForeignKey(SavingsGoal, on_delete=models.PROTECT, related_name="rules")
    kind = models.CharField(max_length=20, choices=[(kind, kind) for kind in _KINDS])
    is_active = models.BooleanField(default=True)
    amount_minor = models.BigIntegerField(null=True)
    rrule = models.CharField(max_length=LONGEST_RULE, blank=True, default="")
    start_date = models.DateField(null=True)
    next_due_date = models.DateField(null=True)
    round_to_minor = models.BigIntegerField(null=True)
    share_ppm = models.PositiveIntegerField(null=True)
    threshold_minor = models.BigIntegerField(null=True)
    seen_version = models.BigIntegerField(default=0)
    told_of_skip = models.BooleanField(
        default=False, help_text="Its customer knows that it could not save, and it has not saved since."
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind=RuleKind.FIXED.value) & _FIXED_ONLY & _NOT_ROUND_UP & _NOT_SHARE)
                | (Q(kind=RuleKind.ROUND_UP.value) & _NOT_FIXED & _ROUND_UP_ONLY & _NOT_SHARE)
                | (Q(kind=RuleKind.SHARE_OF_INCOME.value) & _NOT_FIXED & _NOT_ROUND_UP & _SHARE_ONLY),
                name="planning_rule_has_the_terms_of_its_kind",
            ),
            models.UniqueConstraint(
                fields=["goal", "kind"],
                condition=_FOLLOWS_MOVEMENTS & Q(ended_at__isnull=True),
                name="planning_rule_follows_movements_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_due_date", "id"],
                condition=_RUNS & Q(next_due_date__isnull=False),
                name="planning_rule_due",
            ),
            models.Index(fields=["id"], condition=_RUNS & _FOLLOWS_MOVEMENTS, name="planning_rule_following"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} rule {self.pk} of goal {self.goal_id}"


class AutomaticSaving(models.Model):
    """What a rule did for a date or for a movement, once for each: the money that moved, or why none did.

    `amount_minor` is what was saved or was to be, in minor units of the goal's currency.
    """

    rule = models.ForeignKey(SavingRule, on_delete=models.PROTECT, related_name="savings", db_index=False)
    due_date = models.DateField(null=True)
    source = models.ForeignKey(
        "transactions.Transaction", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    status = models.CharField(max_length=10, choices=[(status, status) for status in _SAVING_STATUSES])
    amount_minor = models.BigIntegerField()
    transaction = models.OneToOneField(
        "transactions.Transaction", null=True, on_delete=models.PROTECT, related_name="+"
    )
    code = models.CharField(max_length=60, blank=True)
    sentence = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "due_date"],
                condition=Q(due_date__isnull=False),
                name="planning_saving_once_a_date",
            ),
            models.UniqueConstraint(
                fields=["rule", "source"],
                condition=Q(source__isnull=False),
                name="planning_saving_once_a_movement",
            ),
            models.CheckConstraint(
                condition=Q(due_date__isnull=True) ^ Q(source__isnull=True),
                name="planning_saving_for_a_date_or_a_movement",
            ),
            models.CheckConstraint(
                condition=Q(status=SavingStatus.SAVED.value, transaction__isnull=False, code="")
                | (Q(status=SavingStatus.SKIPPED.value, transaction__isnull=True) & ~Q(code="")),
                name="planning_saving_has_its_money_or_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, amount_minor__lte=MAX_AMOUNT_MINOR),
                name="planning_saving_amount_within_bounds",
            ),
        ]
        indexes = [models.Index(fields=["rule", "id"], name="planning_savings_of_rule")]

    def __str__(self) -> str:
        return f"rule {self.rule_id}: {self.status}"
