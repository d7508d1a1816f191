"""Asking again after a rejection, with what was missing."""

from __future__ import annotations

from collections.abc import Sequence

from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case
from core_banking.kernel.errors import FieldErrors, NotAllowed, NotFound
from kyc.contracts import DocumentUpload, KycStanding
from kyc.events import KycResubmitted
from kyc.permissions import REVIEW_KYC, SUBMIT_OWN_KYC
from kyc.problems import Problems
from kyc.selectors import standing_of
from kyc.services.documents import ExaminedDocument, examine_documents, store_documents
from kyc.services.identity import add_identity_numbers, locked_record
from kyc.services.reviewers import tell_reviewers
from kyc.services.steps import present_status_before, record_step
from users.contracts import KycStatus
from users.selectors import person_card


def resubmit_kyc(
    *,
    actor: Actor,
    user_id: int | None = None,
    aadhaar_number: str | None = None,
    pan_number: str | None = None,
    documents: Sequence[DocumentUpload] = (),
    form_problems: FieldErrors | None = None,
) -> KycStanding:
    """Put a rejected customer back into the queue, with documents and numbers never given before if he has any.

    `user_id` names the customer for whom a reviewer resubmits; left out, it is the actor. `form_problems` are
    field errors found while reading the form: they are reported together with the documents' own. Raises
    `NotAllowed`, `NotFound`, `InvalidInput`, `KycStateConflict` unless rejected, and `TooManyDocuments`.
    """
    owner_id = _owner(actor, user_id)
    problems = Problems(form_problems)
    examined = examine_documents(problems, documents)
    problems.raise_if_any()
    return reopen_kyc(
        actor=actor,
        user_id=owner_id,
        aadhaar_number=aadhaar_number,
        pan_number=pan_number,
        documents=examined,
    )


@use_case
def reopen_kyc(
    *,
    actor: Actor,
    user_id: int,
    aadhaar_number: str | None,
    pan_number: str | None,
    documents: Sequence[ExaminedDocument],
) -> KycStanding:
    """Bring a rejected customer back to PENDING and tell the reviewers. Raises as `resubmit_kyc` says."""
    locked_record(user_id)
    present_status_before(user_id, KycStatus.PENDING)
    add_identity_numbers(actor=actor, user_id=user_id, aadhaar_number=aadhaar_number, pan_number=pan_number)
    store_documents(actor=actor, user_id=user_id, documents=documents)
    record_step(actor, user_id, KycStatus.PENDING)
    emit(KycResubmitted(actor=actor, user_id=user_id, on_behalf=actor.user_id != user_id))
    tell_reviewers(
        actor, person_card(user_id), title="A customer resubmitted", body="asks to be reviewed again."
    )
    return standing_of(user_id)


def _owner(actor: Actor, user_id: int | None) -> int:
    if actor.user_id is not None and user_id in {None, actor.user_id} and actor.may(SUBMIT_OWN_KYC):
        return actor.user_id
    if user_id is None or not actor.may(REVIEW_KYC):
        raise NotFound if user_id is not None and actor.may(SUBMIT_OWN_KYC) else NotAllowed
    return user_id
