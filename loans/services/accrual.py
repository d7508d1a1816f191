"""Interest of loans, night by night: what the schedule in force says has accrued, less what has accrued so far.

So a night that was missed is caught up by the next, and a plan that was changed corrects itself.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from core_banking.kernel import clock, ids
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case, within_use_case
from core_banking.kernel.errors import NotAllowed
from core_banking.kernel.money import Currency, format_minor
from ledger.contracts import EntryDraft
from ledger.services import post_entry
from loans.allocation import interest_accrued_by
from loans.contracts import MANAGE_ANY_LOAN, LoanStatus
from loans.entry_templates import ACCRUAL, accrual_lines
from loans.events.life import LoanInterestAccrued
from loans.models import InterestAccrual, Loan
from loans.selectors.life import accrual_targets, installments_in_force

_ONE_DAY = dt.timedelta(days=1)


@use_case
def accrue_day(*, actor: Actor, loan_ids: Sequence[int], date: dt.date) -> int:
    """Accrue the interest of loans up to and including the night of a date; return how many took some.

    One entry for each currency, dated `date`, and a row for each loan: run again it skips whose night has accrued.
    Raises `NotAllowed` for anybody but the bank itself and staff who manage loans.
    """
    if not (actor.is_the_bank or actor.may(MANAGE_ANY_LOAN)):
        raise NotAllowed
    loans = list(
        Loan.objects.select_for_update(no_key=True)
        .filter(pk__in=loan_ids, status=LoanStatus.ACTIVE.value, disbursed_on__lte=date)
        .order_by("pk")
    )
    behind = [each for each in loans if each.accrued_through is None or each.accrued_through < date]
    done = set(
        InterestAccrual.objects.filter(loan__in=behind, business_date=date).values_list("loan_id", flat=True)
    )
    targets_minor = accrual_targets(behind, date + _ONE_DAY)
    accrued: dict[str, list[tuple[Loan, int]]] = defaultdict(list)
    for loan in behind:
        missing_minor = targets_minor[loan.pk] - loan.interest_accrued_minor
        # The row of a night that a correction has taken already stays; what is missing comes with the next night.
        accrued[loan.currency].append((loan, 0 if loan.pk in done else missing_minor))
    entries: list[str] = []
    for currency, amounts in sorted(accrued.items()):
        entries += _book(currency, amounts, night=date, entry_date=date)
    _save(accrued, date)
    totals = {currency: sum(amount for _, amount in amounts) for currency, amounts in accrued.items()}
    emit(
        LoanInterestAccrued(
            actor=actor,
            business_date=date,
            loans=len(behind),
            totals={code: format_minor(total, Currency.of(code).exponent) for code, total in totals.items()},
            entries=entries,
        )
    )
    return sum(1 for amounts in accrued.values() for _, amount in amounts if amount)


@within_use_case
def catch_up(actor: Actor, loan: Loan, today: dt.date) -> None:
    """Accrue, under its lock, what one loan's schedule says has accrued by this morning and its books lack.

    A payment does not wait for the close of business. Booked on `today`, for earlier days may take no more entries;
    the caller saves the loan.
    """
    last_night = today - _ONE_DAY
    morning = max(today, (loan.accrued_through or last_night) + _ONE_DAY)
    missing_minor = interest_accrued_by(installments_in_force(loan), morning) - loan.interest_accrued_minor
    if missing_minor:
        night = _free_night(loan, last_night)
        entries = _book(loan.currency, [(loan, missing_minor)], night=night, entry_date=today)
        total = format_minor(missing_minor, Currency.of(loan.currency).exponent)
        emit(
            LoanInterestAccrued(
                actor=actor, business_date=night, loans=1, totals={loan.currency: total}, entries=entries
            )
        )
        loan.interest_accrued_minor += missing_minor
    loan.accrued_through = morning - _ONE_DAY


def _book(
    currency: str, amounts: Sequence[tuple[Loan, int]], *, night: dt.date, entry_date: dt.date
) -> list[str]:
    """Post one entry for loans of a currency, with a row for each that takes interest; return its reference, if any."""
    taking = [(loan, amount_minor) for loan, amount_minor in amounts if amount_minor]
    if not taking:
        return []
    reference = ids.prefixed_id("LNA")
    posted = post_entry(
        EntryDraft(
            kind=ACCRUAL,
            currency=currency,
            reference=reference,
            description=f"Loan interest of {night}",
            business_date=entry_date,
            value_date=night,
            posted_at=clock.now(),
            lines=accrual_lines(
                [(_interest_account(loan), amount_minor) for loan, amount_minor in taking], currency
            ),
        )
    )
    InterestAccrual.objects.bulk_create(
        InterestAccrual(
            loan=loan, business_date=night, amount_minor=amount_minor, journal_entry_id=posted.entry_id
        )
        for loan, amount_minor in taking
    )
    return [reference]


def _save(accrued: dict[str, list[tuple[Loan, int]]], date: dt.date) -> None:
    changed = []
    for amounts in accrued.values():
        for loan, amount_minor in amounts:
            loan.interest_accrued_minor += amount_minor
            loan.accrued_through = date
            changed.append(loan)
    Loan.objects.bulk_update(changed, ["interest_accrued_minor", "accrued_through"], batch_size=200)


def _free_night(loan: Loan, night: dt.date) -> dt.date:
    """Return the first night from one on that has no row of the loan yet: a correction follows the night's accrual."""
    taken = set(
        InterestAccrual.objects.filter(loan=loan, business_date__gte=night).values_list(
            "business_date", flat=True
        )
    )
    while night in taken:
        night += _ONE_DAY
    return night


def _interest_account(loan: Loan) -> int:
    assert loan.interest_account_id is not None
    return loan.interest_account_id
