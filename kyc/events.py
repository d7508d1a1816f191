"""What KYC announces. No event carries an identity number, an address, a date of birth or a document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core_banking.kernel.events import AuditFacts, DomainEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRegistered(DomainEvent):
    """A customer registered, or staff registered somebody on his behalf."""

    user_id: int
    customer_id: str
    on_behalf: bool
    document_types: tuple[str, ...]

    def audit_facts(self) -> AuditFacts:
        """Return the registration as the audit trail keeps it."""
        return AuditFacts(
            action="REGISTER",
            target_model="Customer",
            target_id=str(self.user_id),
            description="Customer registered on behalf" if self.on_behalf else "Customer registered",
            subject_user_id=self.user_id,
            details={
                "customer_id": self.customer_id,
                "on_behalf": self.on_behalf,
                "document_types": list(self.document_types),
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class KycApproved(DomainEvent):
    """The bank accepts who the customer is; banking opens."""

    user_id: int

    def audit_facts(self) -> AuditFacts:
        """Return the approval as the audit trail keeps it."""
        return _status_facts("APPROVE", self.user_id, "KYC approved", {"kyc_status": "APPROVED"})


@dataclass(frozen=True, slots=True, kw_only=True)
class KycRejected(DomainEvent):
    """The bank does not accept who the customer is, for a reason the customer is told; banking is suspended."""

    user_id: int
    reason: str
    previous_status: str

    def audit_facts(self) -> AuditFacts:
        """Return the rejection as the audit trail keeps it."""
        details = {"kyc_status": "REJECTED", "previous_status": self.previous_status, "reason": self.reason}
        return _status_facts("REJECT", self.user_id, "KYC rejected", details)


@dataclass(frozen=True, slots=True, kw_only=True)
class KycResubmitted(DomainEvent):
    """A rejected customer asks again; staff may ask on his behalf."""

    user_id: int
    on_behalf: bool

    def audit_facts(self) -> AuditFacts:
        """Return the resubmission as the audit trail keeps it."""
        details = {"kyc_status": "PENDING", "on_behalf": self.on_behalf}
        return _status_facts("UPDATE", self.user_id, "KYC resubmitted", details)


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityNumbersAdded(DomainEvent):
    """A customer gave identity numbers that were not on file; `kinds` are "AADHAAR" or "PAN"."""

    user_id: int
    kinds: tuple[str, ...]

    def audit_facts(self) -> AuditFacts:
        """Return which kinds of number were added, never a number."""
        return AuditFacts(
            action="UPDATE",
            target_model="IdentityRecord",
            target_id=str(self.user_id),
            description="Identity numbers added",
            subject_user_id=self.user_id,
            details={"kinds": list(self.kinds)},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentAdded(DomainEvent):
    """A document was stored; `content_sha256` proves later what was handed in."""

    user_id: int
    document_id: int
    document_type: str
    size_bytes: int
    content_sha256: str

    def audit_facts(self) -> AuditFacts:
        """Return the document's facts as the audit trail keeps them."""
        return AuditFacts(
            action="CREATE",
            target_model="KycDocument",
            target_id=str(self.document_id),
            description=f"Document added: {self.document_type}",
            subject_user_id=self.user_id,
            details={"size_bytes": self.size_bytes, "content_sha256": self.content_sha256},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDownloaded(DomainEvent):
    """Somebody read a document."""

    user_id: int
    document_id: int
    document_type: str

    def audit_facts(self) -> AuditFacts:
        """Return who read which document, as the audit trail keeps it."""
        return AuditFacts(
            action="VIEW",
            target_model="KycDocument",
            target_id=str(self.document_id),
            description=f"Document downloaded: {self.document_type}",
            subject_user_id=self.user_id,
        )


def _status_facts(action: str, user_id: int, description: str, details: Mapping[str, object]) -> AuditFacts:
    return AuditFacts(
        action=action,
        target_model="Kyc",
        target_id=str(user_id),
        description=description,
        subject_user_id=user_id,
        details=details,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureRequested(DomainEvent):
    """Somebody asks that a former customer be erased."""

    user_id: int
    reason: str

    def audit_facts(self) -> AuditFacts:
        """Return the request as the audit trail keeps it."""
        return _erasure_facts("REQUEST_ERASURE", self.user_id, "Erasure requested", {"reason": self.reason})


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerErased(DomainEvent):
    """A former customer's keys were destroyed: nobody can read who he was."""

    user_id: int
    requested_by: int

    def audit_facts(self) -> AuditFacts:
        """Return the erasure as the audit trail keeps it."""
        return _erasure_facts("ERASE", self.user_id, "Customer erased", {"requested_by": self.requested_by})


def _erasure_facts(action: str, user_id: int, description: str, details: Mapping[str, object]) -> AuditFacts:
    return AuditFacts(
        action=action,
        target_model="Customer",
        target_id=str(user_id),
        description=description,
        subject_user_id=user_id,
        details=details,
    )
