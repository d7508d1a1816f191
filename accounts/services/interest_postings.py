"""Accrued interest of many accounts is posted at once: each account its own movement, all under one set of locks.

What comes of it is what `post_interest` makes of one account after the other; only the questions are asked once for
all. One account that cannot be posted keeps the others from it: whoever calls does them one by one then.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from django.db import IntegrityError

from accounts.events import InterestOfAccountsPosted
from accounts.interest import share_minor
from accounts.interest_nights import NIGHT
from accounts.models import AccountProduct, InterestPosting
from accounts.selectors.accounts import account_cards
from accounts.selectors.interest import owed_by_account
from accounts.services.bank_movements import book_bank_movements
from accounts.services.interest_accrual import lock_accruals
from accounts.services.interest_posting import (
    Settlement,
    announcement_of,
    is_posted_now,
    movement_of,
    posted_already,
    posting_of,
    refuse_but_to_the_bank,
    settlement_of_period,
)
from accounts.services.locking import lock_money_of_accounts
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import RetryUseCase, emit, make_dry_run, savepoint, use_case, within_use_case


@use_case
def post_interest_of_accounts(*, actor: Actor, account_ids: Sequence[int], date: dt.date) -> int:
    """Put on accounts what has accrued on each until the night before `date`; return on how many something was put.

    Either all of them are done or none. Those that are done already, or are owed nothing, are passed over. Raises
    what `post_interest` raises for any of them.
    """
    refuse_but_to_the_bank(actor, date)
    lock_money_of_accounts(account_ids)
    lock_accruals(account_ids)
    settlements = _settlements(account_ids, date)
    if not settlements:
        make_dry_run()
        return 0
    _settle_all(actor, settlements)
    return len(settlements)


def _settlements(account_ids: Collection[int], date: dt.date) -> list[Settlement]:
    """Return what is to be put on accounts that are held, in order of their numbers."""
    period_end = date - NIGHT
    owed = owed_by_account(account_ids, until=period_end)
    done = posted_already(account_ids, period_end)
    return [
        settlement_of_period(account, date, owed[account_id])
        for account_id, account in account_cards(account_ids).items()
        if owed.get(account_id, 0) > 0 and account_id not in done and is_posted_now(account, date)
    ]


@within_use_case
def _settle_all(actor: Actor, settlements: Sequence[Settlement]) -> None:
    """Pay interest to accounts that are held, and store and announce it."""
    products = AccountProduct.objects.filter(pk__in={each.account.product_id for each in settlements})
    rates = dict(products.values_list("pk", "withholding_tax_ppm"))
    tax_ppm = [rates[each.account.product_id] for each in settlements]
    taxes = [
        share_minor(each.paid_minor, rate_ppm) for each, rate_ppm in zip(settlements, tax_ppm, strict=True)
    ]
    movements = [movement_of(each, tax_minor) for each, tax_minor in zip(settlements, taxes, strict=True)]
    booked = book_bank_movements(actor=actor, movements=movements)
    rows = [
        posting_of(settlement, rate_ppm, tax_minor, movement.entry_id, movement.transaction_id)
        for settlement, rate_ppm, tax_minor, movement in zip(settlements, tax_ppm, taxes, booked, strict=True)
    ]
    try:
        with savepoint():
            InterestPosting.objects.bulk_create(rows)
    except IntegrityError as error:
        raise RetryUseCase from error  # somebody else was first: look what is still owed
    postings = [announcement_of(actor, *each) for each in zip(settlements, rows, strict=True)]
    emit(InterestOfAccountsPosted(actor=actor, postings=postings))
