"""A dry run answers what would happen, by the same path, and writes nothing at all."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from core_banking.kernel.models import IdempotencyRecord
from tests.builders import people
from tests.builders.money import Holder, body, holder, post, second_account
from tests.whole_database import TRACES_OF_REFUSALS, picture, picture_of_money
from transactions.models import Transaction

pytestmark = pytest.mark.django_db

ALL = "/api/transactions/?dry_run=true"
SAME_IN_BOTH = ("transaction_type", "amount", "fee", "currency", "status", "from_account", "to_account")


@pytest.fixture
def ann() -> Holder:
    return holder(100_000)


@pytest.fixture
def ben() -> Holder:
    return holder()


def movements(ann: Holder, ben: Holder) -> list[tuple[str, dict[str, Any]]]:
    return [
        ("/api/transactions/", body("DEPOSIT", "5.00", receiver=ann)),
        ("/api/transactions/", body("WITHDRAWAL", "5.00", sender=ann)),
        ("/api/transactions/", body("TRANSFER", "5.00", sender=ann, receiver=ben)),
        ("/api/transactions/", body("PAYMENT", "5.00", sender=ann, payee_name="City Power")),
        ("/api/deposit/", {"amount": "5.00"}),
        ("/api/withdrawal/", {"amount": "5.00"}),
        ("/api/balance-transfer/", {"amount": "5.00", "to_account_number": ben.number}),
    ]


def test_it_says_what_then_really_happens_and_writes_nothing(ann: Holder, ben: Holder) -> None:
    client = ann.client()
    for path, sent in movements(ann, ben):
        before = picture()
        rehearsed = post(client, sent, path=f"{path}?dry_run=true")
        assert rehearsed.status_code == 200
        assert picture() == before
        real = post(client, sent, path=path)
        assert real.status_code == 201
        assert list(rehearsed.json()) == list(real.json())
        for name in SAME_IN_BOTH:
            assert rehearsed.json()[name] == real.json()[name]


REFUSALS: list[tuple[dict[str, Any], int, str | None]] = [
    ({"amount": "99999.00"}, 422, "single_limit_exceeded"),
    ({"amount": "1000.00"}, 422, "insufficient_funds"),
    ({"to_account_number": "SAV999999999"}, 422, "unknown_account"),
    ({"from_account_number": "SAV999999999"}, 404, "not_found"),
    ({"amount": "0.001"}, 400, None),
]


@pytest.mark.parametrize(("changed", "status", "code"), REFUSALS)
def test_it_refuses_as_the_real_request_would_and_leaves_not_even_that(
    changed: dict[str, Any], status: int, code: str | None, ann: Holder, ben: Holder
) -> None:
    client = ann.client()
    sent = {**body("TRANSFER", "5.00", sender=ann, receiver=ben), **changed}
    before = picture()
    rehearsed = post(client, sent, path=ALL)
    assert picture() == before
    real = post(client, sent)
    assert rehearsed.status_code == real.status_code == status
    assert rehearsed.json() == real.json()
    assert rehearsed.json().get("code") == code


def test_an_account_left_out_is_asked_for_without_a_trace(ann: Holder) -> None:
    second_account(ann)
    client = ann.client()
    before = picture()
    assert post(client, {"amount": "5.00"}, path="/api/deposit/?dry_run=true").status_code == 400
    assert picture() == before


def test_it_does_not_use_up_a_key(ann: Holder) -> None:
    client, sent = ann.client(), body("DEPOSIT", "5.00", receiver=ann)
    for _ in range(2):
        answer = post(client, sent, path=ALL, key="k")
        assert answer.status_code == 200
        assert "Idempotency-Replayed" not in answer
    assert not IdempotencyRecord.objects.exists()
    real = post(client, sent, key="k")
    assert real.status_code == 201
    assert "Idempotency-Replayed" not in real


def test_it_does_not_read_a_used_key_either(ann: Holder) -> None:
    client, sent = ann.client(), body("DEPOSIT", "5.00", receiver=ann)
    first = post(client, sent, key="k").json()
    again = post(client, sent, path=ALL, key="k")
    assert again.status_code == 200
    assert again.json()["transaction_id"] != first["transaction_id"]
    assert again.json()["to_account"]["balance"] == "1010.00"


def test_its_identifier_leads_nowhere(ann: Holder) -> None:
    client = ann.client()
    rehearsed = post(client, body("DEPOSIT", "5.00", receiver=ann), path=ALL).json()
    for key in (rehearsed["id"], rehearsed["transaction_id"]):
        assert client.get(f"/api/transactions/{key}/").status_code == 404
    assert not Transaction.objects.exists()


@pytest.mark.parametrize("value", ["1", "yes", "TRUE", "True", "", "false,true", "0"])
def test_it_is_true_or_false_and_nothing_in_between(value: str, ann: Holder) -> None:
    client = ann.client()
    before = picture(except_tables=TRACES_OF_REFUSALS)
    answer = post(client, body("DEPOSIT", "5.00", receiver=ann), path=f"/api/transactions/?dry_run={value}")
    assert answer.status_code == 400
    assert list(answer.json()) == ["dry_run"]
    assert picture(except_tables=TRACES_OF_REFUSALS) == before


def test_false_means_that_the_money_moves(ann: Holder) -> None:
    answer = post(
        ann.client(), body("DEPOSIT", "5.00", receiver=ann), path="/api/transactions/?dry_run=false"
    )
    assert answer.status_code == 201
    assert ann.balance_minor == 100_500


def test_whoever_may_not_move_money_may_not_rehearse_it(ann: Holder, ben: Holder) -> None:
    sent = body("TRANSFER", "5.00", sender=ann, receiver=ben)
    assert post(APIClient(), sent, path=ALL).status_code == 401
    assert post(people.signed_in_client(people.auditor()), sent, path=ALL).status_code == 403
    assert post(ben.client(), sent, path=ALL).status_code == 404
    fee = body("FEE", "5.00", sender=ann)
    assert post(ann.client(), fee, path=ALL).status_code == 403


@pytest.mark.parametrize("query", ["dryrun=true", "dry-run=true", "dry_run=true&simulate=true"])
def test_a_misspelt_rehearsal_moves_no_money(query: str, ann: Holder) -> None:
    client, before = ann.client(), picture_of_money()
    name = query.rpartition("&")[2].partition("=")[0]

    answer = post(client, {"amount": "5.00"}, path=f"/api/deposit/?{query}")

    assert (answer.status_code, answer.json()) == (400, {name: ["There is no such parameter here."]})
    assert picture_of_money() == before
