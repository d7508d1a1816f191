"""What is announced of applications and decisions. Amounts are major-unit strings, since people read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core_banking.kernel.events import AuditFacts, DomainEvent

_SAID = {
    "APPROVED": "Loan approved",
    "REJECTED": "Loan rejected",
    "WITHDRAWN": "Loan application withdrawn",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _ApplicationEvent(DomainEvent):
    loan_id: int
    reference: str
    customer_user_id: int

    def _facts(self, action: str, description: str, details: Mapping[str, object]) -> AuditFacts:
        return AuditFacts(
            action=action,
            target_model="Loan",
            target_id=str(self.loan_id),
            description=description,
            subject_user_id=self.customer_user_id,
            details={"loan": self.reference, **details},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanAppliedFor(_ApplicationEvent):
    """Somebody applied for a loan, or staff did on his behalf; `requirements` says what was found of each."""

    product_code: str
    amount: str
    currency: str
    term: int
    overrides: Mapping[str, object] = field(default_factory=dict)
    requirements: Mapping[str, str] = field(default_factory=dict)

    def audit_facts(self) -> AuditFacts:
        """Return the application as the audit trail keeps it."""
        on_behalf = self.actor.user_id != self.customer_user_id
        return self._facts(
            "CREATE",
            "Loan applied for on behalf" if on_behalf else "Loan applied for",
            {
                "product": self.product_code,
                "amount": self.amount,
                "currency": self.currency,
                "term": self.term,
                "overrides": dict(self.overrides),
                "requirements": dict(self.requirements),
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanDecided(_ApplicationEvent):
    """A loan was approved, at once or by staff, rejected, or withdrawn by its applicant; as it was agreed."""

    old_status: str
    new_status: str
    reason: str
    at_once: bool = False
    amount_requested: str = ""
    amount_approved: str | None = None
    currency: str = ""
    terms: Mapping[str, object] = field(default_factory=dict)
    requirements: Mapping[str, str] = field(default_factory=dict)

    def audit_facts(self) -> AuditFacts:
        """Return the decision with old and new status, as the audit trail keeps it."""
        details: dict[str, object] = {
            "changes": {"status": {"old": self.old_status, "new": self.new_status}},
            "reason": self.reason,
        }
        if self.amount_approved is not None:
            details |= {
                "at_once": self.at_once,
                "amount_requested": self.amount_requested,
                "amount_approved": self.amount_approved,
                "currency": self.currency,
                "terms": dict(self.terms),
                "requirements": dict(self.requirements),
            }
        return self._facts("UPDATE", _SAID[self.new_status], details)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanPayoutNamed(_ApplicationEvent):
    """The borrower named the account that an approved loan is paid out to."""

    old_account_number: str | None
    account_number: str

    def audit_facts(self) -> AuditFacts:
        """Return the account before and after, as the audit trail keeps it."""
        change = {"old": self.old_account_number, "new": self.account_number}
        return self._facts("UPDATE", "Account of a loan named", {"changes": {"disbursement_account": change}})
