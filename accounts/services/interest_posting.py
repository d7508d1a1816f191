"""Accrued interest becomes the customer's: posted for a period, at the end of a term, or at the closing.

What an account is owed is what was booked of its nights less what its postings have settled; a posting whose entry was
reversed has settled nothing, so what it took is owed again and comes with the next one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from django.db import IntegrityError

from accounts.contracts import (
    AccountCard,
    AccountStatus,
    AccountType,
    BankMovement,
    InterestPostingCard,
    InterestPostingPeriod,
    InterestSettlement,
)
from accounts.events import InterestPosted
from accounts.interest import share_minor
from accounts.interest_nights import NIGHT
from accounts.models import AccountProduct, InterestPosting
from accounts.selectors.accounts import account_card
from accounts.selectors.interest import owed_minor
from accounts.services.bank_movements import book_bank_movement
from accounts.services.interest_accrual import ACCRUAL, lock_accruals
from accounts.services.suspension import lock_money_holder
from core_banking.kernel import clock, ids
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import RetryUseCase, emit, make_dry_run, savepoint, use_case, within_use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from core_banking.kernel.money import Money
from ledger.contracts import EntryDraft, Line, credit, debit
from ledger.services import ChartRole, bank_account_id, lock_balances, post_entry

_INTEREST: Final = "INTEREST"
_TAX: Final = "TAX"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What is to become of interest that is owed to an account; amounts in minor units.

    `gross_minor` is taken from what was accrued, `beyond_minor` from (or, negative, given back to) what interest costs
    the bank. Their sum goes to `payee`, less the tax; with no payee it is written back.
    """

    account: AccountCard
    payee: AccountCard | None
    how: InterestSettlement
    period_end: dt.date
    gross_minor: int
    beyond_minor: int = 0
    value_date: dt.date | None = None
    term_started_on: dt.date | None = None

    @property
    def paid_minor(self) -> int:
        """What is paid before tax."""
        return self.gross_minor + self.beyond_minor

    @property
    def shown_minor(self) -> int:
        """What it is shown to have come to: what is paid before tax, or is forgone."""
        return self.paid_minor if self.payee else self.gross_minor


@use_case
def post_interest(*, actor: Actor, account_id: int, date: dt.date) -> InterestPostingCard | None:
    """Put on an account what has accrued until the night before `date` and was not posted; return what it came to.

    Gross and tax are two lines of one movement, which counts from `date`. Comes to frozen and dormant accounts as
    well. The second time, or with nothing owed, nothing is done and None returned. Raises `NotAllowed` for anybody but
    the bank itself, `NotFound`, and `InvalidInput` for a day that has not come.
    """
    refuse_but_to_the_bank(actor, date)
    account = _held(account_id)
    period_end = date - NIGHT
    gross_minor = owed_minor(account_id, until=period_end) if is_posted_now(account, date) else 0
    if gross_minor <= 0 or posted_already([account_id], period_end):
        make_dry_run()
        return None
    return settle(actor=actor, settlement=settlement_of_period(account, date, gross_minor))


def refuse_but_to_the_bank(actor: Actor, date: dt.date) -> None:
    """Raise `NotAllowed` for anybody but the bank itself, and `InvalidInput` for a day that has not come."""
    if not actor.is_the_bank:
        raise NotAllowed
    if date > clock.business_date():
        raise InvalidInput({"date": ["This day has not come yet."]})


def settlement_of_period(account: AccountCard, date: dt.date, gross_minor: int) -> Settlement:
    """Return how what an account is owed until the night before a date is put on the account itself."""
    return Settlement(
        account=account,
        payee=account,
        how=InterestSettlement.PERIOD,
        period_end=date - NIGHT,
        gross_minor=gross_minor,
        value_date=date,
        term_started_on=account.term.started_on if account.term else None,
    )


@within_use_case
def settle(*, actor: Actor, settlement: Settlement) -> InterestPostingCard:
    """Pay or write back interest under the locks of the account, with its row and its event; nothing is owed after.

    Raises the refusals of the movement.
    """
    tax_ppm, tax_minor, transaction_id = 0, 0, ""
    entries: list[str] = []
    if settlement.payee is None:
        entry_id, reference = _write_back(settlement)
        entries.append(reference)
    else:
        products = AccountProduct.objects.filter(pk=settlement.account.product_id)
        tax_ppm = products.values_list("withholding_tax_ppm", flat=True).get()
        tax_minor = share_minor(settlement.paid_minor, tax_ppm)
        booked = book_bank_movement(actor=actor, movement=movement_of(settlement, tax_minor))
        entry_id, transaction_id = booked.entry_id, booked.transaction_id
    row = posting_of(settlement, tax_ppm, tax_minor, entry_id, transaction_id)
    try:
        with savepoint():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise RetryUseCase from error  # somebody else was first: look what is still owed
    card = _card_of(row, settlement)
    emit(replace(announcement_of(actor, settlement, row), entries=entries))
    return card


def posting_of(
    settlement: Settlement, tax_ppm: int, tax_minor: int, entry_id: int, transaction_id: str
) -> InterestPosting:
    """Return the row of a settlement, not stored yet."""
    return InterestPosting(
        account_id=settlement.account.id,
        period_end=settlement.period_end,
        term_started_on=settlement.term_started_on,
        posted_on=clock.business_date(),
        how=settlement.how.value,
        gross_minor=settlement.gross_minor,
        beyond_minor=settlement.beyond_minor,
        tax_rate_ppm=tax_ppm,
        tax_minor=tax_minor,
        paid_into_id=settlement.payee.id if settlement.payee else None,
        transaction_id=transaction_id,
        journal_entry_id=entry_id,
    )


def _card_of(row: InterestPosting, settlement: Settlement) -> InterestPostingCard:
    return InterestPostingCard(
        id=row.pk,
        account_id=row.account_id,
        currency=settlement.account.currency,
        period_end=row.period_end,
        posted_on=row.posted_on,
        how=settlement.how,
        gross_minor=settlement.shown_minor,
        tax_minor=row.tax_minor,
        tax_rate_ppm=row.tax_rate_ppm,
        paid_into_number=settlement.payee.account_number if settlement.payee else None,
        transaction_id=row.transaction_id,
        is_reversed=False,
    )


def _held(account_id: int) -> AccountCard:
    """Take the locks of what interest is put on, in their one order, then look at it."""
    found = account_card(account_id)
    if found is None:
        raise NotFound
    lock_money_holder(found.customer_id)
    lock_balances([found.ledger_account_id])
    lock_accruals([account_id])
    account = account_card(account_id)
    assert account is not None
    return account


def is_posted_now(account: AccountCard, date: dt.date) -> bool:
    """Say whether interest is put on the account now: a fixed deposit that matures gets it with its end."""
    if account.status in {AccountStatus.PENDING, AccountStatus.CLOSED}:
        return False
    if account.account_type is not AccountType.FIXED_DEPOSIT:
        return True
    term = account.term
    runs = term is not None and term.maturity_date is not None and term.maturity_date > date
    return runs and account.interest_posting is not InterestPostingPeriod.AT_MATURITY


def posted_already(account_ids: Collection[int], period_end: dt.date) -> set[int]:
    """Return which of some accounts have a posting of this period's end, or of a later one."""
    done = InterestPosting.objects.filter(account_id__in=account_ids, how=InterestSettlement.PERIOD.value)
    return set(done.filter(period_end__gte=period_end).values_list("account_id", flat=True))


def movement_of(settlement: Settlement, tax_minor: int) -> BankMovement:
    """Return the movement of a settlement that is paid: gross and tax, each a line of its own."""
    account, payee = settlement.account, settlement.payee
    assert payee is not None
    lines = [*_cost(settlement), credit(payee.ledger_account_id, settlement.paid_minor, _INTEREST)]
    if tax_minor:
        lines += [
            debit(payee.ledger_account_id, tax_minor, _TAX),
            credit(bank_account_id(ChartRole.TAX_PAYABLE, account.currency), tax_minor, _TAX),
        ]
    return BankMovement(
        kind=_INTEREST,
        account_id=payee.id,
        amount_minor=settlement.paid_minor,
        lines=tuple(lines),
        description=f"Interest until {settlement.period_end}",
        reference="" if payee.id == account.id else account.account_number or "",
        value_date=settlement.value_date,
    )


def _cost(settlement: Settlement, kind: str = _INTEREST) -> list[Line]:
    """Return the lines of the bank's own accounts that the interest comes out of."""
    currency = settlement.account.currency
    sides = (
        (ChartRole.INTEREST_PAYABLE, settlement.gross_minor),
        (ChartRole.INTEREST_EXPENSE, settlement.beyond_minor),
    )
    # A negative amount is a credit.
    return [debit(bank_account_id(role, currency), minor, kind) for role, minor in sides if minor]


def _write_back(settlement: Settlement) -> tuple[int, str]:
    """Give back to the bank's expense what nobody gets; return the entry and its reference."""
    assert settlement.paid_minor == 0, "interest that is paid has a payee"
    now, today = clock.now(), clock.business_date()
    draft = EntryDraft(
        kind=ACCRUAL,
        currency=settlement.account.currency,
        reference=ids.prefixed_id("ACR"),
        description=f"Interest of account {settlement.account.account_number} that is not paid",
        business_date=today,
        value_date=today,
        posted_at=now,
        lines=tuple(_cost(settlement, ACCRUAL)),
    )
    return post_entry(draft).entry_id, draft.reference


def announcement_of(actor: Actor, settlement: Settlement, row: InterestPosting) -> InterestPosted:
    """Return what is announced of a settlement and its row."""
    account, payee = settlement.account, settlement.payee

    def major(amount_minor: int) -> str:
        return str(Money.of_minor(amount_minor, account.currency))

    return InterestPosted(
        actor=actor,
        account_id=account.id,
        owner_id=account.customer_id,
        account_number=account.account_number,
        how=settlement.how,
        period_end=settlement.period_end,
        interest=major(settlement.shown_minor),
        tax=major(row.tax_minor),
        paid_into=payee.account_number if payee else None,
        transaction_id=row.transaction_id or None,
    )
