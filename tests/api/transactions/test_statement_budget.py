"""What a movement costs the database: every statement between the request and its answer, counted and named."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from core_banking.kernel import clock
from tests.builders import people
from tests.builders.money import Holder, body, holder, pay_in, post
from tests.proof_plugin import ProofRecord
from transactions.contracts import PayeeTerms
from transactions.models import Beneficiary
from transactions.services import confirm_payee, save_payee
from users.services import set_pin

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]

READ, AUDIT, KEY = "read all that the decision needs", "audit row", "idempotency record"
POST = "post: lock, re-check, book, record"
AIM = 10
"""The most statements a movement may make inside its transaction, BEGIN and COMMIT included."""


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect the statements of the block, in order, as what they do."""
    seen: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append(named(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield seen


def named(sql: str) -> str:
    """What a statement does, in words where there is a word for it."""
    text = " ".join(sql.split())
    for pattern, name in (
        (r"SELECT caller\.|SELECT .*caller\.token_version", READ),
        (r"SELECT \* FROM transactions_post_v", POST),
        (r"INSERT INTO audit_auditlog", AUDIT),
        (r"INSERT INTO kernel_idempotencyrecord", KEY),
    ):
        if re.match(pattern, text):
            return name
    return text[:60]


@pytest.fixture
def ann() -> Holder:
    return holder(100_000)


def cost(client: APIClient, sent: dict[str, Any], **options: Any) -> list[str]:
    """Send a movement twice, so that what is remembered is remembered, and return the second one's statements."""
    key = options.pop("key", None)
    status = options.pop("status", 201)
    assert post(client, sent, key=key and f"{key}-1", **options).status_code == status
    with statements() as seen:
        assert post(client, sent, key=key and f"{key}-2", **options).status_code == status
    return seen


@pytest.mark.postgresql
def test_a_transfer_is_a_read_a_post_and_an_audit_row(ann: Holder, proof_record: ProofRecord) -> None:
    client, ben = ann.client(), holder()
    sent = body("TRANSFER", "5.00", sender=ann, receiver=ben)
    plain = cost(client, sent)
    assert plain == [READ, POST, AUDIT]
    keyed = cost(client, sent, key="k")
    assert keyed == [READ, POST, KEY, AUDIT]
    # BEGIN and COMMIT are the driver's.
    assert len(keyed) + 2 <= AIM
    proof_record(
        "statements of a transfer over HTTP, from token to answer, BEGIN and COMMIT included",
        without_key=len(plain) + 2,
        with_key=len(keyed) + 2,
    )


@pytest.mark.postgresql
@pytest.mark.parametrize("kind", ["DEPOSIT", "WITHDRAWAL", "PAYMENT"])
def test_every_kind_costs_the_same(kind: str, ann: Holder) -> None:
    sides: dict[str, Any] = {"receiver": ann} if kind == "DEPOSIT" else {"sender": ann}
    seen = cost(ann.client(), body(kind, "5.00", payee_name="City Power", **sides))
    # Whoever gets a payment outside is looked for on the lists in force; there is none here.
    looked = [each for each in seen if "fraud_namelist" in each]
    assert [each for each in seen if each not in looked] == [READ, POST, AUDIT]
    assert len(looked) == (1 if kind == "PAYMENT" else 0)


@pytest.mark.postgresql
def test_a_pin_is_two_short_statements_before_and_nothing_in_the_movement(
    ann: Holder, proof_record: ProofRecord
) -> None:
    set_pin(actor=ann.actor, password=people.PASSWORD, pin="4821")
    sent = body("TRANSFER", "5.00", sender=ann, receiver=holder(), pin="4821")
    seen = cost(ann.client(), sent)
    assert seen[2:] == [READ, POST, AUDIT]
    assert all("users_transactionpin" in each for each in seen[:2])
    proof_record("statements of proving a PIN before a transfer", statements=2)


@pytest.mark.postgresql
def test_a_payee_costs_no_statement_whether_new_or_known_or_limited(ann: Holder) -> None:
    client, ben = ann.client(), holder()
    sent = body("TRANSFER", "5.00", sender=ann, receiver=ben)
    assert cost(client, sent) == [READ, POST, AUDIT]
    Beneficiary.objects.update(first_paid_at=clock.now() - dt.timedelta(days=2))
    known = Beneficiary.objects.values().get()
    assert cost(client, sent) == [READ, POST, AUDIT]
    assert Beneficiary.objects.values().get() == known
    terms = PayeeTerms(daily_limit=Decimal("80.00"))
    saved = save_payee(actor=ann.actor, account_number=ben.number, terms=terms)
    confirm_payee(actor=ann.actor, beneficiary_id=saved.id)
    assert cost(client, sent) == [READ, POST, AUDIT]
    assert Beneficiary.objects.get().paid_minor == 3_000


@pytest.mark.postgresql
def test_a_replay_is_one_read(ann: Holder) -> None:
    client, sent = ann.client(), body("DEPOSIT", "5.00", receiver=ann)
    post(client, sent, key="k")
    with statements() as seen:
        assert post(client, sent, key="k")["Idempotency-Replayed"] == "true"
    assert seen == [READ]


@pytest.mark.postgresql
def test_a_refusal_is_a_read_and_what_it_leaves(ann: Holder) -> None:
    client, sent = ann.client(), body("WITHDRAWAL", "9000.00", sender=ann)
    assert cost(client, sent, status=422) == [READ, AUDIT]
    assert cost(client, sent, key="k", status=422) == [READ, KEY, AUDIT]


@pytest.mark.postgresql
def test_an_account_left_out_is_one_look_more(ann: Holder) -> None:
    seen = cost(ann.client(), {"amount": "5.00"}, path="/api/deposit/")
    assert [seen[0][:6], *seen[1:]] == ["SELECT", READ, POST, AUDIT]


def test_on_either_engine_the_cost_does_not_grow_with_the_history(ann: Holder) -> None:
    client, sent = ann.client(), body("TRANSFER", "1.00", sender=ann, receiver=holder())
    first = cost(client, sent, key="first")
    for _ in range(20):
        pay_in(ann, 100)
    assert len(cost(client, sent, key="then")) == len(first)
    if connection.vendor == "sqlite":
        assert first[0].startswith("BEGIN")
        # One of them keeps what has gone to the payee while he is new.
        assert sum("transactions_beneficiary" in each for each in first) == 1
        # Four seal the entry of the trail, three keep the score and what the profiles learn.
        assert len(first) + 1 <= AIM + 3 + 7
