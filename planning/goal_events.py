"""What savings goals announce. Amounts are major-unit strings; a goal's name is the customer's own and not in here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from core_banking.kernel.events import AuditFacts, DomainEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class _GoalEvent(DomainEvent):
    goal_id: int
    customer_user_id: int

    def _facts(
        self, action: str, description: str, details: Mapping[str, object], code: str = ""
    ) -> AuditFacts:
        return AuditFacts(
            action=action,
            target_model="SavingsGoal",
            target_id=str(self.goal_id),
            description=description,
            outcome="REFUSED" if code else "SUCCESS",
            code=code,
            subject_user_id=self.customer_user_id,
            details=details,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalOpened(_GoalEvent):
    """A customer set himself a goal, and its pot was opened."""

    terms: Mapping[str, object]

    def audit_facts(self) -> AuditFacts:
        """Return the goal as the audit trail keeps it."""
        return self._facts("CREATE", "Savings goal opened", self.terms)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalChanged(_GoalEvent):
    """A customer changed a goal; `changes` holds old and new, but of the name only that it changed."""

    changes: Mapping[str, tuple[object, object]]

    def audit_facts(self) -> AuditFacts:
        """Return the change as the audit trail keeps it."""
        changes = {name: {"old": old, "new": new} for name, (old, new) in self.changes.items()}
        return self._facts("UPDATE", "Savings goal changed", {"changes": changes})


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalMoneyMoved(_GoalEvent):
    """A customer put money into a goal himself (`CONTRIBUTE`), or took some out (`WITHDRAW`)."""

    action: str
    amount: str
    currency: str
    transaction_id: str

    def audit_facts(self) -> AuditFacts:
        """Return the deed as the audit trail keeps it."""
        details = {"amount": self.amount, "currency": self.currency, "transaction_id": self.transaction_id}
        return self._facts(self.action, "Savings goal's money moved", details)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalEnded(_GoalEvent):
    """A customer closed a goal; what was in its pot went back to the account."""

    amount: str
    currency: str
    transaction_id: str | None

    def audit_facts(self) -> AuditFacts:
        """Return the end of the goal as the audit trail keeps it."""
        details = {"amount": self.amount, "currency": self.currency, "transaction_id": self.transaction_id}
        return self._facts("CLOSE", "Savings goal closed", details)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalReleased(_GoalEvent):
    """A member of staff lifted the lock of a customer's goal."""

    was_locked_until: dt.date
    reason: str

    def audit_facts(self) -> AuditFacts:
        """Return the deed as the audit trail keeps it."""
        details = {"was_locked_until": self.was_locked_until.isoformat(), "reason": self.reason}
        return self._facts("RELEASE", "Savings goal's lock lifted by the bank", details)


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneReached(_GoalEvent):
    """A goal reached parts of its target for the first time."""

    percents: tuple[int, ...]

    def audit_facts(self) -> AuditFacts:
        """Return the milestones as the audit trail keeps them."""
        return self._facts("NOTIFY", "Savings goal reached a milestone", {"percents": list(self.percents)})


@dataclass(frozen=True, slots=True, kw_only=True)
class SavingRuleKept(_GoalEvent):
    """A customer added, changed or took away a rule that saves by itself: `action` says which."""

    rule_id: int
    action: str
    terms: Mapping[str, object]

    def audit_facts(self) -> AuditFacts:
        """Return the deed as the audit trail keeps it."""
        details = {"rule_id": self.rule_id, **self.terms}
        return self._facts(self.action, "Automatic saving of a goal", details)


@dataclass(frozen=True, slots=True, kw_only=True)
class AutomaticallySaved(_GoalEvent):
    """A rule saved for a date or a movement, or could not (with the code of why)."""

    rule_id: int
    amount: str
    currency: str
    due_date: dt.date | None
    source_transaction_id: str | None
    transaction_id: str | None
    code: str = ""

    def audit_facts(self) -> AuditFacts:
        """Return the saving as the audit trail keeps it."""
        details = {
            "rule_id": self.rule_id,
            "amount": self.amount,
            "currency": self.currency,
            "due_date": self.due_date.isoformat() if self.due_date else None,
            "source_transaction_id": self.source_transaction_id,
            "transaction_id": self.transaction_id,
        }
        return self._facts("SAVE", "Saved automatically", details, self.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class SavingRuleMovedOn(_GoalEvent):
    """A rule looked at dates or movements that save nothing. Nobody did anything, so the trail has nothing to keep."""

    audited: ClassVar[bool] = False

    rule_id: int
