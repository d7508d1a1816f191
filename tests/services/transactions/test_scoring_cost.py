"""What scoring a movement costs with no history, with some, and with a million movements: always the same."""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from core_banking.kernel import clock, ids
from fraud.models import ScreeningRecord
from tests.builders.money import Holder, holder, submit
from tests.proof_plugin import ProofRecord, at_scale
from transactions.models import Transaction

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]

HISTORIES = (0, at_scale(small=200, full=10_000), at_scale(small=2_000, full=1_000_000))
ROUNDS = at_scale(small=7, full=60)
GENEROUS = 3
"""How many times the median of an empty history the others may take: the noise of a busy machine, not of the size."""
BATCH = 5_000


def lived(account: Holder, movements: int) -> Holder:
    """Give an account a past: as many movements and scores of its own, put in at once."""
    past = clock.now() - dt.timedelta(days=1)
    for first in range(0, movements, BATCH):
        names = ids.transaction_ids(min(BATCH, movements - first))
        Transaction.objects.bulk_create(
            Transaction(
                transaction_id=name,
                transaction_type="PAYMENT",
                status="FAILED",
                amount_minor=100,
                currency="USD",
                from_account_id=account.account.id,
                from_customer_id=account.person.id,
                business_date=past.date(),
                transaction_date=past,
            )
            for name in names
        )
        ScreeningRecord.objects.bulk_create(
            ScreeningRecord(
                screening_id=f"SCR{name[3:]}",
                transaction_id=name,
                account_id=account.account.id,
                user_id=account.person.id,
                origin="CUSTOMER",
                score=0,
                verdict="ALLOW",
                book_version=1,
                facts={"amount": 100},
                hits=[],
                screened_at=past,
            )
            for name in names
        )
    return account


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect the statements of the block."""
    seen: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield seen


def pay(account: Holder) -> None:
    submit(account.actor, "PAYMENT", "0.01", sender=account, payee_name="City Power")


def medians(accounts: Sequence[Holder]) -> list[float]:
    """Let the accounts pay in turns, so that what else happens on the machine happens to all, and time each payment."""
    actors = [account.actor for account in accounts]
    taken: list[list[float]] = [[] for _ in accounts]
    for _ in range(ROUNDS):
        for number, account in enumerate(accounts):
            begun = time.process_time() if connection.vendor == "sqlite" else time.perf_counter()
            submit(actors[number], "PAYMENT", "0.01", sender=account, payee_name="City Power")
            ended = time.process_time() if connection.vendor == "sqlite" else time.perf_counter()
            taken[number].append(ended - begun)
    return [statistics.median(each) for each in taken]


def test_scoring_costs_the_same_whatever_the_history(proof_record: ProofRecord) -> None:
    accounts = [lived(holder(1_000_000), history) for history in HISTORIES]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE transactions_transaction, fraud_screeningrecord")
    for account in accounts:
        pay(account)
    statements = []
    for account in accounts:
        with counted() as seen:
            pay(account)
        statements.append(len(seen))
    assert len(set(statements)) == 1, statements
    timed = medians(accounts)
    assert max(timed) <= GENEROUS * min(timed), timed
    assert ScreeningRecord.objects.exclude(facts={"amount": 100}).count() == len(HISTORIES) * (2 + ROUNDS)
    proof_record(
        "a scored payment at no, some and many movements of history: statements, and medians in microseconds",
        statements=statements[0],
        **{
            f"us_at_{history}": round(median * 1_000_000)
            for history, median in zip(HISTORIES, timed, strict=True)
        },
    )
