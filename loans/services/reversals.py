"""Taking back the newest movement of a loan that still stands: its entry is mirrored, and all it changed restored."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Final

from django.conf import settings

from accounts.services import lock_money_holder, reverse_bank_movement
from core_banking.kernel import clock, ids
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import within_use_case
from core_banking.kernel.errors import NotAllowed, NotFound
from core_banking.kernel.money import Currency
from ledger.services import reverse_entry
from loans.contracts import LIVE_STATUSES, LoanStatus, MovementKind
from loans.errors.life import LoanMovementNotReversible, LoanStateConflict
from loans.models import Loan, LoanMovement
from loans.selectors.life import state_of
from loans.services.accrual import catch_up
from loans.services.arrears import note_arrears
from loans.services.locking import lock_loan
from loans.services.movements import Change, announce, record
from notifications.services import notify

# They were decided by two, so they are undone by two.
_ALWAYS_BY_TWO: Final = frozenset({MovementKind.WRITE_OFF, MovementKind.RESCHEDULE})


@within_use_case
def lock_for_reversal(loan_id: int, number: int) -> Loan:
    """Lock the customer's money row, then the loan. Raises `NotFound`.

    The balance comes last here, with the entry: whoever holds it and wants the loan as well holds the money row first.
    """
    movement = LoanMovement.objects.filter(loan_id=loan_id, number=number).select_related("loan").first()
    if movement is None:
        raise NotFound("There is no such movement.")
    lock_money_holder(movement.loan.customer_id)
    return lock_loan(loan_id)


def newest_standing(loan: Loan, number: int) -> LoanMovement:
    """Return a movement if it is the newest that was not taken back. Raises `LoanMovementNotReversible`."""
    newest = (
        LoanMovement.objects.filter(loan=loan, reverses__isnull=True, reversed_by__isnull=True)
        .order_by("-number")
        .first()
    )
    if newest is None or newest.number != number:
        raise LoanMovementNotReversible(newest=newest.number if newest else None)
    return newest


def check_may_reverse(actor: Actor, loan: Loan, movement: LoanMovement) -> None:
    """Refuse who ordered the movement, the borrower, and what would leave him with two live loans.

    Raises `NotAllowed` and `LoanStateConflict`.
    """
    if actor.user_id is not None and actor.user_id in (movement.ordered_by_id, loan.customer_id):
        raise NotAllowed("Nobody takes back what he ordered himself, or anything on his own loan.")
    if _status_after(movement) in LIVE_STATUSES and loan.status not in LIVE_STATUSES:
        live = [status.value for status in LIVE_STATUSES]
        others = Loan.objects.filter(customer_id=loan.customer_id, status__in=live)
        if others.exists():
            raise LoanStateConflict("The customer has another loan by now.", status=loan.status)


def needs_four_eyes(loan: Loan, movement: LoanMovement) -> bool:
    """Whether taking a movement back takes two: above `REVERSAL_FOUR_EYES_ABOVE`, and what two have decided."""
    amount = Decimal(movement.amount_minor).scaleb(-Currency.of(loan.currency).exponent)
    return movement.kind in _ALWAYS_BY_TWO or amount > settings.REVERSAL_FOUR_EYES_ABOVE


@within_use_case
def reverse(
    *,
    actor: Actor,
    loan: Loan,
    movement: LoanMovement,
    reason: str,
    ordered_by: int | None,
    approved_by: int | None,
) -> LoanMovement:
    """Post the mirror of a movement's entry and restore totals, schedule, terms and status, under the loan's lock.

    A payout that is taken back withdraws the loan, and what has accrued of it goes back too. Raises the refusals of
    `accounts.services.reverse_bank_movement`.
    """
    today = clock.business_date()
    entry_id, transaction_id, business_date = _mirror(actor, loan, movement, reason)
    made = record(
        loan,
        Change(
            kind=MovementKind.REVERSAL,
            amount_minor=movement.amount_minor,
            principal_minor=-movement.principal_minor,
            interest_minor=-movement.interest_minor,
            fees_minor=-movement.fees_minor,
            penalties_minor=-movement.penalties_minor,
            business_date=business_date or today,
            entry_id=entry_id,
            transaction_id=transaction_id,
            reason=reason,
            ordered_by=ordered_by,
            approved_by=approved_by,
            reverses=movement,
        ),
    )
    _restore(loan, movement)
    if loan.status == LoanStatus.WITHDRAWN:
        loan.closed_on = today
        catch_up(actor, loan, today)
    note_arrears(actor=actor, loan=loan, state=state_of(loan, today))
    loan.save()
    announce(actor, loan, made)
    # What was done, not why: the reason may be an investigation's.
    notify(
        actor=actor,
        user_id=loan.customer_id,
        kind="LOAN_MOVEMENT_REVERSED",
        title=f"A movement of loan {loan.reference} was reversed",
        body="The bank has taken it back. Ask the bank if you have questions.",
        data={"loan_id": loan.pk, "reference": loan.reference, "number": movement.number},
    )
    return made


def _mirror(
    actor: Actor, loan: Loan, movement: LoanMovement, reason: str
) -> tuple[int | None, str, dt.date | None]:
    """Mirror the entry: through the customer's account where it took part, else on the bank's books alone."""
    if movement.transaction_id:
        booked = reverse_bank_movement(actor=actor, transaction_id=movement.transaction_id, reason=reason)
        return booked.entry_id, booked.transaction_id, booked.business_date
    if movement.journal_entry_id is None:
        return None, "", None
    posted = reverse_entry(
        entry_id=movement.journal_entry_id,
        reference=ids.prefixed_id("LNE"),
        description=f"Reversal of movement {movement.number}, loan {loan.reference}",
        business_date=clock.business_date(),
        posted_at=clock.now(),
    )
    return posted.entry_id, "", posted.business_date


def _restore(loan: Loan, movement: LoanMovement) -> None:
    loan.status = _status_after(movement)
    loan.schedule_version = movement.schedule_version
    if loan.status not in (LoanStatus.CLOSED, LoanStatus.WRITTEN_OFF):
        loan.closed_on = None
    before = movement.terms_before
    if before:
        loan.term, loan.annual_rate_ppm = before["term"], before["annual_rate_ppm"]
        loan.agreed_terms = before["agreed_terms"]


def _status_after(movement: LoanMovement) -> str:
    if movement.kind == MovementKind.DISBURSEMENT:
        return LoanStatus.WITHDRAWN.value
    return movement.status_before
