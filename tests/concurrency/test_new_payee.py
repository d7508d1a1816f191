"""Payments at once to one payee: together they stay within a new payee's limit, and within the customer's own."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Sum

from accounts.services import change_account
from tests.builders.accounts import STAFF
from tests.builders.money import Holder, body, holder, post
from tests.concurrency.crowd import Crowd, crowd, meeting
from tests.concurrency.sabotage import (
    LEARNING,
    POSTING_A_MOVEMENT,
    WITHOUT_THE_PAYEES_VERSION,
    WITHOUT_THE_PROFILES_VERSION,
    sabotaged,
)
from tests.proof_plugin import ProofRecord, at_scale
from transactions import reading
from transactions.contracts import PayeeTerms
from transactions.models import Beneficiary, Transaction
from transactions.services import confirm_payee, save_payee, submission

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]

CLIENTS = at_scale(small=16, full=64)
ROUNDS = at_scale(small=2, full=50)
LIMIT_MINOR = 1_000_000
DAILY_MINOR = 10_000


@dataclass(frozen=True)
class Outcome:
    """One round: the answers, what left by the records, and the payee's row."""

    answers: Counter[str]
    left_minor: int
    payee: Beneficiary


def race(people: Crowd, ann: Holder, clients: list[Any], ben: Holder, amount: str) -> Outcome:
    sent = body("TRANSFER", amount, sender=ann, receiver=ben)

    def send(number: int) -> str:
        answer = post(clients[number], sent)
        return f"{answer.status_code} {answer.json().get('code', '')}".strip()

    answers = Counter(people.all_at_once(send))
    to_ben = Transaction.objects.filter(to_account_id=ben.account.id)
    left_minor = to_ben.aggregate(total=Sum("amount_minor", default=0))["total"]
    return Outcome(answers, left_minor, Beneficiary.objects.get(account_id=ben.account.id))


def rich_customer() -> Holder:
    """A customer whose own daily limit lets one payee's limit be reached in every round."""
    ann = holder(10**12)
    terms: Any = {"daily_transaction_limit": "100000000.00"}
    change_account(actor=STAFF, account_id=ann.account.id, terms=terms)
    return ann


@pytest.mark.parametrize(("amount", "winners"), [("9999.99", 1), ("1500.00", 6)])
def test_parallel_payments_never_give_a_new_payee_more_than_the_limit(
    amount: str, winners: int, proof_record: ProofRecord
) -> None:
    ann = rich_customer()
    clients = [ann.client() for _ in range(CLIENTS)]
    with crowd(CLIENTS) as people:
        outcomes = [race(people, ann, clients, holder(), amount) for _ in range(ROUNDS)]
    for outcome in outcomes:
        assert outcome.left_minor <= LIMIT_MINOR
        assert outcome.payee.paid_while_new_minor == outcome.left_minor
        assert outcome.answers == {"201": winners, "422 payee_cooling_off": CLIENTS - winners}
    proof_record(
        f"transfers at once of {amount} to a new payee under a limit of 10000.00: never above it",
        clients=CLIENTS,
        rounds=ROUNDS,
        winners_each=winners,
        most_left_minor=max(outcome.left_minor for outcome in outcomes),
        limit_minor=LIMIT_MINOR,
    )


def test_parallel_payments_never_pass_the_customer_s_own_limit(proof_record: ProofRecord) -> None:
    ann = rich_customer()
    clients = [ann.client() for _ in range(CLIENTS)]
    outcomes = []
    with crowd(CLIENTS) as people:
        for _ in range(ROUNDS):
            ben, terms = holder(), PayeeTerms(daily_limit=Decimal("100.00"))
            saved = save_payee(actor=ann.actor, account_number=ben.number, terms=terms)
            confirm_payee(actor=ann.actor, beneficiary_id=saved.id)
            outcomes.append(race(people, ann, clients, ben, "30.00"))
    for outcome in outcomes:
        assert outcome.left_minor == outcome.payee.paid_minor == 9_000 <= DAILY_MINOR
        assert outcome.answers == {"201": 3, "422 payee_limit_exceeded": CLIENTS - 3}
    proof_record(
        "transfers at once of 30.00 to a payee under a customer's daily limit of 100.00: never above it",
        clients=CLIENTS,
        rounds=ROUNDS,
        limit_minor=DAILY_MINOR,
    )


def test_control_without_the_check_under_the_lock_a_new_payee_gets_more(
    monkeypatch: pytest.MonkeyPatch, proof_record: ProofRecord
) -> None:
    wait, read = meeting(8), reading.read_movement

    def read_and_wait(*arguments: Any) -> Any:
        found = read(*arguments)
        wait()
        return found

    with (
        sabotaged({POSTING_A_MOVEMENT: WITHOUT_THE_PAYEES_VERSION, LEARNING: WITHOUT_THE_PROFILES_VERSION}),
        monkeypatch.context() as patch,
        crowd(8) as people,
    ):
        patch.setattr(submission, "read_movement", read_and_wait)
        ann = rich_customer()
        outcome = race(people, ann, [ann.client() for _ in range(8)], holder(), "9999.99")
    assert outcome.left_minor > LIMIT_MINOR
    proof_record(
        "control: decided on what was read before the lock, the same transfers give a new payee more",
        clients=8,
        rounds=1,
        left_minor=outcome.left_minor,
        limit_minor=LIMIT_MINOR,
    )
