"""One step of a review: the customer is held, the step is allowed, and it is written down."""

from __future__ import annotations

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import within_use_case
from core_banking.kernel.errors import NotAllowed
from kyc.errors import IdentityErased, KycStateConflict, OwnReview
from kyc.models import IdentityRecord, KycDecision
from kyc.permissions import REVIEW_KYC
from kyc.review_rules import why_not
from kyc.selectors import keys_of
from kyc.services.identity import locked_record
from users.contracts import KycStatus
from users.selectors import person_card
from users.services import set_kyc_status


@within_use_case
def take_case(actor: Actor, user_id: int, wanted: KycStatus) -> KycStatus:
    """Hold a customer for a reviewer's decision and return his present status.

    The status is read under the lock, so of two parallel decisions the second sees the first. Raises
    `NotAllowed`, `NotFound`, `OwnReview`, `IdentityErased` and `KycStateConflict`.
    """
    if not actor.may(REVIEW_KYC):
        raise NotAllowed
    locked_record(user_id)
    if actor.user_id == user_id:
        raise OwnReview
    return present_status_before(user_id, wanted)


def present_status_before(user_id: int, wanted: KycStatus) -> KycStatus:
    """Return the present status of a customer who is held.

    Raises `IdentityErased` for who was erased, and `KycStateConflict` if `wanted` cannot follow.
    """
    if keys_of(user_id).are_destroyed:
        raise IdentityErased
    present = KycStatus(person_card(user_id).kyc_status)
    conflict = why_not(present, wanted)
    if conflict is not None:
        raise KycStateConflict(conflict, kyc_status=present)
    return present


@within_use_case
def record_step(actor: Actor, user_id: int, status: KycStatus, reason: str = "") -> None:
    """Set a customer's status and add the step to his history; a new submission goes to the end of the queue."""
    set_kyc_status(actor=actor, user_id=user_id, status=status)
    add_to_history(actor, user_id, status, reason)
    if status is KycStatus.PENDING:
        IdentityRecord.objects.filter(pk=user_id).update(submitted_at=clock.now())


@within_use_case
def add_to_history(actor: Actor, user_id: int, status: KycStatus, reason: str = "") -> None:
    """Write down that a customer came to a status, by whom and why."""
    KycDecision.objects.create(user_id=user_id, status=status, reason=reason, decided_by_id=actor.user_id)
