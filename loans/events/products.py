"""What is announced of the bank's loan products. Amounts are major-unit strings, since people read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core_banking.kernel.events import AuditFacts, DomainEvent

Change = tuple[object, object]
"""A value before and after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _LoanProductEvent(DomainEvent):
    product_id: int
    product_code: str
    changes: Mapping[str, Change]

    def _facts(self, action: str, description: str) -> AuditFacts:
        return AuditFacts(
            action=action,
            target_model="LoanProduct",
            target_id=str(self.product_id),
            description=f"{description}: {self.product_code}",
            details={
                "changes": {name: {"old": old, "new": new} for name, (old, new) in self.changes.items()}
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanProductCreated(_LoanProductEvent):
    """Staff created a loan product."""

    def audit_facts(self) -> AuditFacts:
        """Return the new product's terms as the audit trail keeps them."""
        return self._facts("CREATE", "Loan product created")


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanProductChanged(_LoanProductEvent):
    """Staff changed the terms of a loan product; `changes` holds what really differs."""

    def audit_facts(self) -> AuditFacts:
        """Return the change with old and new values, as the audit trail keeps it."""
        return self._facts("UPDATE", "Loan product changed")
