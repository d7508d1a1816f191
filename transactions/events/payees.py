"""What is announced of payees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core_banking.kernel.events import AuditFacts, DomainEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class _PayeeEvent(DomainEvent):
    beneficiary_id: int
    owner_id: int
    account_number: str

    def _facts(
        self, action: str, description: str, details: Mapping[str, object] | None = None
    ) -> AuditFacts:
        return AuditFacts(
            action=action,
            target_model="Beneficiary",
            target_id=str(self.beneficiary_id),
            description=description,
            subject_user_id=self.owner_id,
            details={"account_number": self.account_number, **(details or {})},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeSaved(_PayeeEvent):
    """A customer saved a payee and was shown his masked name."""

    def audit_facts(self) -> AuditFacts:
        """Return it as the audit trail keeps it."""
        return self._facts("CREATE", "Payee saved")


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeConfirmed(_PayeeEvent):
    """A customer confirmed that the masked name is that of the payee he means."""

    def audit_facts(self) -> AuditFacts:
        """Return it as the audit trail keeps it."""
        return self._facts("CONFIRM", "Payee confirmed")


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeChanged(_PayeeEvent):
    """A customer changed a payee's nickname or limits; `changes` holds old and new, limits in major units."""

    changes: Mapping[str, tuple[object, object]] = field(default_factory=dict)

    def audit_facts(self) -> AuditFacts:
        """Return it as the audit trail keeps it."""
        changes = {name: {"old": before, "new": after} for name, (before, after) in self.changes.items()}
        return self._facts("UPDATE", "Payee changed", {"changes": changes})


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeRemoved(_PayeeEvent):
    """A customer removed a payee; what was paid to him stays known."""

    def audit_facts(self) -> AuditFacts:
        """Return it as the audit trail keeps it."""
        return self._facts("DELETE", "Payee removed")
