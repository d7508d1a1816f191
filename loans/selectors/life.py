"""Reads of a loan that runs: its state on a day, its schedule in force, and which loans have work to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from django.db.models import F, OuterRef, Q, QuerySet, Sum

from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import NotAllowed, NotFound
from loans.allocation import LoanState, LoanTotals, share_accrued
from loans.contracts import APPLY_FOR_OWN_LOAN, MANAGE_ANY_LOAN, Installment, LoanStatus, MovementKind
from loans.entry_templates import LoanAccounts
from loans.life_contracts import LoanMovementCard, LoanRequestCard, LoanRequestKind, LoanRequestStatus
from loans.models import Loan, LoanMovement, LoanRequest, ScheduledInstallment

_LOOKED_BACK = dt.timedelta(days=92)


def state_of(loan: Loan, today: dt.date) -> LoanState:
    """Return a loan as the pure rules see it on a day: two queries, for its schedule and for fees waived."""
    return LoanState(
        totals=totals_of(loan),
        installments=installments_in_force(loan),
        today=today,
        accrued_through=loan.accrued_through,
        is_settled=loan.status == LoanStatus.CLOSED,
    )


def totals_of(loan: Loan) -> LoanTotals:
    """Return what was charged and paid, from the loan's row."""
    return LoanTotals(
        principal_disbursed_minor=loan.principal_disbursed_minor,
        principal_paid_minor=loan.principal_paid_minor,
        interest_accrued_minor=loan.interest_accrued_minor,
        interest_paid_minor=loan.interest_paid_minor,
        fees_charged_minor=loan.fees_charged_minor,
        fees_paid_minor=loan.fees_paid_minor,
        penalties_charged_minor=loan.penalties_charged_minor,
        penalties_paid_minor=loan.penalties_paid_minor,
    )


def accounts_of_loan(loan: Loan) -> LoanAccounts:
    """Return the ledger accounts of a loan that was paid out."""
    assert loan.principal_account_id is not None
    assert loan.interest_account_id is not None
    assert loan.charges_account_id is not None
    return LoanAccounts(
        principal=loan.principal_account_id,
        interest=loan.interest_account_id,
        charges=loan.charges_account_id,
        currency=loan.currency,
    )


def installments_in_force(loan: Loan) -> tuple[Installment, ...]:
    """Return the repayments of the schedule in force; the fee of one that was waived is zero."""
    waived = LoanMovement.objects.filter(
        loan=loan, kind=MovementKind.FEE.value, reversed_by__isnull=False
    ).values_list("installment_number", flat=True)
    numbers = set(waived)
    rows = ScheduledInstallment.objects.filter(loan=loan, version=loan.schedule_version).order_by("number")
    return tuple(
        replace(_installment(row), fee_minor=0) if row.number in numbers else _installment(row)
        for row in rows
    )


def schedules_in_force(loans: Iterable[Loan]) -> dict[int, list[Installment]]:
    """Return the repayments in force of many loans, by loan, in two queries; the fee of one that was waived is zero."""
    schedules: dict[int, list[Installment]] = {loan.pk: [] for loan in loans}
    waived = set(
        LoanMovement.objects.filter(
            loan__in=list(schedules), kind=MovementKind.FEE.value, reversed_by__isnull=False
        ).values_list("loan_id", "installment_number")
    )
    rows = ScheduledInstallment.objects.filter(
        loan__in=list(schedules), version=F("loan__schedule_version")
    ).order_by("loan_id", "number")
    for row in rows:
        each = _installment(row)
        is_waived = (row.loan_id, row.number) in waived
        schedules[row.loan_id].append(replace(each, fee_minor=0) if is_waived else each)
    return schedules


def accrual_targets(loans: Iterable[Loan], morning: dt.date) -> dict[int, int]:
    """Return what the schedules of many loans say has accrued by a morning, by loan: as `interest_accrued_by`.

    The database adds up the periods that are over, so that long schedules are not read row by row.
    """
    targets = {loan.pk: 0 for loan in loans}
    in_force = ScheduledInstallment.objects.filter(
        loan__in=list(targets), version=F("loan__schedule_version")
    )
    over = in_force.filter(due_date__lte=morning).values_list("loan_id")
    for loan_id, total_minor in over.annotate(total=Sum("interest_accrued_minor")):
        targets[loan_id] += total_minor
    present = in_force.filter(starts_on__lt=morning, due_date__gt=morning)
    for row in present:
        targets[row.loan_id] += share_accrued(
            row.interest_accrued_minor, row.starts_on, row.due_date, morning
        )
    return targets


def loans_to_accrue(date: dt.date, *, after_id: int = 0, limit: int = 500) -> list[int]:
    """Return loans, by row number, whose interest of the night of a date has not accrued yet."""
    behind = Q(accrued_through__isnull=True) | Q(accrued_through__lt=date)
    return list(
        Loan.objects.filter(behind, status=LoanStatus.ACTIVE.value, disbursed_on__lte=date, pk__gt=after_id)
        .order_by("pk")
        .values_list("pk", flat=True)[:limit]
    )


def loans_with_fees_due(date: dt.date, *, after_id: int = 0, limit: int = 500) -> list[int]:
    """Return loans, by row number, with a fee that is due by a date and was not charged yet.

    Looks back a quarter of a year: what fell due before is charged with the loan's next payment at the latest.
    """
    due = ScheduledInstallment.objects.filter(
        loan__status=LoanStatus.ACTIVE.value,
        version=F("loan__schedule_version"),
        due_date__gt=date - _LOOKED_BACK,
        due_date__lte=date,
        fee_minor__gt=0,
        loan_id__gt=after_id,
    ).exclude(
        number__in=LoanMovement.objects.filter(
            loan=OuterRef("loan"), kind=MovementKind.FEE.value, reverses__isnull=True
        ).values("installment_number")
    )
    return list(due.order_by("loan_id").values_list("loan_id", flat=True).distinct()[:limit])


def charged_numbers(loan: Loan, kind: MovementKind) -> frozenset[int]:
    """Return the repayments that a fee or penalty was ever charged for, one that was waived included."""
    rows = LoanMovement.objects.filter(loan=loan, kind=kind.value, installment_number__isnull=False)
    return frozenset(number for number in rows.values_list("installment_number", flat=True) if number)


def _installment(row: ScheduledInstallment) -> Installment:
    return Installment(
        number=row.number,
        starts_on=row.starts_on,
        due_date=row.due_date,
        days=row.days,
        principal_minor=row.principal_minor,
        interest_minor=row.interest_minor,
        interest_accrued_minor=row.interest_accrued_minor,
        fee_minor=row.fee_minor,
        balance_minor=row.balance_minor,
    )


def own_loan(actor: Actor, loan_id: int) -> Loan:
    """Return a loan of the actor's own. Raises `NotFound` for any other."""
    found = Loan.objects.filter(pk=loan_id, customer_id=actor.user_id).first() if actor.user_id else None
    if found is None:
        raise NotFound("There is no such loan.")
    return found


def loan_to_look_at(actor: Actor, loan_id: int) -> Loan:
    """Return a loan of the actor's own, or with the right to manage loans any. Raises `NotFound`, `NotAllowed`."""
    if actor.may(MANAGE_ANY_LOAN):
        found = Loan.objects.filter(pk=loan_id).first()
        if found is None:
            raise NotFound("There is no such loan.")
        return found
    if not actor.may(APPLY_FOR_OWN_LOAN):
        raise NotAllowed
    return own_loan(actor, loan_id)


def loan_movements(actor: Actor, loan_id: int) -> QuerySet[LoanMovement]:
    """Return what happened to a loan that the actor may see, newest first. Raises `NotFound`, `NotAllowed`."""
    loan = loan_to_look_at(actor, loan_id)
    rows = LoanMovement.objects.filter(loan=loan).select_related("loan", "reverses", "reversed_by")
    return rows.order_by("-number")


def card_of_movement(row: LoanMovement, loan: Loan | None = None) -> LoanMovementCard:
    """Return a movement as others may know it."""
    of_loan = loan or row.loan
    undone: LoanMovement | None = getattr(row, "reversed_by", None)
    return LoanMovementCard(
        number=row.number,
        kind=MovementKind(row.kind),
        amount_minor=row.amount_minor,
        principal_minor=row.principal_minor,
        interest_minor=row.interest_minor,
        fees_minor=row.fees_minor,
        penalties_minor=row.penalties_minor,
        currency=of_loan.currency,
        loan_id=of_loan.pk,
        loan_reference=of_loan.reference,
        loan_status=of_loan.status,
        installment_number=row.installment_number,
        transaction_id=row.transaction_id,
        reverses=row.reverses.number if row.reverses else None,
        reversed_by=undone.number if undone else None,
        reason=row.reason,
        business_date=row.business_date,
        created_at=row.created_at,
    )


def loan_requests(actor: Actor) -> QuerySet[LoanRequest]:
    """Return what waits or waited for a second member of staff, newest first. Raises `NotAllowed`."""
    if not actor.may(MANAGE_ANY_LOAN):
        raise NotAllowed
    return LoanRequest.objects.select_related("loan", "requested_by", "decided_by").order_by("-id")


def loan_request_card(actor: Actor, request_id: int) -> LoanRequestCard:
    """Return one request. Raises `NotFound` and `NotAllowed`."""
    row = loan_requests(actor).filter(pk=request_id).first()
    if row is None:
        raise NotFound("There is no such request.")
    return card_of_request(row)


def card_of_request(row: LoanRequest) -> LoanRequestCard:
    """Return a request as staff sees it."""
    return LoanRequestCard(
        id=row.pk,
        loan_id=row.loan_id,
        loan_reference=row.loan.reference,
        currency=row.loan.currency,
        kind=LoanRequestKind(row.kind),
        details=row.details,
        reason=row.reason,
        status=LoanRequestStatus(row.status),
        requested_by=row.requested_by.username,
        requested_at=row.requested_at,
        decided_by=row.decided_by.username if row.decided_by else None,
        decided_at=row.decided_at,
        note=row.note,
    )
