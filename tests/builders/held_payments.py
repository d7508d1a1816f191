"""Rules for a test to be scored by, and payments that they hold or block."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

import pytest

from fraud.contracts import HIGHEST_SCORE, Origin, Rule, RuleKind, RuleMode
from fraud.models import RuleBookVersion
from fraud.rule_rows import rules_as_rows
from fraud.services import forget_book
from fraud.shipped_rules import shipped_rule
from tests.builders import people
from transactions.contracts import MovementCommand, TransactionCard, TransactionType
from transactions.services import submit_transaction
from users.contracts import PersonCard

NEVER: Final = HIGHEST_SCORE + 1
ROUND: Final[dict[str, Any]] = {"round_to": 100, "least_amount": 500}


def rule(
    kind: RuleKind = RuleKind.ROUND_AMOUNT,
    *,
    weight: int = HIGHEST_SCORE,
    mode: RuleMode = RuleMode.ON,
    origins: tuple[Origin, ...] = tuple(Origin),
    **parameters: int,
) -> Rule:
    """Return one rule as staff may set it; by itself a round amount from 500 on is worth all points there are."""
    shipped = shipped_rule(kind, mode)
    return replace(shipped, weight=weight, origins=origins, parameters={**shipped.parameters, **parameters})


def set_rules(*rules: Rule, hold_at: int = 60, block_at: int = NEVER) -> int:
    """Put a rule book in force that has these rules alone; return its version."""
    newest = RuleBookVersion.objects.order_by("-version").values_list("version", flat=True).first() or 0
    version = newest + 1
    RuleBookVersion.objects.create(
        version=version, hold_at=hold_at, block_at=block_at, rules=rules_as_rows(rules)
    )
    forget_book(version)
    return version


@contextmanager
def rules_in_force(*rules: Rule, hold_at: int = 60, block_at: int = NEVER) -> Iterator[int]:
    """Put a rule book in force for a `with` block whose rows are rolled back with the test."""
    version = set_rules(*rules, hold_at=hold_at, block_at=block_at)
    try:
        yield version
    finally:
        forget_book(version)


@pytest.fixture
def holding_round_amounts() -> Iterator[None]:
    """Have every round amount from 500 on held, by whatever hand it comes."""
    with rules_in_force(rule()):
        yield


def held_payment(person: PersonCard, account_number: str, amount: str = "1.00") -> TransactionCard:
    """Have a payment of a customer held that he orders of a biller."""
    set_rules(rule(round_to=1, least_amount=1))
    card = submit_transaction(
        actor=people.actor_for(person),
        command=MovementCommand(
            transaction_type=TransactionType.PAYMENT,
            amount=Decimal(amount),
            from_account_number=account_number,
            payee_name="City Power",
        ),
    )
    assert isinstance(card, TransactionCard)
    assert card.status == "HELD"
    return card
