"""What happens to the rules of fraud scoring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core_banking.kernel.events import AuditFacts, DomainEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class FraudRulesChanged(DomainEvent):
    """Staff changed the rules. `changes` names what differs (`NEW_PAYEE.weight`), with the value before and after."""

    version: int
    reason: str
    changes: Mapping[str, tuple[object, object]]

    def audit_facts(self) -> AuditFacts:
        """Return the change with old and new values, as the audit trail keeps it."""
        return AuditFacts(
            action="FRAUD_RULES_CHANGED",
            target_model="RuleBookVersion",
            target_id=str(self.version),
            description="Rules of fraud scoring changed",
            details={
                "reason": self.reason,
                # A list: the names of rules as keys (NEW_ADDRESS) read like names of what must not be kept.
                "changes": [
                    {"setting": name, "old": old, "new": new} for name, (old, new) in self.changes.items()
                ],
            },
        )
