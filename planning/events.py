"""What planning announces. What people wrote for themselves is not in it: the audit trail keeps that it was written."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from core_banking.kernel.events import AuditFacts, DomainEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryKept(DomainEvent):
    """A customer added, changed, retired or removed a category of his own: `action` says which."""

    customer_user_id: int
    category_id: int
    action: str

    def audit_facts(self) -> AuditFacts:
        """Return the deed as the audit trail keeps it."""
        return AuditFacts(
            action=self.action,
            target_model="Category",
            target_id=str(self.category_id),
            description="Category of one's own",
            subject_user_id=self.customer_user_id,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementFiled(DomainEvent):
    """A customer gave a movement a category himself, or took that back (`category_id` is None)."""

    customer_user_id: int
    transaction_id: str
    category_id: int | None

    def audit_facts(self) -> AuditFacts:
        """Return the filing as the audit trail keeps it."""
        return AuditFacts(
            action="UPDATE",
            target_model="Transaction",
            target_id=self.transaction_id,
            description="Movement filed under a category",
            subject_user_id=self.customer_user_id,
            details={"category_id": self.category_id},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleForgotten(DomainEvent):
    """A customer deleted a rule that his corrections had taught."""

    customer_user_id: int
    rule_id: int

    def audit_facts(self) -> AuditFacts:
        """Return the deletion as the audit trail keeps it."""
        return AuditFacts(
            action="DELETE",
            target_model="LearnedRule",
            target_id=str(self.rule_id),
            description="Learned rule deleted",
            subject_user_id=self.customer_user_id,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CashExpenseKept(DomainEvent):
    """A customer wrote down, changed or deleted a cash expense; the amount as the API writes it."""

    customer_user_id: int
    expense_id: int
    action: str
    amount: str
    currency: str
    date: dt.date

    def audit_facts(self) -> AuditFacts:
        """Return the deed as the audit trail keeps it."""
        return AuditFacts(
            action=self.action,
            target_model="CashExpense",
            target_id=str(self.expense_id),
            description="Cash expense",
            subject_user_id=self.customer_user_id,
            details={"amount": self.amount, "currency": self.currency, "date": self.date.isoformat()},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetKept(DomainEvent):
    """A customer made, changed or deleted a budget; the amount as the API writes it."""

    customer_user_id: int
    budget_id: int
    action: str
    amount: str
    currency: str
    period: str

    def audit_facts(self) -> AuditFacts:
        """Return the deed as the audit trail keeps it."""
        return AuditFacts(
            action=self.action,
            target_model="Budget",
            target_id=str(self.budget_id),
            description="Budget",
            subject_user_id=self.customer_user_id,
            details={"amount": self.amount, "currency": self.currency, "period": self.period},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetWarned(DomainEvent):
    """A customer was warned that a budget is used as far as a threshold, in percent."""

    customer_user_id: int
    budget_id: int
    threshold: int
    period_start: dt.date

    def audit_facts(self) -> AuditFacts:
        """Return the warning as the audit trail keeps it."""
        return AuditFacts(
            action="NOTIFY",
            target_model="Budget",
            target_id=str(self.budget_id),
            description=f"Warned that {self.threshold} % of a budget are used",
            subject_user_id=self.customer_user_id,
            details={"threshold": self.threshold, "period_start": self.period_start.isoformat()},
        )
