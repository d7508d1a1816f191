"""Bodies of requests and answers about savings goals and their rules."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core_banking.api.fields import AmountField, MoneyField
from core_banking.api.serializers import StrictSerializer
from core_banking.kernel import clock
from core_banking.kernel.money import InvalidAmount
from core_banking.kernel.percent import WHOLE_PPM, format_percent, parse_percent_ppm
from planning.api.fields import DayField, LineField, major
from planning.goal_contracts import (
    GOAL_NAME_LENGTH,
    MILESTONES,
    GoalCard,
    GoalChange,
    GoalOrder,
    GoalStatus,
    MovedGoal,
    ReleasedGoal,
    RuleKind,
    RuleOrder,
    SavingCard,
    SavingRuleCard,
    SavingStatus,
)
from transactions.contracts import PartyView, TransactionCard, TransactionStatus, TransactionType
from transactions.standing_order_contracts import LONGEST_RULE

_KINDS = [(kind.value, kind.value) for kind in RuleKind]
_LOCK_HELP = (
    "Nothing leaves the pot before this business date; it may be set later, never earlier while it runs."
)
_PIN_HELP = "Your transaction PIN, asked for to set or lengthen a lock once you have set one."
_RULE_HELP = "FIXED: an iCalendar rule, as of standing orders."
_DAY_HELP = "FIXED: instead of a rule, a day of each month; the last one of a month that is shorter."
_RESUME_HELP = "False: the rule rests. What comes meanwhile is not made up for."


@extend_schema_field(
    {
        "oneOf": [{"type": "string", "pattern": r"^[0-9]+(\.[0-9]{1,4})?$"}, {"type": "number"}],
        "example": "10.00",
    }
)
class ShareField(serializers.Field[Any, Any, Any, Any]):
    """A share in percent, handed on exactly as it was written."""

    def to_internal_value(self, data: Any) -> Any:
        """Return what was written. Raises `ValidationError` for what is no percentage."""
        try:
            parse_percent_ppm(data, highest_ppm=WHOLE_PPM)
        except InvalidAmount as error:
            raise serializers.ValidationError(str(error), code="invalid_percent") from None
        return data

    def to_representation(self, value: Any) -> Any:
        """Return it as it is."""
        return value


class GoalChangeRequest(StrictSerializer):
    """What is to change of a goal; what is left out stays."""

    sensitive_fields: ClassVar[frozenset[str]] = frozenset({"status", "currency", "pot_account_number"})

    name = LineField(max_length=GOAL_NAME_LENGTH, required=False)
    target_amount = AmountField(required=False)
    target_date = DayField(required=False, allow_null=True)
    locked_until = DayField(required=False, allow_null=True, help_text=_LOCK_HELP)
    account_number = serializers.CharField(
        max_length=12,
        required=False,
        help_text="A savings or current account of yours, in the goal's currency.",
    )
    pin = serializers.RegexField(r"^[0-9]{4,6}\Z", required=False, write_only=True, help_text=_PIN_HELP)

    def change(self, *, pin_proven: bool) -> GoalChange:
        """Return the validated request as the use case takes it."""
        return GoalChange(fields=_but_the_pin(self.validated_data), pin_proven=pin_proven)


class GoalRequest(GoalChangeRequest):
    """A goal to be saved for, from one of the caller's accounts."""

    name = LineField(max_length=GOAL_NAME_LENGTH)
    target_amount = AmountField()
    account_number = serializers.CharField(max_length=12, help_text="A savings or current account of yours.")

    def order(self, *, pin_proven: bool) -> GoalOrder:
        """Return the validated request as the use case takes it."""
        return GoalOrder(**_but_the_pin(self.validated_data), pin_proven=pin_proven)


class ReleaseRequest(StrictSerializer):
    """Why the bank lifts a lock; the customer is told."""

    reason = LineField(max_length=300)


class ReleasedGoalAnswer(serializers.Serializer[Any]):
    """A goal whose lock was lifted. For the schema; `released_body` writes it."""

    id = serializers.IntegerField()
    account_number = serializers.CharField()
    pot_account_number = serializers.CharField()
    was_locked_until = serializers.DateField()


class GoalAmountRequest(StrictSerializer):
    """How much is to go into the pot, or out of it."""

    amount = AmountField()


class MilestoneAnswer(serializers.Serializer[Any]):
    """A part of the target that was reached."""

    percent = serializers.IntegerField(help_text=f"One of {', '.join(map(str, MILESTONES))}.")
    reached_on = serializers.DateField()


class GoalAnswer(serializers.Serializer[Any]):
    """A goal and how far it is. For the schema; `goal_body` writes it."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    status = serializers.ChoiceField(choices=[(status.value, status.value) for status in GoalStatus])
    account_number = serializers.CharField()
    pot_account_number = serializers.CharField(help_text="The account in which the goal's money is.")
    pot_account_id = serializers.IntegerField(help_text="For the pot's balance and statement.")
    currency = serializers.CharField()
    target_amount = MoneyField()
    target_date = serializers.DateField(allow_null=True)
    saved_amount = MoneyField(help_text="What the pot holds in the ledger.")
    missing_amount = MoneyField()
    progress_percent = serializers.IntegerField(help_text="Rounded down; above 100 where more is saved.")
    is_reached = serializers.BooleanField()
    months_left = serializers.IntegerField(allow_null=True, help_text="Whole months until the target date.")
    needed_monthly_amount = MoneyField(
        allow_null=True,
        help_text="What is missing over the months left, rounded up; null once it is reached.",
    )
    expected_amount = MoneyField(
        allow_null=True, help_text="What an even pace to the target date had saved by today."
    )
    is_on_track = serializers.BooleanField(allow_null=True)
    locked_until = serializers.DateField(allow_null=True)
    is_locked = serializers.BooleanField()
    milestones = MilestoneAnswer(many=True)
    active_rules = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)


class GoalPartyAnswer(serializers.Serializer[Any]):
    """One side of a movement between an account and a pot, both the caller's."""

    account_number = serializers.CharField()
    balance = MoneyField(allow_null=True)


class GoalTransactionAnswer(serializers.Serializer[Any]):
    """The movement, as `/api/transactions/` shows it."""

    id = serializers.IntegerField()
    transaction_id = serializers.CharField()
    transaction_type = serializers.ChoiceField(choices=[(kind.value, kind.value) for kind in TransactionType])
    amount = MoneyField()
    fee = MoneyField()
    currency = serializers.CharField()
    status = serializers.ChoiceField(choices=[(status.value, status.value) for status in TransactionStatus])
    from_account = GoalPartyAnswer(allow_null=True)
    to_account = GoalPartyAnswer(allow_null=True)
    description = serializers.CharField(allow_blank=True)
    payee_name = serializers.CharField(allow_blank=True)
    reference = serializers.CharField(allow_blank=True)
    category = serializers.CharField(allow_blank=True)
    on_behalf = serializers.BooleanField(allow_null=True)
    initiated_by = serializers.CharField(allow_null=True)
    business_date = serializers.DateField()
    transaction_date = serializers.DateTimeField()
    processed_date = serializers.DateTimeField(allow_null=True)


class MovedGoalAnswer(serializers.Serializer[Any]):
    """A goal after its money moved; `transaction` is null where an empty pot was closed."""

    goal = GoalAnswer()
    transaction = GoalTransactionAnswer(allow_null=True)


class RuleChangeRequest(StrictSerializer):
    """What is to change of a rule; terms of another kind of rule are refused."""

    sensitive_fields: ClassVar[frozenset[str]] = frozenset({"kind", "start_date", "saved_amount"})

    is_active = serializers.BooleanField(required=False, help_text=_RESUME_HELP)
    amount = AmountField(required=False, help_text="FIXED: what is saved on each date.")
    rrule = serializers.CharField(max_length=LONGEST_RULE, required=False, help_text=_RULE_HELP)
    day_of_month = serializers.IntegerField(min_value=1, max_value=31, required=False, help_text=_DAY_HELP)
    round_to = AmountField(
        required=False,
        help_text="ROUND_UP: what goes out to others is rounded up to the next multiple of this.",
    )
    percent = ShareField(required=False, help_text="SHARE_OF_INCOME: percent, with at most four decimals.")
    threshold = AmountField(required=False, help_text="SHARE_OF_INCOME: what is less is no income.")


class RuleRequest(RuleChangeRequest):
    """A rule by which a goal is saved for by itself, with the terms of its kind."""

    sensitive_fields: ClassVar[frozenset[str]] = frozenset({"is_active", "saved_amount"})

    is_active = None  # type: ignore[assignment]  # a new rule runs
    kind = serializers.ChoiceField(choices=_KINDS)
    start_date = DayField(required=False, help_text="FIXED: the first day; today if left out.")

    def order(self) -> RuleOrder:
        """Return the validated request as the use case takes it."""
        terms = dict(self.validated_data)
        return RuleOrder(kind=RuleKind(terms.pop("kind")), terms=terms)


class SavingRuleAnswer(serializers.Serializer[Any]):
    """A rule; the terms of other kinds are null. For the schema; `rule_body` writes it."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=_KINDS)
    is_active = serializers.BooleanField()
    currency = serializers.CharField()
    amount = MoneyField(allow_null=True)
    rrule = serializers.CharField(allow_null=True)
    start_date = serializers.DateField(allow_null=True)
    next_date = serializers.DateField(allow_null=True)
    round_to = MoneyField(allow_null=True)
    percent = serializers.CharField(allow_null=True)
    threshold = MoneyField(allow_null=True)
    saved_amount = MoneyField(help_text="What this rule has saved so far.")
    created_at = serializers.DateTimeField()


class SavingAnswer(serializers.Serializer[Any]):
    """What a rule did once, for a date or a movement. For the schema; `saving_body` writes it."""

    id = serializers.IntegerField()
    rule_id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=_KINDS)
    status = serializers.ChoiceField(choices=[(status.value, status.value) for status in SavingStatus])
    amount = MoneyField()
    currency = serializers.CharField()
    due_date = serializers.DateField(allow_null=True)
    source_transaction_id = serializers.CharField(allow_null=True)
    transaction_id = serializers.CharField(allow_null=True, help_text="The transfer into the pot.")
    code = serializers.CharField(allow_null=True, help_text="Why it was skipped.")
    error = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()


def goal_body(card: GoalCard) -> dict[str, Any]:
    """Return a goal as the API writes it."""
    progress = card.progress
    return {
        "id": card.id,
        "name": card.name,
        "status": card.status.value,
        "account_number": card.account_number,
        "pot_account_number": card.pot_account_number,
        "pot_account_id": card.pot_account_id,
        "currency": card.currency,
        "target_amount": major(card.target_minor, card.currency),
        "target_date": card.target_date.isoformat() if card.target_date else None,
        "saved_amount": major(progress.saved_minor, card.currency),
        "missing_amount": major(progress.missing_minor, card.currency),
        "progress_percent": progress.percent,
        "is_reached": progress.is_reached,
        "months_left": progress.months_left,
        "needed_monthly_amount": _major_or_none(progress.needed_monthly_minor, card.currency),
        "expected_amount": _major_or_none(progress.expected_minor, card.currency),
        "is_on_track": progress.is_on_track,
        "locked_until": card.locked_until.isoformat() if card.locked_until else None,
        "is_locked": card.is_locked,
        "milestones": [
            {"percent": milestone.percent, "reached_on": milestone.reached_on.isoformat()}
            for milestone in card.milestones
        ],
        "active_rules": card.active_rules,
        "created_at": clock.isoformat_utc(card.created_at),
        "closed_at": clock.isoformat_utc(card.closed_at) if card.closed_at else None,
    }


def moved_goal_body(moved: MovedGoal) -> dict[str, Any]:
    """Return a goal and the movement as the API writes them."""
    transaction = _transaction_body(moved.transaction) if moved.transaction else None
    return {"goal": goal_body(moved.goal), "transaction": transaction}


def released_body(released: ReleasedGoal) -> dict[str, Any]:
    """Return a goal whose lock was lifted as the API writes it."""
    return {
        "id": released.goal_id,
        "account_number": released.account_number,
        "pot_account_number": released.pot_account_number,
        "was_locked_until": released.was_locked_until.isoformat(),
    }


def rule_body(card: SavingRuleCard) -> dict[str, Any]:
    """Return a rule as the API writes it."""
    return {
        "id": card.id,
        "kind": card.kind.value,
        "is_active": card.is_active,
        "currency": card.currency,
        "amount": _major_or_none(card.amount_minor, card.currency),
        "rrule": card.rrule or None,
        "start_date": card.start_date.isoformat() if card.start_date else None,
        "next_date": card.next_date.isoformat() if card.next_date else None,
        "round_to": _major_or_none(card.round_to_minor, card.currency),
        "percent": format_percent(card.share_ppm) if card.share_ppm is not None else None,
        "threshold": _major_or_none(card.threshold_minor, card.currency),
        "saved_amount": major(card.saved_minor, card.currency),
        "created_at": clock.isoformat_utc(card.created_at),
    }


def saving_body(card: SavingCard) -> dict[str, Any]:
    """Return what a rule did once as the API writes it."""
    return {
        "id": card.id,
        "rule_id": card.rule_id,
        "kind": card.kind.value,
        "status": card.status.value,
        "amount": major(card.amount_minor, card.currency),
        "currency": card.currency,
        "due_date": card.due_date.isoformat() if card.due_date else None,
        "source_transaction_id": card.source_transaction_id,
        "transaction_id": card.transaction_id,
        "code": card.code or None,
        "error": card.sentence or None,
        "created_at": clock.isoformat_utc(card.created_at),
    }


def _but_the_pin(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != "pin"}


def _transaction_body(card: TransactionCard) -> dict[str, Any]:
    return {
        "id": card.id,
        "transaction_id": card.transaction_id,
        "transaction_type": card.transaction_type,
        "amount": major(card.amount_minor, card.currency),
        "fee": major(card.fee_minor, card.currency),
        "currency": card.currency,
        "status": card.status,
        "from_account": _party_body(card.from_account, card.currency),
        "to_account": _party_body(card.to_account, card.currency),
        "description": card.description,
        "payee_name": card.payee_name,
        "reference": card.reference,
        "category": card.category,
        "on_behalf": card.on_behalf,
        "initiated_by": card.initiated_by,
        "business_date": card.business_date.isoformat(),
        "transaction_date": clock.isoformat_utc(card.transaction_date),
        "processed_date": clock.isoformat_utc(card.processed_date) if card.processed_date else None,
    }


def _party_body(party: PartyView | None, currency: str) -> dict[str, Any] | None:
    if party is None:
        return None
    return {
        "account_number": party.account_number,
        "balance": _major_or_none(party.balance_minor, currency),
    }


def _major_or_none(amount_minor: int | None, currency: str) -> str | None:
    return None if amount_minor is None else major(amount_minor, currency)
