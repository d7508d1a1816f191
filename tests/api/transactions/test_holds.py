"""Holds over HTTP: bodies, filters, idempotency keys, rehearsals, PIN."""

from __future__ import annotations

import datetime as dt
import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from core_banking.kernel import clock
from core_banking.kernel.models import IdempotencyRecord
from ledger.models import Hold
from ledger.selectors import balance_of
from tests.builders.money import Holder, holder, post, submit
from transactions.models import HoldOrder, Transaction
from users.services import set_pin

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2027, 1, 15, 12, tzinfo=dt.UTC)
HOLDS = "/api/holds/"


def asked(of: Holder, amount: Any = "60.00", **fields: Any) -> dict[str, Any]:
    return {"account_number": of.number, "amount": amount, **fields}


def held(of: Holder) -> int:
    return balance_of(of.account.ledger_account_id).held_minor


def test_a_hold_is_answered_in_full_and_shows_on_the_account() -> None:
    ann = holder(10_000)

    with clock.frozen_at(NOON):
        client = ann.client()
        answer = post(
            client, asked(ann, description="Room 12", expires_at="2027-01-16T12:00:00Z"), path=HOLDS
        )
        order = HoldOrder.objects.get()
        read = [client.get(f"{HOLDS}{name}/").json() for name in (order.pk, order.hold.reference)]
        account = client.get(f"/api/accounts/{ann.account.id}/").json()

    assert answer.status_code == 201
    assert answer.json() == {
        "id": order.pk,
        "hold_id": order.hold.reference,
        "account_number": ann.number,
        "amount": "60.00",
        "captured_amount": "0.00",
        "currency": "USD",
        "status": "OPEN",
        "description": "Room 12",
        "on_behalf": False,
        "created_at": "2027-01-15T12:00:00Z",
        "expires_at": "2027-01-16T12:00:00Z",
        "resolved_at": None,
        "transaction_id": None,
    }
    assert read == [answer.json()] * 2
    assert (account["balance"], account["available_balance"]) == ("100.00", "40.00")


def test_a_capture_answers_with_the_hold_and_its_transaction() -> None:
    ann, ben = holder(10_000), holder()
    client = ann.client()
    hold = post(client, asked(ann), path=HOLDS).json()

    answer = post(
        client, {"amount": "20.00", "to_account_number": ben.number}, path=f"{HOLDS}{hold['id']}/capture/"
    )

    assert answer.status_code == 200
    sent = answer.json()
    moved = Transaction.objects.get()
    assert (sent["status"], sent["captured_amount"]) == ("CAPTURED", "20.00")
    assert sent["transaction_id"] == sent["transaction"]["transaction_id"] == moved.transaction_id
    assert sent["transaction"]["from_account"] == {"account_number": ann.number, "balance": "79.00"}
    assert sent["transaction"]["to_account"] == {"account_number": ben.number, "balance": None}
    again = post(client, {}, path=f"{HOLDS}{hold['id']}/void/")
    assert (again.status_code, again.json()["code"]) == (409, "hold_already_resolved")
    assert again.json()["status"] == "CAPTURED"


def test_the_list_is_filtered_by_status_and_account() -> None:
    ann, ben = holder(10_000), holder(10_000)
    client = ann.client()
    first, second = (post(client, asked(ann, "10.00"), path=HOLDS).json() for _ in range(2))
    post(client, {}, path=f"{HOLDS}{first['hold_id']}/void/")
    post(ben.client(), asked(ben), path=HOLDS)

    def listed(query: str) -> list[int]:
        return [hold["id"] for hold in client.get(f"{HOLDS}?{query}").json()["results"]]

    assert listed("") == listed("cursor=") == [second["id"], first["id"]]
    assert listed("status=OPEN") == [second["id"]]
    assert listed(f"account_number={ann.number.lower()}&status=VOIDED") == [first["id"]]
    assert listed(f"account_number={ben.number}") == []
    assert client.get(f"{HOLDS}?status=LOST").status_code == 400


def test_one_key_holds_and_captures_once() -> None:
    ann = holder(10_000)
    client = ann.client()

    first, again = (post(client, asked(ann), path=HOLDS, key="hold-1") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert (again.content, again["Idempotency-Replayed"]) == (first.content, "true")
    assert (HoldOrder.objects.count(), held(ann)) == (1, 6_000)
    capture = f"{HOLDS}{first.json()['id']}/capture/"
    taken, again = (post(client, {"amount": "5.00"}, path=capture, key="take-1") for _ in range(2))
    assert (taken.status_code, again.content) == (200, taken.content)
    reused = post(client, {"amount": "6.00"}, path=capture, key="take-1")
    assert (reused.status_code, reused.json()["code"]) == (422, "idempotency_key_reused")
    assert Transaction.objects.count() == 1


def test_a_refusal_is_kept_under_its_key_and_leaves_the_hold_as_it_was() -> None:
    ann, ben = holder(6_050), holder()
    client = ann.client()
    hold = post(client, asked(ann), path=HOLDS).json()
    capture = f"{HOLDS}{hold['id']}/capture/"

    refused = post(client, {"to_account_number": ben.number}, path=capture, key="take-1")
    assert (refused.status_code, refused.json()["code"]) == (422, "insufficient_funds")
    submit(ben.actor, "DEPOSIT", "5.00", receiver=ben)
    again = post(client, {"to_account_number": ben.number}, path=capture, key="take-1")

    assert (again.content, again["Idempotency-Replayed"]) == (refused.content, "true")
    assert (Hold.objects.get().status, held(ann)) == ("OPEN", 6_000)


def test_a_key_whose_answer_was_purged_holds_nothing_again() -> None:
    ann = holder(20_000)
    client = ann.client()
    first = post(client, asked(ann), path=HOLDS, key="hold-1").json()
    IdempotencyRecord.objects.all().delete()

    again = post(client, asked(ann), path=HOLDS, key="hold-1")

    assert (again.status_code, again.json()["code"]) == (409, "idempotency_key_expired")
    assert (again.json()["hold_id"], HoldOrder.objects.count()) == (first["hold_id"], 1)


def test_a_rehearsal_answers_and_holds_nothing() -> None:
    ann = holder(10_000)
    client = ann.client()

    rehearsed = post(client, asked(ann), path=f"{HOLDS}?dry_run=true")

    assert (rehearsed.status_code, rehearsed.json()["status"]) == (200, "OPEN")
    assert (held(ann), HoldOrder.objects.count()) == (0, 0)
    hold = post(client, asked(ann), path=HOLDS).json()
    for step in ("capture", "void"):
        assert post(client, {}, path=f"{HOLDS}{hold['id']}/{step}/?dry_run=true").status_code == 200
    assert (held(ann), Hold.objects.get().status) == (6_000, "OPEN")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"amount": "0"}, "amount"),
        ({"amount": "1.001"}, "amount"),
        ({"expires_at": "yesterday"}, "expires_at"),
        ({"expires_at": "2026-01-15T11:59:59Z"}, "expires_at"),
        ({"account_number": None}, "account_number"),
        ({"pin": 1234}, "pin"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_held(fields: dict[str, Any], field: str) -> None:
    ann = holder(10_000)

    answer = post(ann.client(), asked(ann) | fields, path=HOLDS)

    assert answer.status_code == 400
    assert list(answer.json()) == [field]
    assert held(ann) == 0


def held_by(client: Any, hold: dict[str, Any]) -> str:
    status: str = client.get(f"{HOLDS}{hold['id']}/").json()["status"]
    return status


def test_the_pin_is_asked_for_the_hold_and_again_for_its_capture() -> None:
    ann = holder(10_000)
    early = post(ann.client(), asked(ann, "1.00"), path=HOLDS).json()
    set_pin(actor=ann.actor, password="Harbour7Lights", pin="739264")
    client = ann.client()

    without = post(client, asked(ann), path=HOLDS)
    wrong = post(client, asked(ann, pin="000111"), path=HOLDS)
    right = post(client, asked(ann, pin="739264"), path=HOLDS)

    assert (without.status_code, without.json()["code"]) == (403, "pin_required")
    assert (wrong.status_code, wrong.json()["code"]) == (403, "pin_invalid")
    assert right.status_code == 201
    # Set aside before there was a PIN, or with it: who gets the money is said by the capture.
    for hold in (early, right.json()):
        path = f"{HOLDS}{hold['id']}/capture/"
        assert post(client, {}, path=path).json()["code"] == "pin_required"
        assert held_by(client, hold) == "OPEN"
        assert post(client, {"pin": "739264"}, path=path).status_code == 200
    assert "739264" not in json.dumps(list(HoldOrder.objects.values()), default=str)


def test_the_command_releases_what_is_due() -> None:
    ann = holder(10_000)
    out = StringIO()
    with clock.frozen_at(clock.now() - dt.timedelta(days=8)):
        post(ann.client(), asked(ann, "10.00"), path=HOLDS)
    post(ann.client(), asked(ann, "20.00"), path=HOLDS)

    call_command("expire_holds", stdout=out)

    assert out.getvalue() == "Released 1 holds.\n"
    assert held(ann) == 2_000


def test_the_terms_of_holds_are_the_operators(settings: Any) -> None:
    settings.HOLD_DEFAULT_DAYS, settings.HOLD_MAX_DAYS = 2, 3
    ann = holder(10_000)
    client = ann.client()

    with clock.frozen_at(clock.now()):
        now = clock.now()
        sent = post(client, asked(ann), path=HOLDS).json()
        assert sent["expires_at"] == clock.isoformat_utc(now + dt.timedelta(days=2))
        late = (now + dt.timedelta(days=3, seconds=1)).isoformat()
        assert post(client, asked(ann, expires_at=late), path=HOLDS).status_code == 400
