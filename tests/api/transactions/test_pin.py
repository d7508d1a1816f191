"""The PIN at the addresses where money leaves: asked for, charged for, and never stored under a key."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from audit.models import AuditLog
from core_banking.kernel import clock
from core_banking.kernel.models import IdempotencyRecord
from tests.builders import people
from tests.builders.money import Holder, body, holder, post, second_account
from transactions.models import Transaction
from users.models import Session, TransactionPin
from users.services import set_pin

pytestmark = pytest.mark.django_db

PIN, WRONG = "4821", "4822"
ATTEMPTS = 5


@pytest.fixture
def ann() -> Holder:
    somebody = holder(100_000)
    set_pin(actor=somebody.actor, password=people.PASSWORD, pin=PIN)
    return somebody


@pytest.fixture
def client(ann: Holder) -> APIClient:
    return ann.client()


def attempts_left(of: Holder) -> int:
    return TransactionPin.objects.get(user_id=of.person.id).attempts_left


def orders(ann: Holder) -> dict[str, tuple[str, dict[str, Any]]]:
    """What takes money out of an account, by address and body."""
    ben = holder()
    return {
        "withdrawal": ("/api/transactions/", body("WITHDRAWAL", "5.00", sender=ann)),
        "transfer": ("/api/transactions/", body("TRANSFER", "5.00", sender=ann, receiver=ben)),
        "payment": ("/api/transactions/", body("PAYMENT", "5.00", sender=ann, payee_name="City Power")),
        "short withdrawal": ("/api/withdrawal/", {"amount": "5.00"}),
        "short transfer": ("/api/balance-transfer/", {"amount": "5.00", "to_account_number": ben.number}),
    }


@pytest.mark.parametrize("what", ["withdrawal", "transfer", "payment", "short withdrawal", "short transfer"])
def test_money_leaves_with_the_right_pin_alone(what: str, ann: Holder, client: APIClient) -> None:
    path, sent = orders(ann)[what]
    without, wrong = post(client, sent, path=path), post(client, {**sent, "pin": WRONG}, path=path)
    assert (without.status_code, without.json()["code"]) == (403, "pin_required")
    assert (wrong.status_code, wrong.json()["code"]) == (403, "pin_invalid")
    assert wrong.json()["attempts_left"] == attempts_left(ann) == ATTEMPTS - 1
    assert not Transaction.objects.exists()
    assert post(client, {**sent, "pin": PIN}, path=path).status_code == 201
    assert attempts_left(ann) == ATTEMPTS


def test_paying_in_needs_no_pin_and_charges_for_none(ann: Holder, client: APIClient) -> None:
    assert post(client, body("DEPOSIT", "5.00", receiver=ann)).status_code == 201
    assert post(client, body("DEPOSIT", "5.00", receiver=ann, pin=WRONG)).status_code == 201
    assert post(client, {"amount": "5.00", "pin": WRONG}, path="/api/deposit/").status_code == 201
    assert attempts_left(ann) == ATTEMPTS


@pytest.mark.parametrize(
    "pin", ["482", "48211", "4821 ", "48a1", "４８２１", "", 4821, None, ["4821"], "4821\n"]
)
def test_what_cannot_be_a_pin_costs_no_attempt(pin: Any, ann: Holder, client: APIClient) -> None:
    told = post(client, body("WITHDRAWAL", "5.00", sender=ann, pin=pin))
    assert (told.status_code, list(told.json())) == (400, ["pin"])
    assert attempts_left(ann) == ATTEMPTS


def test_a_refused_pin_is_not_the_answer_to_its_key(ann: Holder, client: APIClient) -> None:
    sent = body("WITHDRAWAL", "5.00", sender=ann)
    assert post(client, sent, key="k").status_code == 403
    assert post(client, {**sent, "pin": WRONG}, key="k").status_code == 403
    assert not IdempotencyRecord.objects.exists()
    first = post(client, {**sent, "pin": PIN}, key="k")
    assert first.status_code == 201
    again = post(client, {**sent, "pin": PIN}, key="k")
    assert (again.content, again["Idempotency-Replayed"]) == (first.content, "true")


def test_a_wrong_pin_is_charged_before_a_known_key_is_answered(ann: Holder, client: APIClient) -> None:
    sent = body("WITHDRAWAL", "5.00", sender=ann)
    assert post(client, {**sent, "pin": PIN}, key="k").status_code == 201
    told = post(client, {**sent, "pin": WRONG}, key="k")
    assert (told.status_code, told.json()["code"]) == (403, "pin_invalid")
    assert attempts_left(ann) == ATTEMPTS - 1


def test_a_rehearsal_is_charged_too_and_leaves_no_money_moved(ann: Holder, client: APIClient) -> None:
    sent = body("WITHDRAWAL", "5.00", sender=ann)
    rehearsal = "/api/transactions/?dry_run=true"
    assert post(client, sent, path=rehearsal).json()["code"] == "pin_required"
    assert post(client, {**sent, "pin": WRONG}, path=rehearsal).json()["code"] == "pin_invalid"
    assert attempts_left(ann) == ATTEMPTS - 1
    assert post(client, {**sent, "pin": PIN}, path=rehearsal).status_code == 200
    assert not Transaction.objects.exists()


def test_a_malformed_key_or_parameter_is_told_before_the_pin_is_looked_at(
    ann: Holder, client: APIClient
) -> None:
    sent = body("WITHDRAWAL", "5.00", sender=ann, pin=WRONG)
    assert post(client, sent, key="two words").status_code == 400
    assert post(client, sent, path="/api/transactions/?dry-run=true").status_code == 400
    assert attempts_left(ann) == ATTEMPTS


def test_a_sign_in_that_has_ended_is_told_so_and_not_charged(ann: Holder, client: APIClient) -> None:
    Session.objects.filter(user_id=ann.person.id).update(revoked_at=clock.now(), revoke_reason="LOGOUT")
    told = post(client, body("WITHDRAWAL", "5.00", sender=ann, pin=WRONG))
    assert (told.status_code, told.json()["code"]) == (401, "not_signed_in")
    assert attempts_left(ann) == ATTEMPTS


def test_a_locked_pin_pays_nothing_even_when_right(ann: Holder, client: APIClient) -> None:
    sent = body("WITHDRAWAL", "5.00", sender=ann)
    for _ in range(ATTEMPTS):
        assert post(client, {**sent, "pin": WRONG}).json()["code"] == "pin_invalid"
    told = post(client, {**sent, "pin": PIN})
    assert (told.status_code, told.json()["code"]) == (403, "pin_locked")
    assert not Transaction.objects.exists()


def test_staff_on_behalf_are_not_asked_and_are_on_record(ann: Holder) -> None:
    teller = people.signed_in_client(people.bank_admin())
    assert post(teller, body("WITHDRAWAL", "5.00", sender=ann)).status_code == 201
    assert Transaction.objects.get().on_behalf


def test_a_bank_may_ask_everybody(settings: Any) -> None:
    settings.TRANSACTION_PIN_POLICY = "always"
    ben = holder(1_000)
    told = post(ben.client(), body("WITHDRAWAL", "5.00", sender=ben, pin=PIN))
    assert (told.status_code, told.json()["code"]) == (403, "pin_required")
    assert "PUT /api/profile/pin/" in told.json()["error"]
    assert post(ben.client(), body("DEPOSIT", "5.00", receiver=ben)).status_code == 201
    set_pin(actor=ben.actor, password=people.PASSWORD, pin=PIN)
    assert post(ben.client(), body("WITHDRAWAL", "5.00", sender=ben, pin=PIN)).status_code == 201


def test_a_bank_may_ask_nobody_and_then_charges_nobody(settings: Any, ann: Holder, client: APIClient) -> None:
    settings.TRANSACTION_PIN_POLICY = "never"
    assert post(client, body("WITHDRAWAL", "5.00", sender=ann)).status_code == 201
    assert post(client, body("WITHDRAWAL", "5.00", sender=ann, pin=WRONG)).status_code == 201
    assert attempts_left(ann) == ATTEMPTS


def test_between_one_s_own_accounts_the_pin_is_asked_for_too(ann: Holder, client: APIClient) -> None:
    sent = body("TRANSFER", "5.00", sender=ann, receiver=second_account(ann))
    assert post(client, sent).json()["code"] == "pin_required"


def test_a_pin_is_nowhere_in_what_the_bank_keeps(ann: Holder, client: APIClient) -> None:
    post(client, body("WITHDRAWAL", "5.00", sender=ann, pin="730518"), key="k")
    post(client, body("WITHDRAWAL", "5.00", sender=ann, pin=PIN), key="k")
    kept = str(list(AuditLog.objects.values())) + str(list(Transaction.objects.values()))
    assert "730518" not in kept
    assert "'4821'" not in kept
