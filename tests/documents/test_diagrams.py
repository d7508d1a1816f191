"""The pictures of lives and states show what the bank does: every state, and for accounts every arrow."""

from __future__ import annotations

import re
from enum import StrEnum

import pytest

from accounts.contracts import AccountStatus
from accounts.lifecycle import AccountAction, status_after
from ledger.contracts import HoldStatus
from loans.contracts import LoanStatus
from tests.documents.pages import DOCS
from transactions.contracts import TransactionStatus

pytestmark = pytest.mark.any_engine

BEFORE_IT_IS_A_PAYMENT = "ORDER"
OF_NO_PAYMENT = {TransactionStatus.PENDING, TransactionStatus.FAILED}


def drawing(name: str) -> str:
    return (DOCS / "diagrams" / f"{name}.svg").read_text(encoding="utf-8")


def arrows(name: str) -> set[tuple[str, str]]:
    return set(re.findall(r'data-from="(\w+)" data-to="(\w+)"', drawing(name)))


@pytest.mark.parametrize(
    ("name", "states"),
    [
        ("account-states", set(AccountStatus)),
        ("hold-states", set(HoldStatus)),
        ("loan-states", set(LoanStatus)),
        ("payment-states", set(TransactionStatus) - OF_NO_PAYMENT),
    ],
    ids=["accounts", "holds", "loans", "payments"],
)
def test_every_state_is_drawn_and_can_be_reached(name: str, states: set[StrEnum]) -> None:
    drawn = set(re.findall(r'data-state="(\w+)"', drawing(name))) - {BEFORE_IT_IS_A_PAYMENT}

    assert drawn == {state.value for state in states}
    reached = {to for _, to in arrows(name)}
    assert drawn - reached <= {"PENDING", "OPEN"}


def test_the_arrows_between_the_states_of_an_account_are_those_of_the_bank() -> None:
    known = {
        (before.value, after.value)
        for action in AccountAction
        for before in AccountStatus
        for frozen_from in (AccountStatus.ACTIVE,)
        if (after := status_after(action, before, before_freeze=frozen_from)) is not None
    }

    assert arrows("account-states") == known


@pytest.mark.parametrize("path", sorted((DOCS / "diagrams").glob("*.svg")), ids=lambda path: path.stem)
def test_a_diagram_has_a_title_and_a_description(path) -> None:
    text = path.read_text(encoding="utf-8")

    assert re.search(r"<title [^>]*>[^<]{8,}</title>", text)
    assert re.search(r"<desc [^>]*>[^<]{40,}</desc>", text)
    assert 'role="img"' in text
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
