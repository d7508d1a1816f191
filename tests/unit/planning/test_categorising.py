"""Where a movement belongs, and why: the order of what decides."""

from __future__ import annotations

from typing import Any

import pytest

from planning.categorising import Knowledge, MovementFacts, Reason, categorise
from planning.contracts import Direction
from planning.default_categories import SHIPPED_CATEGORIES
from planning.keyword_rules import WORDS
from planning.merchants import (
    BANK_KEY,
    CASH_KEY,
    NAMELESS_KEY,
    account_key,
    merchant_key,
    plain_words,
)

KEYS = [category.key for category in SHIPPED_CATEGORIES]
OWN, MOVEMENT = 1_000, 77


def decided(
    kind: str, direction: Direction = Direction.OUT, *, known: dict[str, Any] | None = None, **facts: Any
) -> tuple[str, Reason]:
    knowledge = Knowledge(by_key={key: number for number, key in enumerate(KEYS)}, **(known or {}))
    verdict = categorise(MovementFacts(kind=kind, direction=direction, **facts), knowledge, MOVEMENT)
    key = "own" if verdict.category_id == OWN else KEYS[verdict.category_id]
    return key, verdict.reason


@pytest.mark.parametrize(
    ("kind", "facts", "expected"),
    [
        ("TRANSFER", {"is_own_transfer": True, "description": "Rent"}, ("own_transfer", Reason.KIND)),
        ("LOAN_REPAYMENT", {}, ("loan_principal", Reason.KIND)),
        ("REVERSAL", {}, ("own_transfer", Reason.KIND)),
        ("FEE", {"description": "Cinema"}, ("bank_fees", Reason.KIND)),
        ("WITHDRAWAL", {"description": "For the cinema"}, ("cash", Reason.KIND)),
        ("PAYMENT", {"payee_name": "Green Basket #44"}, ("groceries", Reason.KEYWORD)),
        ("PAYMENT", {"payee_name": "GARAGE NORD"}, ("car_upkeep", Reason.KEYWORD)),
        # The payee goes before the description, the longer words before the shorter.
        ("PAYMENT", {"payee_name": "City Hotel", "description": "Lunch"}, ("lodging", Reason.KEYWORD)),
        ("PAYMENT", {"description": "Car hire for the trip"}, ("taxis", Reason.KEYWORD)),
        # Whole words only.
        ("PAYMENT", {"payee_name": "Barcelona Trading"}, ("unsorted", Reason.UNKNOWN)),
        ("PAYMENT", {"payee_name": "K & L Trading"}, ("unsorted", Reason.UNKNOWN)),
        ("PAYMENT", {"payee_name": "Café Meridian"}, ("coffee_snacks", Reason.KEYWORD)),
        (
            "PAYMENT",
            {"payee_name": "K & L Trading", "category_text": "Groceries"},
            ("groceries", Reason.OWN_CATEGORY_TEXT),
        ),
        ("TRANSFER", {"is_to_customer": True}, ("money_sent", Reason.UNKNOWN)),
        ("TRANSFER", {"is_to_customer": True, "description": "Dinner"}, ("eating_out", Reason.KEYWORD)),
    ],
)
def test_money_that_goes_out(kind: str, facts: dict[str, Any], expected: tuple[str, Reason]) -> None:
    assert decided(kind, **facts) == expected


@pytest.mark.parametrize(
    ("kind", "facts", "expected"),
    [
        ("INTEREST", {}, ("interest_income", Reason.KIND)),
        ("LOAN_DISBURSEMENT", {}, ("loan_principal", Reason.KIND)),
        ("DEPOSIT", {"description": "Salary November"}, ("salary", Reason.KEYWORD)),
        ("DEPOSIT", {"description": "Cash deposit"}, ("cash", Reason.KEYWORD)),
        ("DEPOSIT", {}, ("other_income", Reason.UNKNOWN)),
        ("TRANSFER", {"is_to_customer": True}, ("money_received", Reason.UNKNOWN)),
        # A friend who pays for his dinner is no restaurant; a shop that gives money back lowers what was spent there.
        (
            "TRANSFER",
            {"is_to_customer": True, "description": "Dinner"},
            ("money_received", Reason.UNKNOWN),
        ),
        ("DEPOSIT", {"description": "Refund for shoes"}, ("clothing", Reason.KEYWORD)),
    ],
)
def test_money_that_comes_in(kind: str, facts: dict[str, Any], expected: tuple[str, Reason]) -> None:
    assert decided(kind, Direction.IN, **facts) == expected


def test_what_the_customer_said_of_a_movement_goes_before_what_he_taught_before_the_words() -> None:
    facts: dict[str, Any] = {"payee_name": "Green Basket", "merchant_key": "green basket"}
    taught = {"learned": {(Direction.OUT, "green basket"): KEYS.index("gifts")}}

    assert decided("PAYMENT", **facts) == ("groceries", Reason.KEYWORD)
    assert decided("PAYMENT", known=taught, **facts) == ("gifts", Reason.LEARNED)
    assert decided("PAYMENT", known={**taught, "by_hand": {MOVEMENT: OWN}}, **facts) == (
        "own",
        Reason.BY_HAND,
    )
    # One way says nothing of the other.
    assert decided("PAYMENT", Direction.IN, known=taught, **facts)[1] is not Reason.LEARNED


def test_nobody_says_otherwise_of_a_transfer_between_own_accounts() -> None:
    said = {"by_hand": {MOVEMENT: OWN}, "learned": {(Direction.OUT, "savings"): OWN}}

    assert decided("TRANSFER", known=said, is_own_transfer=True, merchant_key="savings") == (
        "own_transfer",
        Reason.KIND,
    )
    assert decided("WITHDRAWAL", known=said, merchant_key="savings", category_text="Rent") == (
        "cash",
        Reason.KIND,
    )


@pytest.mark.parametrize("name", ["Cash", "BANK 24", "@cash", "Account 12", "@nameless", "@bank"])
def test_no_name_is_taken_for_cash_the_bank_or_an_account(name: str) -> None:
    reserved = {CASH_KEY, BANK_KEY, NAMELESS_KEY, account_key("12")}

    assert merchant_key(name) not in reserved
    assert merchant_key("@") == ""


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Green Basket #4411", "green basket"),
        ("GREEN-BASKET 0087", "green basket"),
        ("  Café   Meridian ", "cafe meridian"),
        ("7 Eleven", "7 eleven"),
        ("4711", "4711"),
        ("…", ""),
    ],
)
def test_spellings_of_a_merchant_have_one_key(name: str, key: str) -> None:
    assert merchant_key(name) == key


def test_every_word_speaks_of_one_shipped_category_and_is_plain() -> None:
    phrases = [phrase.strip() for words in WORDS.values() for phrase in words.split(",")]

    assert set(WORDS) - set(KEYS) == set()
    assert len(phrases) == len(set(phrases))
    assert [phrase for phrase in phrases if plain_words(phrase) != phrase] == []
    assert len(KEYS) == len(set(KEYS)) == 60
