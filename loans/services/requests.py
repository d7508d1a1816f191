"""What takes two members of staff: giving a loan up, planning it anew, taking a movement back above an amount.

The first leaves a request, the second decides; then the deed is done as of that day. Locks: the customer's money row
where his account takes part, then the loan, then the request.
"""

from __future__ import annotations

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, make_dry_run, use_case, within_use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from core_banking.kernel.idempotency import Answer, IdempotencyClaim
from core_banking.kernel.once import once_for_key
from loans.contracts import MANAGE_ANY_LOAN
from loans.errors.life import LoanRequestAlreadyDecided, LoanRequestPending
from loans.events.life import LoanRequestDecided, LoanRequestMade
from loans.life_contracts import (
    LoanMovementCard,
    LoanRequestCard,
    LoanRequestKind,
    LoanRequestStatus,
    RescheduleCommand,
)
from loans.models import Loan, LoanRequest
from loans.selectors.life import card_of_movement, card_of_request
from loans.services.locking import lock_loan
from loans.services.reschedule import check_reschedule, command_as_json, command_from_json, reschedule
from loans.services.reversals import (
    check_may_reverse,
    lock_for_reversal,
    needs_four_eyes,
    newest_standing,
    reverse,
)
from loans.services.write_off import check_write_off, write_off
from notifications.services import notify_holders

_SAID = {
    LoanRequestKind.WRITE_OFF: "The write-off of loan {}",
    LoanRequestKind.RESCHEDULE: "The reschedule of loan {}",
    LoanRequestKind.REVERSAL: "A reversal on loan {}",
}


@use_case
def request_write_off(
    *,
    actor: Actor,
    loan_id: int,
    reason: str,
    claim: IdempotencyClaim[LoanRequestCard] | None = None,
    dry_run: bool = False,
) -> LoanRequestCard | Answer:
    """Ask for a loan to be written off. Raises `NotFound`, `NotAllowed`, `InvalidInput` without a reason,
    `LoanStateConflict` unless it runs, and `LoanRequestPending`.
    """
    if dry_run:
        make_dry_run()

    def deed() -> LoanRequestCard:
        check_staff(actor)
        loan = lock_loan(loan_id)
        check_write_off(actor, loan)
        return _request(actor, loan, LoanRequestKind.WRITE_OFF, reason, {})

    return once_for_key(actor=actor, claim=claim, name="loans.request_write_off", deed=deed)


@use_case
def request_reschedule(
    *,
    actor: Actor,
    loan_id: int,
    command: RescheduleCommand,
    claim: IdempotencyClaim[LoanRequestCard] | None = None,
    dry_run: bool = False,
) -> LoanRequestCard | Answer:
    """Ask for what is still owed to be repaid on other terms. Raises what `request_write_off` raises, and
    `InvalidInput` naming the term from which no schedule follows.
    """
    if dry_run:
        make_dry_run()

    def deed() -> LoanRequestCard:
        check_staff(actor)
        loan = lock_loan(loan_id)
        check_reschedule(actor, loan, command)
        return _request(actor, loan, LoanRequestKind.RESCHEDULE, command.reason, command_as_json(command))

    return once_for_key(actor=actor, claim=claim, name="loans.request_reschedule", deed=deed)


@use_case
def reverse_loan_movement(
    *,
    actor: Actor,
    loan_id: int,
    number: int,
    reason: str,
    claim: IdempotencyClaim[LoanMovementCard | LoanRequestCard] | None = None,
    dry_run: bool = False,
) -> LoanMovementCard | LoanRequestCard | Answer:
    """Take back the newest movement of a loan that still stands, or above `REVERSAL_FOUR_EYES_ABOVE` ask for it.

    It restores what was owed, the schedule and the status. A reschedule and a write-off take two whatever the amount.
    Raises `NotFound`, `NotAllowed`, `InvalidInput` without a reason, `LoanMovementNotReversible`,
    `LoanRequestPending`, `LoanStateConflict`, and the refusals of `accounts.services.reverse_bank_movement`.
    """
    if dry_run:
        make_dry_run()

    def deed() -> LoanMovementCard | LoanRequestCard:
        check_staff(actor)
        loan = lock_for_reversal(loan_id, number)
        movement = newest_standing(loan, number)
        check_may_reverse(actor, loan, movement)
        if needs_four_eyes(loan, movement):
            return _request(actor, loan, LoanRequestKind.REVERSAL, reason, {"number": number})
        _refuse_beside_another(loan)
        made = reverse(
            actor=actor,
            loan=loan,
            movement=movement,
            reason=_reason(reason),
            ordered_by=actor.user_id,
            approved_by=None,
        )
        return card_of_movement(made, loan)

    return once_for_key(actor=actor, claim=claim, name="loans.reverse_loan_movement", deed=deed)


@use_case
def approve_loan_request(
    *,
    actor: Actor,
    request_id: int,
    note: str = "",
    claim: IdempotencyClaim[LoanRequestCard] | None = None,
    dry_run: bool = False,
) -> LoanRequestCard | Answer:
    """Do what another member of staff asked for. Raises `NotFound`, `NotAllowed` for who asked for it,
    `LoanRequestAlreadyDecided`, and what the deed itself refuses; then the request still waits.
    """
    if dry_run:
        make_dry_run()

    def deed() -> LoanRequestCard:
        request, loan = _open_request(actor, request_id)
        _decide(actor, loan, request, LoanRequestStatus.APPROVED, note)
        _carry_out(actor, loan, request)
        return card_of_request(request)

    return once_for_key(actor=actor, claim=claim, name="loans.approve_loan_request", deed=deed)


@use_case
def reject_loan_request(*, actor: Actor, request_id: int, note: str) -> LoanRequestCard:
    """Turn a request down, with a note that says why. Raises `NotFound`, `NotAllowed`, `LoanRequestAlreadyDecided`,
    and `InvalidInput` without a note.
    """
    request, loan = _open_request(actor, request_id)
    if not note.strip():
        raise InvalidInput({"note": ["Say why."]})
    _decide(actor, loan, request, LoanRequestStatus.REJECTED, note)
    return card_of_request(request)


def check_staff(actor: Actor) -> None:
    """Refuse whoever may not manage loans. Raises `NotAllowed`."""
    if not actor.may(MANAGE_ANY_LOAN):
        raise NotAllowed


def _reason(reason: str) -> str:
    if not reason.strip():
        raise InvalidInput({"reason": ["Give a reason."]})
    return reason.strip()


def _refuse_beside_another(loan: Loan) -> None:
    """Refuse while something about the loan waits: it was asked for as the loan stood then."""
    waiting = LoanRequest.objects.filter(loan=loan, status=LoanRequestStatus.PENDING.value).first()
    if waiting is not None:
        raise LoanRequestPending(request_id=waiting.pk)


@within_use_case
def _request(
    actor: Actor, loan: Loan, kind: LoanRequestKind, reason: str, details: dict[str, object]
) -> LoanRequestCard:
    if actor.user_id is None:
        raise NotAllowed("This is asked for by a person.")
    _refuse_beside_another(loan)
    request = LoanRequest.objects.create(
        loan=loan,
        kind=kind.value,
        details=details,
        reason=_reason(reason),
        requested_by_id=actor.user_id,
        requested_at=clock.now(),
    )
    emit(
        LoanRequestMade(
            actor=actor,
            request_id=request.pk,
            reference=loan.reference,
            kind=kind.value,
            reason=request.reason,
            details=details,
            customer_user_id=loan.customer_id,
        )
    )
    notify_holders(
        actor=actor,
        permission=MANAGE_ANY_LOAN,
        kind="LOAN_DECISION_REQUESTED",
        title=f"{_SAID[kind].format(loan.reference)} waits for a second signature",
        body="Another member of staff than who asked for it decides.",
        data={"request_id": request.pk, "loan_id": loan.pk, "reference": loan.reference},
    )
    return card_of_request(request)


def _open_request(actor: Actor, request_id: int) -> tuple[LoanRequest, Loan]:
    """Return a request that waits, and its loan, under the locks. Refuses who asked for it, and the borrower."""
    check_staff(actor)
    found = LoanRequest.objects.filter(pk=request_id).first()
    if found is None:
        raise NotFound("There is no such request.")
    if found.kind == LoanRequestKind.REVERSAL:
        loan = lock_for_reversal(found.loan_id, int(found.details["number"]))
    else:
        loan = lock_loan(found.loan_id)
    request = LoanRequest.objects.select_for_update(no_key=True).get(pk=request_id)
    if actor.user_id is None or actor.user_id in (request.requested_by_id, loan.customer_id):
        raise NotAllowed("Another member of staff than who asked for it decides, and nobody on his own loan.")
    if request.status != LoanRequestStatus.PENDING:
        raise LoanRequestAlreadyDecided(status=request.status)
    return request, loan


def _decide(actor: Actor, loan: Loan, request: LoanRequest, status: LoanRequestStatus, note: str) -> None:
    request.status, request.note = status.value, note.strip()
    request.decided_by_id, request.decided_at = actor.user_id, clock.now()
    request.save(update_fields=["status", "note", "decided_by", "decided_at"])
    emit(
        LoanRequestDecided(
            actor=actor,
            request_id=request.pk,
            reference=loan.reference,
            kind=request.kind,
            status=status.value,
            note=request.note,
            customer_user_id=loan.customer_id,
        )
    )


def _carry_out(actor: Actor, loan: Loan, request: LoanRequest) -> None:
    """Do what was asked for, looking again whether it still can be done."""
    signed = {"ordered_by": request.requested_by_id, "approved_by": actor.user_id}
    kind = LoanRequestKind(request.kind)
    if kind is LoanRequestKind.WRITE_OFF:
        write_off(actor=actor, loan=loan, reason=request.reason, **signed)
    elif kind is LoanRequestKind.RESCHEDULE:
        command = command_from_json(request.details, request.reason)
        reschedule(actor=actor, loan=loan, command=command, **signed)
    else:
        movement = newest_standing(loan, int(request.details["number"]))
        check_may_reverse(actor, loan, movement)
        reverse(actor=actor, loan=loan, movement=movement, reason=request.reason, **signed)
