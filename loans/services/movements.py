"""Writing what happened to a loan: its movement, and its totals with it, in one place for every kind."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from core_banking.kernel import clock, ids
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, within_use_case
from core_banking.kernel.money import Currency, format_minor
from ledger.contracts import EntryDraft, Line, PostedEntry
from ledger.services import post_entry
from loans.contracts import Installment, MovementKind
from loans.events.life import LoanMoved
from loans.models import Loan, LoanMovement, ScheduledInstallment


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a movement changes: by how much principal, interest, fees and penalties owed rise (or fall, below zero).

    `amount_minor` is what changes hands. The rest says how it came about and where it is booked.
    """

    kind: MovementKind
    amount_minor: int
    business_date: dt.date
    principal_minor: int = 0
    interest_minor: int = 0
    fees_minor: int = 0
    penalties_minor: int = 0
    entry_id: int | None = None
    transaction_id: str = ""
    installment_number: int | None = None
    reason: str = ""
    ordered_by: int | None = None
    approved_by: int | None = None
    reverses: LoanMovement | None = None
    terms_before: dict[str, Any] = field(default_factory=dict)


@within_use_case
def record(loan: Loan, change: Change) -> LoanMovement:
    """Write a movement under the lock of its loan and change the loan's totals in memory; the caller saves the loan."""
    kind = MovementKind(change.reverses.kind) if change.reverses else change.kind
    _count(loan, kind, change, sign=-1 if change.reverses else 1)
    if (
        change.kind is not MovementKind.FEE
    ):  # a fee falls due with its repayment: that it is booked changes nothing
        loan.look_again_on = None
    loan.movement_count += 1
    return LoanMovement.objects.create(
        loan=loan,
        number=loan.movement_count,
        kind=change.kind.value,
        amount_minor=change.amount_minor,
        principal_minor=change.principal_minor,
        interest_minor=change.interest_minor,
        fees_minor=change.fees_minor,
        penalties_minor=change.penalties_minor,
        installment_number=change.installment_number,
        schedule_version=loan.schedule_version,
        status_before=loan.status,
        terms_before=change.terms_before,
        journal_entry_id=change.entry_id,
        transaction_id=change.transaction_id,
        reverses=change.reverses,
        business_date=change.business_date,
        reason=change.reason,
        ordered_by_id=change.ordered_by,
        approved_by_id=change.approved_by,
        created_at=clock.now(),
    )


@within_use_case
def announce(actor: Actor, loan: Loan, movement: LoanMovement) -> None:
    """Announce a movement that was written and counted."""
    emit(
        LoanMoved(
            actor=actor,
            loan_id=loan.pk,
            reference=loan.reference,
            number=movement.number,
            kind=movement.kind,
            amount=major(loan, movement.amount_minor),
            currency=loan.currency,
            status=loan.status,
            customer_user_id=loan.customer_id,
            transaction_id=movement.transaction_id,
            reverses=movement.reverses.number if movement.reverses else None,
            reason=movement.reason,
            ordered_by=movement.ordered_by_id,
            approved_by=movement.approved_by_id,
        )
    )


def major(loan: Loan, amount_minor: int) -> str:
    """Write an amount of a loan as the API does."""
    return format_minor(amount_minor, Currency.of(loan.currency).exponent)


def _count(loan: Loan, kind: MovementKind, change: Change, *, sign: int) -> None:
    """Add a movement to the totals of its kind; a reversal, whose parts are the original's mirrored, to the same."""
    if kind is MovementKind.DISBURSEMENT:
        loan.principal_disbursed_minor += change.principal_minor
    elif kind is MovementKind.REPAYMENT:
        loan.principal_paid_minor -= change.principal_minor
        loan.interest_paid_minor -= change.interest_minor
        loan.fees_paid_minor -= change.fees_minor
        loan.penalties_paid_minor -= change.penalties_minor
    elif kind is MovementKind.FEE:
        loan.fees_charged_minor += change.fees_minor
    elif kind is MovementKind.PENALTY:
        loan.penalties_charged_minor += change.penalties_minor
    elif kind is MovementKind.WRITE_OFF:
        loan.written_off_principal_minor -= change.principal_minor
        loan.written_off_interest_minor -= change.interest_minor
        loan.written_off_charges_minor -= change.fees_minor + change.penalties_minor
    elif kind is MovementKind.RECOVERY:
        loan.recovered_minor += sign * change.amount_minor


@within_use_case
def post_for_loan(
    loan: Loan, *, kind: str, description: str, lines: tuple[Line, ...], business_date: dt.date
) -> PostedEntry:
    """Post an entry of the bank's own accounts for a loan."""
    return post_entry(
        EntryDraft(
            kind=kind,
            currency=loan.currency,
            reference=ids.prefixed_id("LNE"),
            description=f"{description}, loan {loan.reference}",
            business_date=business_date,
            value_date=business_date,
            posted_at=clock.now(),
            lines=lines,
        )
    )


@within_use_case
def write_schedule(loan: Loan, installments: tuple[Installment, ...]) -> None:
    """Keep a new version of a loan's schedule, which is in force from now on; the caller saves the loan."""
    newest = (
        ScheduledInstallment.objects.filter(loan=loan)
        .order_by("-version")
        .values_list("version", flat=True)
        .first()
    )
    loan.schedule_version = (newest or 0) + 1
    ScheduledInstallment.objects.bulk_create(
        ScheduledInstallment(
            loan=loan,
            version=loan.schedule_version,
            number=each.number,
            starts_on=each.starts_on,
            due_date=each.due_date,
            days=each.days,
            principal_minor=each.principal_minor,
            interest_minor=each.interest_minor,
            interest_accrued_minor=each.interest_accrued_minor,
            fee_minor=each.fee_minor,
            balance_minor=each.balance_minor,
        )
        for each in installments
    )
