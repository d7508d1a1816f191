"""What happens in fraud. No event names a rule: who reads of it may be told to somebody who must not know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core_banking.kernel.events import AuditFacts, DomainEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRaised(DomainEvent):
    """Something needs the eyes of staff. `transaction_id` is a payment that waits for them, or empty."""

    alert_id: str
    severity: str
    risk_score: int
    verdict: str = ""
    transaction_id: str = ""
    subject_user_id: int | None = None

    def audit_facts(self) -> AuditFacts:
        """Return the alert as the audit trail keeps it."""
        return AuditFacts(
            action="FRAUD_ALERT_RAISED",
            target_model="Alert",
            target_id=self.alert_id,
            description="Fraud alert raised",
            subject_user_id=self.subject_user_id,
            details={
                "severity": self.severity,
                "risk_score": self.risk_score,
                "verdict": self.verdict,
                "transaction_id": self.transaction_id,
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertAssigned(DomainEvent):
    """Somebody is to look at an alert."""

    alert_id: str
    assignee_user_id: int
    previous_assignee_user_id: int | None
    subject_user_id: int | None = None

    def audit_facts(self) -> AuditFacts:
        """Return the assignment as the audit trail keeps it."""
        return AuditFacts(
            action="FRAUD_ALERT_ASSIGNED",
            target_model="Alert",
            target_id=self.alert_id,
            description="Fraud alert assigned",
            subject_user_id=self.subject_user_id,
            details={"assignee": self.assignee_user_id, "before": self.previous_assignee_user_id},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertResolved(DomainEvent):
    """Staff has found what an alert was. The note is kept with the alert alone."""

    alert_id: str
    disposition: str
    transaction_id: str = ""
    subject_user_id: int | None = None

    def audit_facts(self) -> AuditFacts:
        """Return the decision as the audit trail keeps it."""
        return AuditFacts(
            action="FRAUD_ALERT_RESOLVED",
            target_model="Alert",
            target_id=self.alert_id,
            description="Fraud alert resolved",
            subject_user_id=self.subject_user_id,
            details={"disposition": self.disposition, "transaction_id": self.transaction_id},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningFailureReported(DomainEvent):
    """Scoring failed once more, for an account whose failure is known: nothing was moved."""

    alert_id: str
    subject_user_id: int | None = None

    def audit_facts(self) -> AuditFacts:
        """Return the failure as the audit trail keeps it."""
        return AuditFacts(
            action="FRAUD_SCREENING_FAILED",
            target_model="Alert",
            target_id=self.alert_id,
            description="A movement could not be screened",
            outcome="REFUSED",
            code="screening_unavailable",
            subject_user_id=self.subject_user_id,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskAssessed(DomainEvent):
    """The bank found anew how much care a customer needs, and something is different."""

    user_id: int
    before: str
    after: str
    reasons: tuple[str, ...]

    def audit_facts(self) -> AuditFacts:
        """Return the finding as the audit trail keeps it."""
        return AuditFacts(
            action="RISK_ASSESSED",
            target_model="User",
            target_id=str(self.user_id),
            description="Risk profile assessed",
            subject_user_id=self.user_id,
            details={"before": self.before, "after": self.after, "reasons": list(self.reasons)},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskReviewed(DomainEvent):
    """A customer was looked at again because a reason had faded; what changed has its own event."""

    user_id: int
    profile: str

    audited: ClassVar[bool] = False
