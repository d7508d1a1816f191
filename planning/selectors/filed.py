"""A customer's movements under their categories, computed anew at each look: the book's lines and what he has said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from django.conf import settings

from accounts.selectors import accounts_of
from ledger.services import ChartRole
from planning import default_categories as shipped
from planning.categorising import LOAN_KINDS, Knowledge, MovementFacts, Verdict, categorise
from planning.contracts import Direction
from planning.merchants import BANK_KEY, CASH_KEY, NAMELESS_KEY, account_key, merchant_key, plain_words
from planning.models import CashExpense, LearnedRule, ManualCategory
from planning.selectors.categories import CategoryTree, category_tree
from planning.spending import Part, Source
from transactions.selectors import (
    CustomersMovement,
    PostedMovement,
    loan_parts,
    money_of_customer,
    money_of_movements,
)

CASH_MERCHANT: Final = "Cash"
NAMELESS_MERCHANT: Final = "Without a name"
_FEE, _TAX = "FEE", "TAX"
_CATEGORY_OF_ROLE: Final = {
    ChartRole.LOAN_INTEREST_RECEIVABLE.value: shipped.LOAN_INTEREST,
    ChartRole.LOAN_CHARGES_RECEIVABLE.value: shipped.LOAN_FEES,
}
"""What of a loan's repayment is spent; all else repays principal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledMovement:
    """A movement as one of its parties sees it, under its category, with the parts it counts as."""

    movement: PostedMovement
    facts: MovementFacts
    verdict: Verdict
    merchant: str
    own_account_number: str | None
    parts: tuple[Part, ...]

    @property
    def row(self) -> int:
        """The row number of the movement."""
        return self.movement.row


@dataclass(frozen=True, slots=True)
class Planner:
    """A customer whose money is looked at: his accounts in the ledger, his categories, and what he has said."""

    user_id: int
    tree: CategoryTree
    known: Knowledge
    ledger_account_ids: tuple[int, ...]
    currencies: tuple[str, ...]

    @property
    def default_currency(self) -> str:
        """The currency of his first account, or the bank's."""
        return self.currencies[0] if self.currencies else settings.DEFAULT_CURRENCY

    def key_id(self, key: str) -> int:
        """Return the row number of one of the bank's categories."""
        return self.tree.by_key[key]


def planner_of(user_id: int) -> Planner:
    """Return all that categorising needs to know of a customer but for single movements: three queries."""
    tree = category_tree(user_id)
    accounts = accounts_of(user_id)
    rules = LearnedRule.objects.filter(customer_id=user_id)
    names = {plain_words(card.name): card.id for card in tree.cards.values() if card.is_active}
    names |= {plain_words(card.key): card.id for card in tree.cards.values() if card.is_active and card.key}
    known = Knowledge(
        by_key=tree.by_key,
        by_name=names,
        learned={
            (Direction(direction), key): category
            for direction, key, category in rules.values_list("direction", "merchant_key", "category_id")
            if tree.cards[category].is_active
        },
    )
    return Planner(
        user_id,
        tree,
        known,
        tuple(account.ledger_account_id for account in accounts),
        tuple(dict.fromkeys(account.currency for account in accounts)),
    )


def filed_between(planner: Planner, first: dt.date, last: dt.date) -> list[FiledMovement]:
    """Return what was posted on a customer's accounts on business dates, both inclusive, under its categories."""
    return _filed(planner, money_of_customer(planner.ledger_account_ids, first, last))


def filed_rows(planner: Planner, rows: Collection[int]) -> dict[int, FiledMovement]:
    """Return movements of a customer by their row numbers, under their categories."""
    found = _filed(planner, money_of_movements(rows, planner.ledger_account_ids))
    return {each.row: each for each in found}


def parts_between(planner: Planner, first: dt.date, last: dt.date) -> list[Part]:
    """Return all money of a customer on business dates, both inclusive: of the ledger, and what he spent in cash."""
    posted = [part for filed in filed_between(planner, first, last) for part in filed.parts]
    return posted + list(_cash_parts(planner, first, last))


def _cash_parts(planner: Planner, first: dt.date, last: dt.date) -> Iterator[Part]:
    expenses = CashExpense.objects.filter(customer_id=planner.user_id, date__gte=first, date__lte=last)
    for date, currency, category_id, amount_minor in expenses.values_list(
        "date", "currency", "category_id", "amount_minor"
    ):
        yield Part(
            date=date,
            currency=currency,
            category_id=category_id,
            kind=planner.tree.cards[category_id].kind,
            amount_minor=-amount_minor,
            merchant_key=CASH_KEY,
            merchant=CASH_MERCHANT,
            source=Source.CASH,
        )


def _filed(planner: Planner, found: Iterable[CustomersMovement]) -> list[FiledMovement]:
    movements = list(found)
    of_loans = {each.movement.entry_id for each in movements if each.movement.transaction_type in LOAN_KINDS}
    loans = loan_parts(of_loans) if of_loans else {}
    known = replace(planner.known, by_hand=_filed_by_hand(planner, [each.movement.row for each in movements]))
    return [_file(planner, known, each, loans.get(each.movement.entry_id, {})) for each in movements]


def _filed_by_hand(planner: Planner, rows: Collection[int]) -> dict[int, int]:
    """Return what was chosen for movements between the lowest and the highest of some rows."""
    if not rows:
        return {}
    chosen = ManualCategory.objects.filter(
        customer_id=planner.user_id, transaction_id__gte=min(rows), transaction_id__lte=max(rows)
    )
    return dict(chosen.values_list("transaction_id", "category_id"))


def _file(
    planner: Planner, known: Knowledge, each: CustomersMovement, of_loan: dict[str, int]
) -> FiledMovement:
    movement = each.movement
    sends = movement.from_customer_id == planner.user_id
    merchant, key = _merchant(movement, sends=sends)
    facts = MovementFacts(
        kind=movement.transaction_type,
        direction=Direction.OUT if sends else Direction.IN,
        is_own_transfer=sends and movement.to_customer_id == planner.user_id,
        is_reversed=movement.reversed_by_row is not None or movement.transaction_type == "REVERSAL",
        is_to_customer=movement.transaction_type == "TRANSFER",
        payee_name=movement.payee_name,
        description=movement.description,
        reference=movement.reference,
        # How the other party files it is his own affair.
        category_text=movement.category if sends or movement.from_customer_id is None else "",
        merchant_key=key,
    )
    verdict = categorise(facts, known, movement.row)
    sums = {} if facts.is_reversed else _sums(planner, each, verdict, of_loan)
    # What a movement counts beside its own category - a fee, a tax, the interest of a loan - went to the bank.
    parts = tuple(
        Part(
            date=movement.business_date,
            currency=movement.currency,
            category_id=category_id,
            kind=planner.tree.cards[category_id].kind,
            amount_minor=amount_minor,
            merchant_key=(key or NAMELESS_KEY) if category_id == verdict.category_id else BANK_KEY,
            merchant=(merchant if key else NAMELESS_MERCHANT)
            if category_id == verdict.category_id
            else settings.BANK_NAME,
        )
        for category_id, amount_minor in sums.items()
    )
    own_number = movement.from_account_number if sends else movement.to_account_number
    return FiledMovement(
        movement=movement,
        facts=facts,
        verdict=verdict,
        merchant=merchant,
        own_account_number=own_number,
        parts=parts,
    )


def _sums(
    planner: Planner, each: CustomersMovement, verdict: Verdict, of_loan: dict[str, int]
) -> dict[int, int]:
    """Return what a movement counts in each category, in minor units as the customer sees it; never nothing twice."""
    kind = each.movement.transaction_type
    sums: dict[int, int] = {}
    if kind == "LOAN_REPAYMENT":
        for role, amount_minor in of_loan.items():
            key = _CATEGORY_OF_ROLE.get(role)
            category_id = verdict.category_id if key is None else planner.key_id(key)
            sums[category_id] = sums.get(category_id, 0) + amount_minor
        return {category_id: amount for category_id, amount in sums.items() if amount}
    for line in each.lines:
        category_id = verdict.category_id
        if line.kind == _TAX:
            category_id = planner.key_id(shipped.TAXES)
        elif line.kind == _FEE and kind != _FEE:
            category_id = planner.key_id(shipped.LOAN_FEES if kind in LOAN_KINDS else shipped.BANK_FEES)
        sums[category_id] = sums.get(category_id, 0) + line.amount_minor
    return {category_id: amount for category_id, amount in sums.items() if amount}


def _merchant(movement: PostedMovement, *, sends: bool) -> tuple[str, str]:
    """Return whom the customer knows a movement by, and the key of that: empty where no name says who it was."""
    kind = movement.transaction_type
    if kind == "TRANSFER":
        number = movement.to_account_number if sends else movement.from_account_number
        return (movement.payee_name if sends else "") or number or "", account_key(number or "")
    if kind == "WITHDRAWAL":
        return CASH_MERCHANT, CASH_KEY
    if kind in {"PAYMENT", "DEPOSIT"}:
        name = movement.payee_name or movement.description
        return name or (CASH_MERCHANT if kind == "DEPOSIT" else NAMELESS_MERCHANT), merchant_key(name)
    return settings.BANK_NAME, BANK_KEY
