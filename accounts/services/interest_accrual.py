"""Interest accrues: the night after a business date, for many accounts at once.

The nights of a date are asked for when the bank's business date has moved on, so that no line dated on or before it
comes to a customer's account any more: the close of business sees to that. A night that is missing from before, since
its batch had failed, accrues along with the next one.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from django.db import IntegrityError

from accounts.events import InterestAccrued
from accounts.interest_nights import (
    NIGHT,
    AccruedNight,
    AccruedSoFar,
    InterestTerms,
    accrue_night,
    missing_nights,
)
from accounts.models import Account, InterestAccrual
from accounts.selectors.interest import accrued_so_far, bearing_interest, interest_terms
from core_banking.kernel import clock, ids
from core_banking.kernel.actors import Actor
from core_banking.kernel.business_day import business_day
from core_banking.kernel.db import RetryUseCase, emit, make_dry_run, savepoint, use_case, within_use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed
from core_banking.kernel.money import Money
from ledger.contracts import EntryDraft, Line, credit, debit
from ledger.selectors import end_of_day_balances, locked_through, rolled_up_through
from ledger.services import ChartRole, bank_account_id, post_entry

ACCRUAL: Final = "ACCRUAL"
_ROWS_AT_ONCE: Final = 1_000

Night = tuple[InterestTerms, AccruedNight]


@use_case
def accrue_interest_of_day(*, actor: Actor, account_ids: Sequence[int], date: dt.date) -> int:
    """Let interest accrue on accounts in the night after a business date; return on how many it did.

    One entry for each currency books it, interest expense to interest payable: the change of what is owed in whole
    minor units. It is dated `date` or, where that day is closed, the first day that is open. What has accrued is
    passed over, so a second run does nothing and returns 0. Raises `NotAllowed` for anybody but the bank itself, and
    `InvalidInput` for a day that has not come.
    """
    if not actor.is_the_bank:
        raise NotAllowed
    if date > clock.business_date():
        raise InvalidInput({"date": ["This day has not come yet."]})
    lock_accruals(account_ids)
    accounts = accrue_nights(actor, account_ids, date)
    if not accounts:
        make_dry_run()
    return accounts


@within_use_case
def lock_accruals(account_ids: Iterable[int]) -> None:
    """Hold accounts until the use case ends, in order: no night accrues on them meanwhile, and nothing is settled."""
    held = Account.objects.select_for_update(no_key=True).filter(pk__in=account_ids)
    list(held.order_by("pk").values_list("pk", flat=True))


@within_use_case
def accrue_nights(actor: Actor, account_ids: Sequence[int], date: dt.date) -> int:
    """Book, store and announce the nights until that of a date which are missing, of accounts that are held.

    Return on how many accounts some were.
    """
    nights = list(_nights(account_ids, date))
    if not nights:
        return 0
    entries = _book(nights, date)
    _store(nights, {currency: entry_id for currency, (entry_id, _) in entries.items()})
    accounts = len({terms.account_id for terms, _ in nights})
    emit(
        InterestAccrued(
            actor=actor,
            date=date,
            accounts=accounts,
            nights=len(nights),
            amounts={
                currency: str(Money.of_minor(sum(booked), currency))
                for currency, booked in _booked_by_currency(nights)
            },
            entries=[reference for _, reference in entries.values()],
        )
    )
    return accounts


@within_use_case
def accrue_what_is_missing(actor: Actor, account_id: int, last_night: dt.date) -> None:
    """Let the nights of a held account accrue, until a last one, that the close of business has not come to yet.

    For whoever settles all that an account is owed: the close passes over it afterwards.
    """
    day = business_day()
    if day is not None and day.closed_through < last_night:
        accrue_nights(actor, [account_id], last_night)


def _nights(account_ids: Sequence[int], date: dt.date) -> Iterator[Night]:
    """Yield the nights that are missing, those of one account in order."""
    every = interest_terms(bearing_interest(date).filter(pk__in=account_ids))
    so_far = accrued_so_far([terms.account_id for terms in every])
    missing = {
        terms.account_id: missing_nights(terms, so_far.get(terms.account_id, AccruedSoFar()), date)
        for terms in every
    }
    balances = _balances(every, missing)
    for terms in every:
        state = so_far.get(terms.account_id, AccruedSoFar())
        for night in missing[terms.account_id]:
            accrued = accrue_night(terms, state, balances[night][terms.ledger_account_id], night)
            state = accrued.after
            yield terms, accrued


def _balances(
    every: Sequence[InterestTerms], missing: dict[int, list[dt.date]]
) -> dict[dt.date, dict[int, int]]:
    """Return the balances at the end of each date whose night is missing: usually one date, and one question."""
    asked: dict[dt.date, list[int]] = defaultdict(list)
    for terms in every:
        for night in missing[terms.account_id]:
            asked[night].append(terms.ledger_account_id)
    return {night: end_of_day_balances(accounts, night) for night, accounts in asked.items()}


def _booked_by_currency(nights: Sequence[Night]) -> list[tuple[str, list[int]]]:
    booked: dict[str, list[int]] = defaultdict(list)
    for terms, night in nights:
        booked[terms.currency].append(night.booked_minor)
    return sorted(booked.items())


def _book(nights: Sequence[Night], date: dt.date) -> dict[str, tuple[int, str]]:
    """Post an entry for each currency in which something changed; return their ids and references by currency."""
    entries: dict[str, tuple[int, str]] = {}
    booked_on = _first_open_date(date)
    for currency, booked in _booked_by_currency(nights):
        more = sum(change for change in booked if change > 0)
        less = -sum(change for change in booked if change < 0)
        expense = bank_account_id(ChartRole.INTEREST_EXPENSE, currency)
        payable = bank_account_id(ChartRole.INTEREST_PAYABLE, currency)
        lines: list[Line] = []
        if more:
            lines += [debit(expense, more, ACCRUAL), credit(payable, more, ACCRUAL)]
        if less:
            lines += [debit(payable, less, ACCRUAL), credit(expense, less, ACCRUAL)]
        if lines:
            entries[currency] = _post(currency, date, booked_on, lines)
    return entries


def _first_open_date(date: dt.date) -> dt.date:
    """Return a date, or the first one after it that the book still takes entries for."""
    day = business_day()
    closed = (rolled_up_through(), locked_through(), day.closed_through if day else None)
    return max(date, *(last + NIGHT for last in closed if last is not None))


def _post(currency: str, date: dt.date, booked_on: dt.date, lines: Sequence[Line]) -> tuple[int, str]:
    draft = EntryDraft(
        kind=ACCRUAL,
        currency=currency,
        reference=ids.prefixed_id("ACR"),
        description=f"Interest on deposits, night of {date}",
        business_date=booked_on,
        value_date=date,
        posted_at=clock.now(),
        lines=tuple(lines),
    )
    return post_entry(draft).entry_id, draft.reference


def _store(nights: Sequence[Night], entries: dict[str, int]) -> None:
    rows = (
        InterestAccrual(
            account_id=terms.account_id,
            date=night.date,
            term_started_on=terms.term_started_on,
            balance_minor=night.balance_minor,
            annual_rate_ppm=terms.annual_rate_ppm,
            day_count=terms.day_count.value,
            accrued_minor=night.accrued.minor,
            accrued_part=night.accrued.part,
            total_minor=night.after.total.minor,
            total_part=night.after.total.part,
            booked_minor=night.booked_minor,
            booked_total_minor=night.after.booked_total_minor,
            journal_entry_id=entries.get(terms.currency),
        )
        for terms, night in nights
    )
    try:
        with savepoint():
            InterestAccrual.objects.bulk_create(rows, batch_size=_ROWS_AT_ONCE)
    except IntegrityError as error:
        raise RetryUseCase from error  # somebody else was first: look what is left to do
