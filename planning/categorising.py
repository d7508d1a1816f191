"""To which category a movement belongs, and why: a pure function of its facts, the shipped and the learned rules.

In this order: what the kind of movement says and nobody may change (money moved between one's own accounts, loans,
cash taken out, what was taken back); the customer's own choice; the rule he has taught; the category he wrote on a
payment; what the kind says otherwise (interest, fees); the shipped words; and, where nothing speaks, "to other people",
"from other people", "other income" or "not sorted yet".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from planning import default_categories as shipped
from planning.contracts import CategoryKind, Direction
from planning.default_categories import SHIPPED_CATEGORIES
from planning.keyword_rules import match_of, speaks_of_refund
from planning.merchants import plain_words

LOAN_KINDS: Final = frozenset({"LOAN_DISBURSEMENT", "LOAN_REPAYMENT"})
_REVERSAL, _WITHDRAWAL = "REVERSAL", "WITHDRAWAL"
_FIXED_KINDS: Final = LOAN_KINDS | {_REVERSAL, _WITHDRAWAL}
_CASH_KINDS: Final = frozenset({"DEPOSIT", _WITHDRAWAL})


class Reason(StrEnum):
    """Why a movement is in its category."""

    BY_HAND = "BY_HAND"
    LEARNED = "LEARNED"
    OWN_CATEGORY_TEXT = "OWN_CATEGORY_TEXT"
    KIND = "KIND"
    KEYWORD = "KEYWORD"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementFacts:
    """What is known of a movement as one of its parties sees it.

    `category_text` is what he wrote on it himself, empty to the other party. `merchant_key` is empty where there is
    nobody to learn about.
    """

    kind: str
    direction: Direction
    is_own_transfer: bool = False
    is_reversed: bool = False
    is_to_customer: bool = False
    payee_name: str = ""
    description: str = ""
    reference: str = ""
    category_text: str = ""
    merchant_key: str = ""

    @property
    def is_fixed(self) -> bool:
        """Whether its kind alone says what it is, and nobody may say otherwise."""
        return self.is_own_transfer or self.kind in _FIXED_KINDS

    @property
    def is_cash_taken_out(self) -> bool:
        """Whether it is cash on the way into its owner's pocket."""
        return self.kind == _WITHDRAWAL

    @property
    def may_be_filed(self) -> bool:
        """Whether its owner may say where it belongs: not where that is fixed, or where it counts nothing."""
        return not self.is_fixed and not self.is_reversed


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """The categories by key and by plain name, and what one customer has said; categories by row number."""

    by_key: Mapping[str, int]
    by_name: Mapping[str, int] = field(default_factory=dict)
    by_hand: Mapping[int, int] = field(default_factory=dict)
    learned: Mapping[tuple[Direction, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The category of a movement and why it is in it, for programs and in a sentence for its owner."""

    category_id: int
    reason: Reason
    sentence: str


def categorise(facts: MovementFacts, known: Knowledge, transaction_row: int | None = None) -> Verdict:
    """Return the category of a movement; `transaction_row` is its row number, for what was chosen by hand."""
    if facts.is_fixed:
        key, sentence = _fixed(facts)
        return Verdict(known.by_key[key], Reason.KIND, sentence)
    return (
        _said_by_customer(facts, known, transaction_row)
        or _said_by_kind(facts, known)
        or _said_by_words(facts, known)
        or _unknown(facts, known)
    )


def _fixed(facts: MovementFacts) -> tuple[str, str]:
    if facts.kind in LOAN_KINDS:
        return shipped.LOAN_PRINCIPAL, "It is the money of a loan."
    if facts.is_cash_taken_out:
        # Filed as anything else it would count beside what is written down as spent of it.
        return shipped.CASH, "It is cash: it counts once you write down what you spent it on."
    if facts.kind != _REVERSAL:
        return shipped.OWN_TRANSFER, "It moved between your own accounts."
    return shipped.OWN_TRANSFER, "It takes back another movement: neither counts."


def _said_by_customer(facts: MovementFacts, known: Knowledge, transaction_row: int | None) -> Verdict | None:
    chosen = known.by_hand.get(transaction_row) if transaction_row is not None else None
    if chosen is not None:
        return Verdict(chosen, Reason.BY_HAND, "You filed it here.")
    taught = known.learned.get((facts.direction, facts.merchant_key)) if facts.merchant_key else None
    if taught is not None:
        return Verdict(taught, Reason.LEARNED, "You filed something like it here before.")
    if not facts.category_text:
        return None
    named = known.by_name.get(plain_words(facts.category_text))
    if named is not None:
        return Verdict(named, Reason.OWN_CATEGORY_TEXT, f"You wrote “{facts.category_text}” on the payment.")
    match = match_of([facts.category_text], _ALLOWED[facts.direction])
    if match is None:
        return None
    return Verdict(
        known.by_key[match.category_key],
        Reason.OWN_CATEGORY_TEXT,
        f"You wrote “{facts.category_text}” on the payment.",
    )


def _said_by_kind(facts: MovementFacts, known: Knowledge) -> Verdict | None:
    if facts.kind == "INTEREST":
        return Verdict(known.by_key[shipped.INTEREST], Reason.KIND, "It is interest from the bank.")
    if facts.kind == "FEE":
        return Verdict(known.by_key[shipped.BANK_FEES], Reason.KIND, "It is a fee of the bank.")
    return None


def _said_by_words(facts: MovementFacts, known: Knowledge) -> Verdict | None:
    texts = (facts.payee_name, facts.description, facts.reference)
    allowed = _ALLOWED[facts.direction]
    gives_back = facts.direction is Direction.IN and speaks_of_refund(texts)
    match = match_of(
        texts, _SPENT_ON if gives_back else allowed - (frozenset() if facts.kind in _CASH_KINDS else _CASH)
    )
    if match is None:
        return None
    said = f"“{match.words}” speaks of it"
    sentence = f"{said}, and it gives back what was spent." if gives_back else f"{said}."
    return Verdict(known.by_key[match.category_key], Reason.KEYWORD, sentence)


def _unknown(facts: MovementFacts, known: Knowledge) -> Verdict:
    if facts.is_to_customer:
        key = shipped.MONEY_SENT if facts.direction is Direction.OUT else shipped.MONEY_RECEIVED
    else:
        key = shipped.UNSORTED if facts.direction is Direction.OUT else shipped.OTHER_INCOME
    return Verdict(known.by_key[key], Reason.UNKNOWN, "Nothing is known of it yet.")


def _keys_of(kind: CategoryKind) -> frozenset[str]:
    return frozenset(category.key for category in SHIPPED_CATEGORIES if category.kind is kind)


_CASH: Final = frozenset({shipped.CASH})
_SPENT_ON: Final = _keys_of(CategoryKind.EXPENSE)
_ALLOWED: Final = {
    Direction.OUT: _SPENT_ON | _CASH,
    Direction.IN: _keys_of(CategoryKind.INCOME) | _CASH,
}
