"""One key, one effect, one answer: whatever is repeated, reordered or reused."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.http import HttpResponse

from audit.models import AuditLog
from core_banking.kernel import clock
from core_banking.kernel.actors import command_actor
from core_banking.kernel.models import IdempotencyRecord
from kyc.services import approve_kyc, reject_kyc
from ledger.verification import verify
from operations.services import purge_idempotency_keys
from tests.builders import people
from tests.builders.money import Holder, body, holder, pay_in, post, second_account
from tests.whole_database import picture, picture_of_money
from transactions.models import Transaction

pytestmark = pytest.mark.django_db

KEY = "6f1ed002-ab5c-4f0e-9c5e-2d2f1a7a2a01"


@pytest.fixture
def ann() -> Holder:
    return holder(100_000)


@pytest.fixture
def ben() -> Holder:
    return holder()


def same_answer(first: HttpResponse, again: HttpResponse) -> None:
    """The second answer is the first one, word for word, and says that it is a repetition."""
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again["Content-Type"] == first["Content-Type"]
    assert "Idempotency-Replayed" not in first
    assert again["Idempotency-Replayed"] == "true"


def expect(answer: HttpResponse, status: int, code: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(answer.content)
    assert (answer.status_code, told["code"]) == (status, code)
    assert "Idempotency-Replayed" not in answer
    return told


def test_a_repeated_request_is_answered_as_the_first_was_and_moves_nothing(ann: Holder, ben: Holder) -> None:
    client, sent = ann.client(), body("TRANSFER", "100.00", sender=ann, receiver=ben)
    first = post(client, sent, key=KEY)
    assert first.status_code == 201
    before = picture()
    for _ in range(3):
        same_answer(first, post(client, sent, key=KEY))
    assert picture() == before
    assert (ann.balance_minor, ben.balance_minor) == (89_900, 10_000)


def test_the_first_answer_stays_even_when_the_balance_has_changed(ann: Holder) -> None:
    client, sent = ann.client(), body("DEPOSIT", "1.00", receiver=ann)
    first = post(client, sent, key=KEY)
    pay_in(ann, 5_000)
    again = post(client, sent, key=KEY)
    same_answer(first, again)
    assert json.loads(again.content)["to_account"]["balance"] == "1001.00"


def test_the_key_is_kept_with_its_transaction(ann: Holder) -> None:
    post(ann.client(), body("DEPOSIT", "1.00", receiver=ann), key=KEY)
    row, record = Transaction.objects.get(), IdempotencyRecord.objects.get()
    assert (row.idempotency_principal_id, row.idempotency_key) == (ann.person.id, KEY)
    assert (record.principal_id, record.key, record.http_status) == (ann.person.id, KEY, 201)
    assert row.transaction_id.encode() not in bytes(record.answer)


def variants(ann: Holder, ben: Holder) -> dict[str, str]:
    """The same request in other clothes."""
    numbers = f'"from_account_number": "{ann.number}", "to_account_number": "{ben.number}"'
    return {
        "other order": f'{{"amount": 100, {numbers}, "transaction_type": "TRANSFER"}}',
        "white space": f'\n{{  "transaction_type" :\t"TRANSFER",\r\n{numbers} , "amount":100  }}\n\n',
        "no white space": f'{{"transaction_type":"TRANSFER",{numbers.replace(" ", "")},"amount":100}}',
        "number with zeros": f'{{"transaction_type": "TRANSFER", {numbers}, "amount": 100.00}}',
        "number with exponent": f'{{"transaction_type": "TRANSFER", {numbers}, "amount": 1e2}}',
        "escaped": f'{{"transaction_type": "\\u0054RANSFER", {numbers}, "amount": 100}}',
        "with a pin": f'{{"transaction_type": "TRANSFER", {numbers}, "amount": 100, "pin": "4821"}}',
    }


def test_key_order_white_space_and_the_spelling_of_numbers_do_not_matter(ann: Holder, ben: Holder) -> None:
    client = ann.client()
    first = post(client, {**body("TRANSFER", 100, sender=ann, receiver=ben)}, key=KEY)
    assert first.status_code == 201
    for text in variants(ann, ben).values():
        same_answer(first, post(client, text, key=KEY))
    assert ben.balance_minor == 10_000


OTHER_REQUESTS: list[dict[str, Any]] = [
    {"amount": "100.01"},
    {"amount": 100},
    {"amount": "100.000"},
    {"description": "Rent"},
    {"category": ""},
    {"transaction_type": "WITHDRAWAL", "to_account_number": None},
    {"to_account_number": "SAV999999999"},
]


@pytest.mark.parametrize("changed", OTHER_REQUESTS, ids=str)
def test_another_request_under_the_key_is_refused_and_changes_nothing(
    changed: dict[str, Any], ann: Holder, ben: Holder
) -> None:
    client, sent = ann.client(), body("TRANSFER", "100.00", sender=ann, receiver=ben)
    first = post(client, sent, key=KEY)
    before = picture_of_money()
    other = {name: value for name, value in {**sent, **changed}.items() if value is not None}
    expect(post(client, other, key=KEY), 422, "idempotency_key_reused")
    assert picture_of_money() == before
    assert AuditLog.objects.filter(outcome="REFUSED", code="idempotency_key_reused").count() == 1
    same_answer(first, post(client, sent, key=KEY))


def test_the_keys_of_two_callers_have_nothing_to_do_with_each_other(ann: Holder, ben: Holder) -> None:
    first = post(ann.client(), body("DEPOSIT", "1.00", receiver=ann), key=KEY)
    second = post(ben.client(), body("DEPOSIT", "2.00", receiver=ben), key=KEY)
    assert (first.status_code, second.status_code) == (201, 201)
    assert (ann.balance_minor, ben.balance_minor) == (100_100, 200)
    staff = people.signed_in_client(people.bank_admin())
    third = post(staff, body("DEPOSIT", "1.00", receiver=ann), key=KEY)
    assert third.status_code == 201
    assert "Idempotency-Replayed" not in third
    assert ann.balance_minor == 100_200


def test_nobody_reads_another_s_answer_by_guessing_his_key(ann: Holder, ben: Holder) -> None:
    sent = body("DEPOSIT", "1.00", receiver=ann)
    post(ann.client(), sent, key=KEY)
    expect(post(ben.client(), sent, key=KEY), 404, "not_found")


def test_a_business_refusal_is_final(ann: Holder, ben: Holder) -> None:
    client, sent = ann.client(), body("TRANSFER", "5000.00", sender=ann, receiver=ben)
    first = post(client, sent, key=KEY)
    expect(first, 422, "insufficient_funds")
    assert AuditLog.objects.filter(outcome="REFUSED", code="insufficient_funds").count() == 1
    pay_in(ann, 10_000_000)
    before = picture()
    again = post(client, sent, key=KEY)
    same_answer(first, again)
    assert picture() == before
    assert post(client, sent, key="another").status_code == 201


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"amount": "20000.00"}, 422, "single_limit_exceeded"),
        ({"to_account_number": "SAV999999999"}, 422, "unknown_account"),
    ],
)
def test_a_stored_refusal_is_the_bytes_that_were_sent_as_problem_details_too(
    sent: dict[str, Any], status: int, code: str, ann: Holder, ben: Holder
) -> None:
    client = ann.client()
    wanted = {**body("TRANSFER", "1.00", sender=ann, receiver=ben), **sent}
    problem = "application/problem+json"
    first = post(client, wanted, key=KEY, HTTP_ACCEPT=problem)
    assert (first.status_code, first["Content-Type"]) == (status, problem)
    assert json.loads(first.content)["code"] == code
    same_answer(first, post(client, wanted, key=KEY, HTTP_ACCEPT=problem))


def test_what_is_no_business_refusal_is_not_kept(ann: Holder, ben: Holder) -> None:
    client = ann.client()
    sent = body("TRANSFER", "100.00", sender=ann, receiver=ben)

    assert post(client, {**sent, "amount": "abc"}, key=KEY).status_code == 400
    assert post(
        client, {**sent, "transaction_type": "FEE", "to_account_number": ""}, key=KEY
    ).status_code in {
        400,
        403,
    }
    expect(post(client, {**sent, "from_account_number": ben.number}, key=KEY), 404, "not_found")
    client.credentials(HTTP_AUTHORIZATION="Bearer nonsense")
    expect(post(client, sent, key=KEY), 401, "not_signed_in")
    client = ann.client()
    reject_kyc(actor=people.REVIEWER, user_id=ann.person.id, reason="Expired.")
    expect(post(client, sent, key=KEY), 403, "kyc_required")
    approve_again(ann)
    assert not IdempotencyRecord.objects.exists()
    answer = post(ann.client(), sent, key=KEY)
    assert answer.status_code == 201
    assert "Idempotency-Replayed" not in answer


def approve_again(of: Holder) -> None:
    from kyc.services import resubmit_kyc

    resubmit_kyc(actor=of.actor)
    approve_kyc(actor=people.REVIEWER, user_id=of.person.id)


def test_a_purged_key_still_moves_no_money_twice(ann: Holder, ben: Holder) -> None:
    client, sent = ann.client(), body("TRANSFER", "100.00", sender=ann, receiver=ben)
    made = json.loads(post(client, sent, key=KEY).content)["transaction_id"]
    with clock.frozen_at(clock.now() + dt.timedelta(days=30)):
        assert purge_idempotency_keys(actor=command_actor("test")) == 1
    assert not IdempotencyRecord.objects.exists()
    before = picture_of_money()
    for other in (sent, {**sent, "amount": "7.00"}, {**sent, "amount": "99999.00"}):
        told = expect(post(client, other, key=KEY), 409, "idempotency_key_expired")
        assert told["transaction_id"] == made
    assert picture_of_money() == before
    assert verify().is_clean


def test_a_purged_key_is_told_even_when_the_money_would_not_suffice_any_more(ben: Holder) -> None:
    ann = holder(10_100)
    client, sent = ann.client(), body("TRANSFER", "100.00", sender=ann, receiver=ben)
    assert post(client, sent, key=KEY).status_code == 201
    IdempotencyRecord.objects.all().delete()
    expect(post(client, sent, key=KEY), 409, "idempotency_key_expired")


def test_the_purge_leaves_young_keys_alone(ann: Holder) -> None:
    client, sent = ann.client(), body("DEPOSIT", "1.00", receiver=ann)
    first = post(client, sent, key=KEY)
    with clock.frozen_at(clock.now() + dt.timedelta(hours=24)):
        assert purge_idempotency_keys(actor=command_actor("test")) == 0
    same_answer(first, post(client, sent, key=KEY))


@pytest.mark.parametrize("key", ["a", "!" * 255, "~", "Ab9-_.:/?#[]@", "0" * 255])
def test_visible_ascii_of_up_to_255_characters_is_a_key(key: str, ann: Holder) -> None:
    client, sent = ann.client(), body("DEPOSIT", "1.00", receiver=ann)
    same_answer(post(client, sent, key=key), post(client, sent, key=key))


@pytest.mark.parametrize(
    "key", ["", "x" * 256, "two words", "tab\there", "caf\u00e9", "\x7f", " lead", "trail "]
)
def test_anything_else_is_no_key(key: str, ann: Holder) -> None:
    client = ann.client()
    before = picture_of_money()
    expect(post(client, body("DEPOSIT", "1.00", receiver=ann), key=key), 400, "malformed_idempotency_key")
    assert picture_of_money() == before


def test_keys_differ_by_case(ann: Holder) -> None:
    client, sent = ann.client(), body("DEPOSIT", "1.00", receiver=ann)
    post(client, sent, key="key")
    assert "Idempotency-Replayed" not in post(client, sent, key="KEY")
    assert ann.balance_minor == 100_200


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/api/transactions/", None),
        ("/api/deposit/", {"amount": "1.00"}),
        ("/api/withdrawal/", {"amount": "1.00"}),
    ],
)
def test_a_bank_may_demand_a_key(settings: Any, path: str, sent: Any, ann: Holder) -> None:
    settings.IDEMPOTENCY_KEY_POLICY = "required"
    client = ann.client()
    wanted = sent or body("DEPOSIT", "1.00", receiver=ann)
    before = picture_of_money()
    expect(post(client, wanted, path=path), 400, "idempotency_key_required")
    assert picture_of_money() == before
    assert post(client, wanted, path=f"{path}?dry_run=true").status_code == 200
    assert post(client, wanted, path=path, key=KEY).status_code == 201


def test_reading_needs_no_key(settings: Any, ann: Holder) -> None:
    settings.IDEMPOTENCY_KEY_POLICY = "required"
    assert ann.client().get("/api/transactions/").status_code == 200


def test_between_own_accounts_a_key_is_used_once_for_either_direction(ann: Holder) -> None:
    other = second_account(ann, 100_000)
    client = ann.client()
    assert post(client, body("TRANSFER", "1.00", sender=ann, receiver=other), key=KEY).status_code == 201
    back = body("TRANSFER", "1.00", sender=other, receiver=ann)
    expect(post(client, back, key=KEY), 422, "idempotency_key_reused")
    assert (ann.balance_minor, other.balance_minor) == (99_800, 100_100)
