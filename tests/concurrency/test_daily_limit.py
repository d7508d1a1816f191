"""64 transfers at once, each just under the day's limit: together they never pass it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest
from django.db.models import Sum
from pytest_django import Settings

from accounts.models import OutgoingTotal
from accounts.services import change_account
from ledger.verification import verify
from tests.builders.accounts import STAFF
from tests.builders.money import Holder, body, holder, post, second_account
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
from transactions.models import Transaction
from transactions.services import submission

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]

CLIENTS = 64
ROUNDS = at_scale(small=1, full=100)
LIMIT_MINOR = 100_000
WITHOUT_THE_RECHECK = [(r"AND p_amount \+ CASE [^;]*?<= account\.daily_limit_minor", "")]


@pytest.fixture(autouse=True)
def _payees_need_not_be_known(settings: Settings) -> None:
    """At full size more goes to one payee than a new one gets in all."""
    settings.NEW_PAYEE_LIMIT = None


@dataclass(frozen=True)
class Outcome:
    """One round: the answers, what left by the records, what left by the day's counter."""

    answers: Counter[str]
    left_minor: int
    counted_minor: int


def race(people: Crowd, ann: Holder, ben: Holder, clients: list[Any], amount: str) -> Outcome:
    """Open a fresh account with plenty of money and let everybody transfer out of it at once."""
    account = second_account(ann, 100_000_000)
    terms = {"daily_transaction_limit": "1000.00"}
    change_account(actor=STAFF, account_id=account.account.id, terms=terms)  # type: ignore[arg-type]
    sent = body("TRANSFER", amount, sender=account, receiver=ben)

    def send(number: int) -> str:
        answer = post(clients[number], sent)
        return f"{answer.status_code} {answer.json().get('code', '')}".strip()

    answers = Counter(people.all_at_once(send))
    outgoing = Transaction.objects.filter(from_account_id=account.account.id)
    return Outcome(
        answers,
        outgoing.aggregate(total=Sum("amount_minor", default=0))["total"],
        OutgoingTotal.objects.get(account_id=account.account.id).total_minor,
    )


def violations(outcomes: list[Outcome]) -> list[str]:
    """What went wrong: more left than the limit, or the counter says otherwise than the records."""
    found = list(verify().problems)
    for number, outcome in enumerate(outcomes, 1):
        if outcome.left_minor > LIMIT_MINOR:
            found.append(
                f"round {number}: {outcome.left_minor} left an account with a limit of {LIMIT_MINOR}"
            )
        if outcome.counted_minor != outcome.left_minor:
            found.append(f"round {number}: counted {outcome.counted_minor}, left {outcome.left_minor}")
    return found


@pytest.mark.parametrize(("amount", "winners"), [("999.99", 1), ("30.00", 33)])
def test_parallel_transfers_never_pass_the_daily_limit(
    amount: str, winners: int, proof_record: ProofRecord
) -> None:
    ann, ben = holder(), holder()
    clients = [ann.client() for _ in range(CLIENTS)]
    with crowd(CLIENTS) as people:
        outcomes = [race(people, ann, ben, clients, amount) for _ in range(ROUNDS)]
    assert violations(outcomes) == []
    for outcome in outcomes:
        assert outcome.answers == {"201": winners, "422 daily_limit_exceeded": CLIENTS - winners}
    proof_record(
        f"64 transfers at once of {amount} under a daily limit of 1000.00: never above it",
        clients=CLIENTS,
        rounds=ROUNDS,
        winners_each=winners,
        most_left_minor=max(outcome.left_minor for outcome in outcomes),
        limit_minor=LIMIT_MINOR,
    )


def test_control_without_the_check_under_the_lock_the_limit_is_passed(
    monkeypatch: pytest.MonkeyPatch, proof_record: ProofRecord
) -> None:
    wait, read = meeting(8), reading.read_movement

    def read_and_wait(*arguments: Any) -> Any:
        found = read(*arguments)
        wait()
        return found

    with (
        sabotaged(
            {
                POSTING_A_MOVEMENT: [*WITHOUT_THE_RECHECK, *WITHOUT_THE_PAYEES_VERSION],
                LEARNING: WITHOUT_THE_PROFILES_VERSION,
            }
        ),
        monkeypatch.context() as patch,
        crowd(8) as people,
    ):
        patch.setattr(submission, "read_movement", read_and_wait)
        ann, ben = holder(), holder()
        outcome = race(people, ann, ben, [ann.client() for _ in range(8)], "999.99")
        found = violations([outcome])
    assert outcome.left_minor > LIMIT_MINOR
    assert found
    proof_record(
        "control: decided on what was read before the lock, the same transfers pass the limit",
        clients=8,
        rounds=1,
        left_minor=outcome.left_minor,
        limit_minor=LIMIT_MINOR,
    )
