"""Review: one decision at a time about a customer, never about oneself, and the customer hears it."""

from __future__ import annotations

from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed
from kyc.errors import KycDocumentsMissing
from kyc.events import KycApproved, KycRejected
from kyc.identity_numbers import mentions_identity_number
from kyc.permissions import REVIEW_KYC
from kyc.personal_details import checked_reason
from kyc.rules import RuleBroken
from kyc.selectors import documents_of, missing_documents
from kyc.services.resubmission import resubmit_kyc
from kyc.services.steps import record_step, take_case
from notifications.services import notify
from users.contracts import KycStatus, PersonCard
from users.selectors import person_card


def decide_kyc(*, actor: Actor, user_id: int, status: KycStatus, reason: str | None = None) -> PersonCard:
    """Bring a customer to a KYC status by the use case that leads there, and return his card.

    PENDING is a resubmission on the customer's behalf. Raises what that use case raises.
    """
    if status is KycStatus.APPROVED:
        return approve_kyc(actor=actor, user_id=user_id)
    if status is KycStatus.REJECTED:
        return reject_kyc(actor=actor, user_id=user_id, reason=reason or "")
    resubmit_kyc(actor=actor, user_id=user_id)
    return person_card(user_id)


@use_case
def approve_kyc(*, actor: Actor, user_id: int) -> PersonCard:
    """Approve a pending customer: banking opens, and he is told.

    Raises `NotAllowed`, `NotFound`, `OwnReview`, `KycStateConflict` unless he is pending, and
    `KycDocumentsMissing` while a document that `KYC_REQUIRED_DOCUMENTS` names has not been handed in.
    """
    take_case(actor, user_id, KycStatus.APPROVED)
    missing = missing_documents(documents_of(user_id).values_list("document_type", flat=True))
    if missing:
        raise KycDocumentsMissing(f"Missing documents: {', '.join(missing)}.", missing=list(missing))
    record_step(actor, user_id, KycStatus.APPROVED)
    emit(KycApproved(actor=actor, user_id=user_id))
    notify(
        actor=actor,
        user_id=user_id,
        kind="KYC_APPROVED",
        title="Your identity is verified",
        body="Your KYC was approved. You can now open accounts and make transactions.",
        data={"kyc_status": KycStatus.APPROVED},
    )
    return person_card(user_id)


@use_case
def reject_kyc(*, actor: Actor, user_id: int, reason: str) -> PersonCard:
    """Reject a customer, pending or approved, for a reason he is told: his banking is suspended.

    Raises `NotAllowed`, `InvalidInput` without a fit reason, `NotFound`, `OwnReview`, `KycStateConflict`.
    """
    if not actor.may(REVIEW_KYC):
        raise NotAllowed
    given_reason = _checked_reason(reason)
    previous_status = take_case(actor, user_id, KycStatus.REJECTED)
    record_step(actor, user_id, KycStatus.REJECTED, given_reason)
    emit(KycRejected(actor=actor, user_id=user_id, reason=given_reason, previous_status=previous_status))
    notify(
        actor=actor,
        user_id=user_id,
        kind="KYC_REJECTED",
        title="Your identity could not be verified",
        body=f"Your KYC was rejected, so you cannot bank for now. The reason: {given_reason}",
        data={"kyc_status": KycStatus.REJECTED, "reason": given_reason},
    )
    return person_card(user_id)


def _checked_reason(reason: str) -> str:
    try:
        checked = checked_reason(reason)
    except RuleBroken as broken:
        raise InvalidInput({"reason": [str(broken)]}) from None
    if mentions_identity_number(checked):
        raise InvalidInput(
            {"reason": ["Leave identity numbers out of the reason: it is kept and sent in clear."]}
        )
    return checked
