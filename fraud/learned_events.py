"""What happens to the learned score: trained, made to count, stopped."""

from __future__ import annotations

from dataclasses import dataclass

from core_banking.kernel.events import AuditFacts, DomainEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedModelTrained(DomainEvent):
    """A model was trained and kept; it does not count yet."""

    version: int
    frauds: int
    ordinary: int
    held_out_auc_thousandths: int

    def audit_facts(self) -> AuditFacts:
        """Return the training as the audit trail keeps it."""
        return AuditFacts(
            action="LEARNED_MODEL_TRAINED",
            target_model="LearnedModel",
            target_id=str(self.version),
            description="Learned fraud model trained",
            details={
                "frauds": self.frauds,
                "ordinary": self.ordinary,
                "held_out_auc_thousandths": self.held_out_auc_thousandths,
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedModelSwitched(DomainEvent):
    """A model counts from the next movement on, or none does (`after` 0), as rule book `book_version` says."""

    before: int
    after: int
    book_version: int
    reason: str

    def audit_facts(self) -> AuditFacts:
        """Return the switch as the audit trail keeps it."""
        return AuditFacts(
            action="LEARNED_MODEL_ACTIVATED" if self.after else "LEARNED_MODEL_DEACTIVATED",
            target_model="LearnedModel",
            target_id=str(self.after or self.before),
            description="Learned fraud model activated" if self.after else "Learned fraud model deactivated",
            details={
                "before": self.before,
                "after": self.after,
                "book_version": self.book_version,
                "reason": self.reason,
            },
        )
