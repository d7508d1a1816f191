"""64 clients and money for one of them: one gets it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.services import change_account
from ledger.verification import Verification, verify
from tests.builders.accounts import STAFF
from tests.builders.money import Holder, body, holder, pay_in, post
from tests.concurrency.crowd import crowd
from tests.concurrency.sabotage import (
    LEARNING,
    POSTING_A_MOVEMENT,
    POSTING_AN_ENTRY,
    SLOWLY_AFTER_THE_CHECKS,
    WITHOUT_ROW_LOCKS,
    WITHOUT_THE_PROFILES_VERSION,
    sabotaged,
)
from tests.proof_plugin import ProofRecord, at_scale

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]

CLIENTS = 64
ROUNDS = at_scale(small=3, full=200)
FUNDS_OF_THE_BOOK = (
    "ledger_balance_within_bounds",
    "ledger_line_version_once",
    "ledger_line_version_with_balance",
)
"""What the database holds against a double spend without any lock."""


@pytest.fixture(autouse=True)
def _payees_need_not_be_known(settings: Settings) -> None:
    """At full size more goes to one payee than a new one gets in all."""
    settings.NEW_PAYEE_LIMIT = None


@dataclass(frozen=True)
class Outcome:
    """One round: how often each answer came, and what the account held afterwards."""

    answers: Counter[str]
    balance_minor: int


def race(clients: int, rounds: int) -> tuple[list[Outcome], Verification]:
    """Put money for one on an account, let everybody take it at once, and look; again and again."""
    ann, ben = rich_customer(), holder()
    callers = [ann.client() for _ in range(clients)]
    for caller in callers:
        caller.raise_request_exception = False
    transfer = body("TRANSFER", "99.00", sender=ann, receiver=ben)
    withdrawal = body("WITHDRAWAL", "100.00", sender=ann)

    def take(number: int, client: APIClient) -> str:
        answer = post(client, transfer if number % 2 else withdrawal)
        return f"{answer.status_code} {answer.json().get('code', '')}".strip()

    outcomes = []
    with crowd(clients) as people:
        for _ in range(rounds):
            pay_in(ann, 10_000)
            answers = people.all_at_once(lambda number: take(number, callers[number]))
            outcomes.append(Outcome(Counter(answers), ann.balance_minor))
    return outcomes, verify()


def rich_customer() -> Holder:
    """A customer whom no limit stops."""
    ann = holder()
    change_account(
        actor=STAFF,
        account_id=ann.account.id,
        terms={"daily_transaction_limit": "10000000.00", "single_transaction_limit": "10000.00"},
    )
    return ann


def violations(outcomes: list[Outcome], books: Verification) -> list[str]:
    """What went wrong: anything but one winner in a round, an empty account and true books."""
    found = list(books.problems)
    for number, outcome in enumerate(outcomes, 1):
        winners = outcome.answers["201"]
        if winners != 1 or outcome.balance_minor != 0:
            found.append(f"round {number}: {winners} winners, {outcome.balance_minor} left")
    return found


def test_exactly_one_of_64_clients_gets_the_money(proof_record: ProofRecord) -> None:
    outcomes, books = race(CLIENTS, ROUNDS)
    assert violations(outcomes, books) == []
    total = sum((outcome.answers for outcome in outcomes), Counter[str]())
    assert total == {"201": ROUNDS, "422 insufficient_funds": ROUNDS * (CLIENTS - 1)}
    proof_record(
        "64 clients at once on one account with money for one of them, over the HTTP view: exactly one wins",
        clients=CLIENTS,
        rounds=ROUNDS,
        winners=total["201"],
        refused=total["422 insufficient_funds"],
        overdrafts=0,
    )


def test_control_without_locks_and_constraints_several_get_it(proof_record: ProofRecord) -> None:
    with sabotaged(
        {
            POSTING_A_MOVEMENT: WITHOUT_ROW_LOCKS,
            LEARNING: WITHOUT_THE_PROFILES_VERSION,
            POSTING_AN_ENTRY: [*WITHOUT_ROW_LOCKS, *SLOWLY_AFTER_THE_CHECKS],
        },
        without=FUNDS_OF_THE_BOOK,
    ):
        outcomes, books = race(8, 1)
        assert outcomes[0].answers["201"] > 1
        assert not books.is_clean
        assert violations(outcomes, books)
    proof_record(
        "control: the same race without row locks and constraints pays several",
        clients=8,
        rounds=1,
        winners=outcomes[0].answers["201"],
    )
    assert verify().is_clean


def test_without_the_locks_alone_the_constraints_still_pay_one() -> None:
    """Each invariant stands twice: nobody is paid twice, though the losers are told less well."""
    with sabotaged(
        {
            POSTING_A_MOVEMENT: WITHOUT_ROW_LOCKS,
            LEARNING: WITHOUT_THE_PROFILES_VERSION,
            POSTING_AN_ENTRY: [*WITHOUT_ROW_LOCKS, *SLOWLY_AFTER_THE_CHECKS],
        }
    ):
        outcomes, books = race(8, 1)
        assert outcomes[0].answers["201"] <= 1
        assert outcomes[0].balance_minor >= 0
        assert books.is_clean
