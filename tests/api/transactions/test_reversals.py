"""Reversals over HTTP: bodies, who sees what, idempotency keys, rehearsals, four eyes."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.builders.money import holder, post, submit
from tests.builders.people import bank_admin, signed_in_client
from transactions.models import Reversal, ReversalRequest, Transaction

pytestmark = pytest.mark.django_db

REASON = {"reason": "Typed twice"}


@pytest.fixture
def clerk() -> APIClient:
    return signed_in_client(bank_admin())


def path_of(transaction_id: Any) -> str:
    return f"/api/transactions/{transaction_id}/reverse/"


def test_a_reversal_is_answered_as_a_transaction_and_linked_both_ways(clerk: APIClient) -> None:
    ann, ben = holder(10_000), holder()
    sent = submit(ann.actor, "TRANSFER", "40.00", sender=ann, receiver=ben)

    answer = post(clerk, REASON, path=path_of(sent.transaction_id))

    assert answer.status_code == 201
    made = answer.json()
    assert (made["transaction_type"], made["amount"], made["fee"]) == ("REVERSAL", "40.00", "1.00")
    assert made["from_account"] == {"account_number": ben.number, "balance": "0.00"}
    assert made["to_account"] == {"account_number": ann.number, "balance": "100.00"}
    assert (made["reverses"], made["reversed_by"], made["reason"]) == (
        sent.transaction_id, None, "Typed twice",
    )  # fmt: skip
    assert clerk.get(f"/api/transactions/{made['id']}/").json() == made
    original = clerk.get(f"/api/transactions/{sent.id}/").json()
    assert (original["status"], original["reverses"], original["reversed_by"], original["reason"]) == (
        "COMPLETED", None, made["transaction_id"], "Typed twice",
    )  # fmt: skip
    seen = ann.client().get(f"/api/transactions/{sent.id}/").json()
    assert (seen["reversed_by"], seen["reason"]) == (made["transaction_id"], None)
    again = post(clerk, REASON, path=path_of(sent.id))
    assert (again.status_code, again.json()["code"]) == (409, "already_reversed")
    assert again.json()["reversed_by"] == made["transaction_id"]


def test_one_key_reverses_once_and_a_rehearsal_never(clerk: APIClient) -> None:
    ann = holder(10_000)
    sent = submit(ann.actor, "WITHDRAWAL", "40.00", sender=ann)

    rehearsed = post(clerk, REASON, path=path_of(sent.id) + "?dry_run=true")
    assert (rehearsed.status_code, rehearsed.json()["amount"], ann.balance_minor) == (200, "40.00", 6_000)
    first, again = (post(clerk, REASON, path=path_of(sent.id), key="undo-1") for _ in range(2))

    assert (first.status_code, again.content, again["Idempotency-Replayed"]) == (201, first.content, "true")
    assert (ann.balance_minor, Reversal.objects.count()) == (10_000, 1)


def test_above_the_threshold_a_colleague_approves(clerk: APIClient) -> None:
    ann = holder(200_000)
    sent = submit(ann.actor, "WITHDRAWAL", "1000.01", sender=ann)
    colleague = signed_in_client(bank_admin())

    asked, again = (post(clerk, REASON, path=path_of(sent.id), key="undo-1") for _ in range(2))

    assert (asked.status_code, again.content) == (202, asked.content)
    request = asked.json()
    assert (request["status"], request["transaction_id"]) == ("PENDING", sent.transaction_id)
    assert (request["amount"], request["from_account_number"]) == ("1000.01", ann.number)
    here = f"/api/reversals/{request['id']}/"
    listed = clerk.get("/api/reversals/?status=PENDING&cursor=").json()["results"]
    assert listed == [request] == [clerk.get(here).json()]
    own = post(clerk, {}, path=f"{here}approve/")
    assert (own.status_code, own.json()["code"], ann.balance_minor) == (403, "not_allowed", 99_999)
    assert post(colleague, {}, path=f"{here}approve/?dry_run=true").json()["status"] == "APPROVED"
    assert (ann.balance_minor, ReversalRequest.objects.get().status) == (99_999, "PENDING")

    approved, replayed = (post(colleague, {"note": "Seen"}, path=f"{here}approve/", key="yes") for _ in "12")

    assert (approved.status_code, replayed.content) == (200, approved.content)
    link = Reversal.objects.select_related("reversal").get()
    assert approved.json()["reversal_transaction_id"] == link.reversal.transaction_id
    assert ann.balance_minor == 200_000
    late = post(colleague, {"note": "No"}, path=f"{here}reject/")
    assert (late.status_code, late.json()["code"], late.json()["status"]) == (
        409, "reversal_decided", "APPROVED",
    )  # fmt: skip


@pytest.mark.parametrize("sent", [{}, {"reason": ""}, {"reason": "  "}, {"reason": 5}, {"reason": "x" * 256}])
def test_a_reason_is_asked_for(clerk: APIClient, sent: dict[str, Any]) -> None:
    ann = holder(10_000)
    movement = submit(ann.actor, "WITHDRAWAL", "40.00", sender=ann)

    answer = post(clerk, sent, path=path_of(movement.id))

    assert (answer.status_code, list(answer.json())) == (400, ["reason"])
    assert Transaction.objects.count() == 1


def test_a_reversal_is_not_among_the_movements_one_may_order(clerk: APIClient) -> None:
    ann = holder(10_000)

    answer = post(
        clerk,
        {"transaction_type": "REVERSAL", "to_account_number": ann.number, "amount": "5.00"},
        path="/api/transactions/",
    )

    assert (answer.status_code, list(answer.json())) == (400, ["transaction_type"])
    assert clerk.get("/api/transactions/?transaction_type=REVERSAL").json()["results"] == []


def test_the_customer_sees_the_reversal_on_his_list_and_statement(clerk: APIClient) -> None:
    ann = holder(10_000)
    sent = submit(ann.actor, "PAYMENT", "40.00", sender=ann, payee_name="Shop")
    post(clerk, REASON, path=path_of(sent.id))
    client = ann.client()

    listed = client.get("/api/transactions/").json()["results"]
    lines = client.get(f"/api/accounts/{ann.account.id}/statement/").json()["lines"]

    assert [row["transaction_type"] for row in listed] == ["REVERSAL", "PAYMENT"]
    assert listed[0]["description"] == f"Reversal of {sent.transaction_id}"
    assert "Typed twice" not in f"{listed}{lines}"
