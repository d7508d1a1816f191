"""What is announced of the sealed chain: that somebody had it verified, or took a proof away."""

from __future__ import annotations

from dataclasses import dataclass

from core_banking.kernel.events import AuditFacts, DomainEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditChainVerified(DomainEvent):
    """Somebody had the chain, or a part of it, verified."""

    from_seq: int
    through_seq: int
    holds: bool
    first_fault: str

    def audit_facts(self) -> AuditFacts:
        """Return what was looked at, and what came of it."""
        return AuditFacts(
            action="VERIFY",
            target_model="AuditLog",
            target_id=f"{self.from_seq}-{self.through_seq}",
            description="Audit chain verified: it holds"
            if self.holds
            else "Audit chain verified: it does not hold",
            details={"holds": self.holds, "first_fault": self.first_fault},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRowProven(DomainEvent):
    """Somebody was given the proof that an entry was sealed, and with it the entry."""

    log_id: str
    seq: int

    def audit_facts(self) -> AuditFacts:
        """Return of which entry."""
        return AuditFacts(
            action="READ",
            target_model="AuditLog",
            target_id=self.log_id,
            description="Proof of an audit log entry",
            details={"seq": self.seq},
        )
