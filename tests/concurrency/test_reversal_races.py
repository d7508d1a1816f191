"""A movement is taken back once, however many of the staff do it at once, with two eyes or with four."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError
from django.db.models import QuerySet

from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import DomainError
from operations.verification import verify_books
from tests.append_only_tables import triggers_aside
from tests.builders.money import Holder, holder, pay_in, submit
from tests.builders.people import actor_for, bank_admin
from tests.concurrency.crowd import crowd, meeting
from tests.concurrency.sabotage import sabotaged
from tests.concurrency.test_double_spend import rich_customer
from tests.proof_plugin import ProofRecord, at_scale
from transactions.contracts import REVERSE, TransactionCard
from transactions.models import Reversal
from transactions.reversal_contracts import ReversalRequestCard
from transactions.services import approve_reversal, reversals, reverse_transaction

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]

REVERSALS = at_scale(small=5, full=500)
APPROVALS = at_scale(small=2, full=50)
CORRECTOR = Actor(username="back office", permissions=frozenset({REVERSE}))
ONCE = (
    "transactions_reversal_original_id_key",
    "transactions_reversal_request_id_key",
    "ledger_journalentry_reverses_id_key",
)


def said(deed: Callable[[], Any]) -> str:
    """Return what came of a deed in a word: its refusal's code, or that the database would not have it."""
    try:
        deed()
    except DomainError as refusal:
        return refusal.code
    except DatabaseError:
        return "refused by the database"
    return "done"


def said_of(deed: Callable[[int], Any], number: int) -> str:
    """Return what came of one client's deed."""
    return said(lambda: deed(number))


def violations(
    ann: Holder, rounds: int, prepare: Callable[[TransactionCard], Callable[[int], Any]], clients: int
) -> tuple[list[str], Counter[str]]:
    """Let everybody take one withdrawal after the other back at once; return what went wrong, and the answers."""
    found, total = [], Counter[str]()
    with crowd(clients) as people:
        for number in range(1, rounds + 1):
            before = ann.balance_minor
            movement = submit(ann.actor, "WITHDRAWAL", "10.00", sender=ann)
            deed = prepare(movement)
            answers = Counter(people.all_at_once(partial(said_of, deed)))
            total += answers
            links = Reversal.objects.filter(original_id=movement.id).count()
            if answers["done"] != 1 or links != 1 or ann.balance_minor != before:
                found.append(
                    f"round {number}: {answers['done']} reversals, {ann.balance_minor - before} too much"
                )
                break
    return found + list(verify_books().problems), total


def reversals_at_once(clients: int, rounds: int) -> tuple[list[str], Counter[str]]:
    def prepare(movement: TransactionCard) -> Callable[[int], Any]:
        return lambda _: reverse_transaction(
            actor=CORRECTOR, key=movement.transaction_id, reason="Typed twice"
        )

    return violations(rich_customer_with_money(), rounds, prepare, clients)


def approvals_at_once(clients: int, rounds: int) -> tuple[list[str], Counter[str]]:
    first = actor_for(bank_admin())
    colleagues = [actor_for(bank_admin()) for _ in range(clients)]

    def prepare(movement: TransactionCard) -> Callable[[int], Any]:
        request = reverse_transaction(actor=first, key=movement.transaction_id, reason="Typed twice")
        assert isinstance(request, ReversalRequestCard)
        return lambda number: approve_reversal(actor=colleagues[number], request_id=request.id)

    return violations(rich_customer_with_money(), rounds, prepare, clients)


def rich_customer_with_money() -> Holder:
    ann = rich_customer()
    pay_in(ann, 1_000_000)
    # More than one reversal gives back has gone out today, so that the day's total refuses none of them.
    submit(ann.actor, "WITHDRAWAL", "100.00", sender=ann)
    return ann


@contextmanager
def without_row_locks(monkeypatch: pytest.MonkeyPatch, clients: int, step: str = "_post") -> Iterator[None]:
    """Take every lock of a row away, and let all clients look at the movement before any of them takes a step."""
    wait, original = meeting(clients), getattr(reversals, step)

    def wait_first(*arguments: Any) -> Any:
        wait()
        return original(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)
        patch.setattr(reversals, step, wait_first)
        yield


def test_of_many_reversals_at_once_exactly_one_is_made(proof_record: ProofRecord) -> None:
    found, answers = reversals_at_once(8, REVERSALS)
    assert found == []
    assert answers == {"done": REVERSALS, "already_reversed": REVERSALS * 7}
    proof_record(
        "8 reversals of one movement at once: exactly one is made",
        clients=8,
        rounds=REVERSALS,
        reversed=answers["done"],
        refused=answers["already_reversed"],
    )


def test_of_several_approvals_at_once_exactly_one_reverses(settings: Any, proof_record: ProofRecord) -> None:
    settings.REVERSAL_FOUR_EYES_ABOVE = Decimal(1)
    found, answers = approvals_at_once(4, APPROVALS)
    assert found == []
    assert answers == {"done": APPROVALS, "reversal_decided": APPROVALS * 3}
    proof_record(
        "4 approvals of one reversal at once: exactly one reverses",
        clients=4,
        rounds=APPROVALS,
        reversed=answers["done"],
        refused=answers["reversal_decided"],
    )


def test_without_the_locks_alone_the_database_still_reverses_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each invariant stands twice: nothing is taken back twice, though the losers are told less well."""
    with without_row_locks(monkeypatch, 8):
        found, answers = reversals_at_once(8, 1)
    assert found == []
    assert answers["refused by the database"] > 0


def test_control_without_locks_and_unique_links_a_movement_is_taken_back_again(
    monkeypatch: pytest.MonkeyPatch, proof_record: ProofRecord
) -> None:
    with sabotaged(without=ONCE), without_row_locks(monkeypatch, 4):
        found, answers = reversals_at_once(4, 1)
    assert found
    assert answers["done"] > 1
    proof_record(
        "control: without locks and unique links the same movement is taken back again",
        clients=4,
        rounds=1,
        reversed=answers["done"],
    )
    assert verify_books().is_clean


def test_control_without_locks_trigger_and_unique_links_a_request_reverses_again(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.REVERSAL_FOUR_EYES_ABOVE = Decimal(1)
    with sabotaged(without=ONCE), triggers_aside(), without_row_locks(monkeypatch, 3, "_decide"):
        found, answers = approvals_at_once(3, 1)
    assert found
    assert answers["done"] > 1


def test_two_requests_to_reverse_one_movement_do_not_both_wait(settings: Any) -> None:
    settings.REVERSAL_FOUR_EYES_ABOVE = Decimal(1)
    ann, clerks = holder(10_000), [actor_for(bank_admin()) for _ in range(4)]
    movement = submit(ann.actor, "WITHDRAWAL", "10.00", sender=ann)

    with crowd(4) as people:
        answers = Counter(
            people.all_at_once(
                lambda n: said(
                    lambda: reverse_transaction(
                        actor=clerks[n], key=movement.transaction_id, reason="Typed twice"
                    )
                )
            )
        )

    assert answers == {"done": 1, "reversal_pending": 3}
