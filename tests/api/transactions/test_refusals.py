"""What the bank refuses, with which status and code; that it changed nothing, and that the trail says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import Account
from accounts.services import change_account, close_account, freeze_account
from audit.models import AuditLog
from core_banking.kernel import clock
from kyc.services import reject_kyc
from tests.builders import people
from tests.builders.accounts import STAFF, offer_product
from tests.builders.money import Holder, body, holder, post
from tests.whole_database import picture_of_money

pytestmark = pytest.mark.django_db

OWN_KINDS = ("DEPOSIT", "WITHDRAWAL", "TRANSFER", "PAYMENT")


@contextmanager
def changing_nothing(code: str, times: int = 1) -> Iterator[None]:
    """Whatever is asked in the block leaves every table but the trail alone, and the trail a refusal for each."""
    before, refused = picture_of_money(), AuditLog.objects.filter(outcome="REFUSED", code=code).count()
    yield
    assert picture_of_money() == before
    assert AuditLog.objects.filter(outcome="REFUSED", code=code).count() == refused + times


def refused(client: APIClient, sent: Any, status: int, code: str, **post_arguments: Any) -> dict[str, Any]:
    """Send what must be refused, show that it changed nothing, and return the answer."""
    with changing_nothing(code):
        answer = post(client, sent, **post_arguments)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["error"]
    told: dict[str, Any] = answer.json()
    return told


def movement(kind: str, ann: Holder, ben: Holder, amount: str = "100.00") -> dict[str, Any]:
    """A movement of this kind that Ann may order."""
    sides: dict[str, dict[str, Any]] = {
        "DEPOSIT": {"receiver": ann},
        "INTEREST": {"receiver": ann},
        "TRANSFER": {"sender": ann, "receiver": ben},
        "PAYMENT": {"sender": ann, "payee_name": "City Power"},
    }
    return body(kind, amount, **sides.get(kind, {"sender": ann}))


@pytest.fixture
def ann() -> Holder:
    return holder(100_000)


@pytest.fixture
def ben() -> Holder:
    return holder(100_000)


@pytest.mark.parametrize("kind", OWN_KINDS)
def test_a_rejected_customer_moves_no_money(kind: str, ann: Holder, ben: Holder) -> None:
    client = ann.client()
    reject_kyc(actor=people.REVIEWER, user_id=ann.person.id, reason="Expired.")
    told = refused(client, movement(kind, ann, ben), 403, "kyc_required")
    assert told["error"] == (
        "KYC verification required to perform transactions. Please complete KYC verification."
    )


@pytest.mark.parametrize("kind", OWN_KINDS)
def test_an_account_that_is_another_s_is_not_found(kind: str, ann: Holder, ben: Holder) -> None:
    refused(ann.client(), movement(kind, ben, ann), 404, "not_found")


@pytest.mark.parametrize("kind", OWN_KINDS)
def test_an_account_that_does_not_exist_is_not_found_in_the_same_words(
    kind: str, ann: Holder, ben: Holder
) -> None:
    client = ann.client()
    foreign = refused(client, movement(kind, ben, ann), 404, "not_found")
    missing = movement(kind, ann, ben)
    for name in ("from_account_number", "to_account_number"):
        if missing.get(name) == ann.number:
            missing[name] = "SAV999999999"
    assert refused(client, missing, 404, "not_found") == foreign


def test_a_payee_that_does_not_exist_is_unknown(ann: Holder) -> None:
    sent = {**body("TRANSFER", "1.00", sender=ann), "to_account_number": "SAV999999999"}
    refused(ann.client(), sent, 422, "unknown_account")


def test_an_account_cannot_pay_itself(ann: Holder) -> None:
    refused(ann.client(), body("TRANSFER", "1.00", sender=ann, receiver=ann), 422, "same_account")


def test_two_currencies_do_not_meet(ann: Holder) -> None:
    offer_product("EURO", currency="EUR", single_transaction_limit="100.00", daily_transaction_limit="100.00")
    cai = holder(product_code="EURO")
    refused(ann.client(), body("TRANSFER", "1.00", sender=ann, receiver=cai), 422, "currency_mismatch")
    refused(cai.client(), body("TRANSFER", "1.00", sender=cai, receiver=ann), 422, "currency_mismatch")


def close_empty(of: Holder) -> None:
    close_account(actor=STAFF, account_id=of.account.id, reason="Over")


def put_into(status: str) -> Callable[[Holder], None]:
    """No use case leads to these states yet: they are written into the row."""

    def change(of: Holder) -> None:
        Account.objects.filter(pk=of.account.id).update(status=status)

    return change


STATES: dict[str, Callable[[Holder], None]] = {
    "FROZEN": lambda of: void(freeze_account(actor=STAFF, account_id=of.account.id, reason="A question")),
    "CLOSED": close_empty,
    "DORMANT": put_into("DORMANT"),
    "MATURED": put_into("MATURED"),
}


def void(_: object) -> None:
    """Drop a result."""


# What has matured may be taken out.
NO_PART = [
    (status, kind) for status in STATES for kind in OWN_KINDS if status != "MATURED" or kind == "DEPOSIT"
]


@pytest.mark.parametrize(("status", "kind"), NO_PART)
def test_an_account_that_is_not_active_takes_no_part(status: str, kind: str, ben: Holder) -> None:
    ann = holder(0 if status == "CLOSED" else 50_000)
    STATES[status](ann)
    told = refused(ann.client(), movement(kind, ann, ben), 422, "account_not_active")
    assert (told["account_number"], told["status"]) == (ann.number, status)


@pytest.mark.parametrize("status", STATES)
def test_a_payee_that_is_not_active_gets_nothing_and_the_payer_does_not_learn_why(
    status: str, ann: Holder
) -> None:
    payee = holder()
    STATES[status](payee)
    told = refused(
        ann.client(), body("TRANSFER", "1.00", sender=ann, receiver=payee), 422, "account_not_active"
    )
    assert told["account_number"] == payee.number
    assert "status" not in told


def test_an_account_that_waits_for_activation_has_no_number_to_be_paid_by(ann: Holder) -> None:
    offer_product("SLOW", auto_activate=False, single_transaction_limit="1", daily_transaction_limit="1")
    waiting = holder(product_code="SLOW")
    assert waiting.account.account_number is None
    sent = {**body("TRANSFER", "1.00", sender=ann), "to_account_number": None}
    answer = post(ann.client(), sent)
    assert answer.status_code == 400
    assert list(answer.json()) == ["to_account_number"]


@pytest.mark.parametrize("kind", ["WITHDRAWAL", "TRANSFER", "PAYMENT", "DEPOSIT"])
def test_the_single_limit_may_be_reached_and_not_passed(kind: str, ben: Holder) -> None:
    ann = holder(3_000_000)
    client = ann.client()
    told = refused(client, movement(kind, ann, ben, "10000.01"), 422, "single_limit_exceeded")
    assert (told["limit"], told["requested"]) == ("10000.00", "10000.01")
    assert post(client, movement(kind, ann, ben, "10000.00")).status_code == 201


def test_staff_s_deposit_has_no_limit(ann: Holder, ben: Holder) -> None:
    staff = people.signed_in_client(people.bank_admin())
    assert post(staff, movement("DEPOSIT", ann, ben, "10000.01")).status_code == 201
    refused(staff, movement("WITHDRAWAL", ann, ben, "10000.01"), 422, "single_limit_exceeded")


@pytest.mark.parametrize("kind", ["WITHDRAWAL", "TRANSFER", "PAYMENT"])
def test_the_daily_limit_may_be_reached_and_not_passed_and_fees_do_not_count(
    kind: str, ben: Holder, settings: Any
) -> None:
    settings.NEW_PAYEE_LIMIT = None
    ann = holder(9_000_000)
    client = ann.client()
    for _ in range(4):
        assert post(client, movement(kind, ann, ben, "10000.00")).status_code == 201
    assert post(client, movement(kind, ann, ben, "9999.99")).status_code == 201
    told = refused(client, movement(kind, ann, ben, "0.02"), 422, "daily_limit_exceeded")
    assert (told["limit"], told["remaining"], told["requested"]) == ("50000.00", "0.01", "0.02")
    assert post(client, movement(kind, ann, ben, "0.01")).status_code == 201
    refused(client, movement(kind, ann, ben, "0.01"), 422, "daily_limit_exceeded")


def test_the_next_day_has_its_own_limit(ben: Holder) -> None:
    ann = holder(9_000_000)
    change_account(actor=STAFF, account_id=ann.account.id, terms={"daily_transaction_limit": "100.00"})
    client = ann.client()
    assert post(client, movement("WITHDRAWAL", ann, ben, "100.00")).status_code == 201
    refused(client, movement("WITHDRAWAL", ann, ben, "0.01"), 422, "daily_limit_exceeded")
    with clock.frozen_at(clock.now() + dt.timedelta(days=1)):
        client = ann.client()
        assert post(client, movement("WITHDRAWAL", ann, ben, "100.00")).status_code == 201


def test_funds_must_cover_the_amount_and_the_fee(ben: Holder) -> None:
    ann = holder(10_099)
    client = ann.client()
    told = refused(client, body("TRANSFER", "100.00", sender=ann, receiver=ben), 422, "insufficient_funds")
    assert (told["available"], told["requested"]) == ("100.99", "101.00")
    assert post(client, body("TRANSFER", "99.99", sender=ann, receiver=ben)).status_code == 201
    assert ann.balance_minor == 0


def test_the_minimum_balance_stays() -> None:
    ann = holder(100_000, minimum_balance="100.00")
    client = ann.client()
    told = refused(client, body("WITHDRAWAL", "900.01", sender=ann), 422, "insufficient_funds")
    assert (told["available"], told["requested"]) == ("900.00", "900.01")
    assert post(client, body("WITHDRAWAL", "900.00", sender=ann)).status_code == 201
    assert ann.balance_minor == 10_000


def test_an_account_cannot_hold_more_than_the_bank_can_count() -> None:
    ann = holder(10**15 - 100)
    refused(ann.client(), body("DEPOSIT", "1.01", receiver=ann), 422, "balance_too_large")
    assert post(ann.client(), body("DEPOSIT", "1.00", receiver=ann)).status_code == 201
    assert ann.balance_minor == 10**15


@pytest.mark.parametrize("kind", ["FEE", "INTEREST"])
def test_fee_and_interest_are_staff_s_alone(kind: str, ann: Holder, ben: Holder) -> None:
    refused(ann.client(), movement(kind, ann, ben), 403, "not_allowed")
    staff = people.signed_in_client(people.bank_admin())
    assert post(staff, movement(kind, ann, ben)).status_code == 201


@pytest.mark.parametrize("kind", [*OWN_KINDS, "FEE", "INTEREST"])
@pytest.mark.parametrize("who", [people.auditor, people.system_administrator])
def test_auditors_and_system_administrators_move_no_money(
    who: Callable[[], Any], kind: str, ann: Holder, ben: Holder
) -> None:
    refused(people.signed_in_client(who()), movement(kind, ann, ben), 403, "not_allowed")
    assert people.signed_in_client(who()).get("/api/transactions/").status_code == 403


def test_nobody_in_particular_moves_no_money(ann: Holder, ben: Holder) -> None:
    before = picture_of_money()
    for path in ("/api/transactions/", "/api/deposit/", "/api/withdrawal/", "/api/balance-transfer/"):
        answer = post(APIClient(), movement("DEPOSIT", ann, ben), path=path)
        assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
        assert answer["WWW-Authenticate"].startswith("Bearer")
    assert picture_of_money() == before


MISTAKES: dict[str, tuple[dict[str, Any], dict[str, list[str]]]] = {
    "no type": ({"amount": "1.00"}, {"transaction_type": ["This field is required."]}),
    "unknown type": (
        {"transaction_type": "REVERSAL", "amount": "1.00"},
        {"transaction_type": ['"REVERSAL" is not a valid choice.']},
    ),
    "no amount": (
        {"transaction_type": "DEPOSIT", "to_account_number": "SAV000000018"},
        {"amount": ["This field is required."]},
    ),
    "no receiver": (
        {"transaction_type": "DEPOSIT", "amount": "1.00"},
        {"to_account_number": ["This field is required."]},
    ),
    "no sender": (
        {"transaction_type": "WITHDRAWAL", "amount": "1.00"},
        {"from_account_number": ["This field is required."]},
    ),
    "a side too many": (
        {
            "transaction_type": "DEPOSIT",
            "amount": "1.00",
            "to_account_number": "SAV000000018",
            "from_account_number": "SAV000000018",
        },
        {"from_account_number": ["DEPOSIT has no such account."]},
    ),
    "no payee": (
        {"transaction_type": "PAYMENT", "amount": "1.00", "from_account_number": "SAV000000018"},
        {"payee_name": ["This field is required."]},
    ),
    "a fee of one's own": (
        {"transaction_type": "DEPOSIT", "amount": "1.00", "to_account_number": "SAV000000018", "fee": "0.00"},
        {"fee": ["This field cannot be set here."]},
    ),
}


@pytest.mark.parametrize(("sent", "told"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_by_its_field(
    sent: dict[str, Any], told: dict[str, list[str]], ann: Holder
) -> None:
    client = ann.client()
    before = picture_of_money()
    answer = post(client, sent)
    assert (answer.status_code, answer.json()) == (400, told)
    assert picture_of_money() == before


@pytest.mark.parametrize("name", ["from_account_number", "to_account_number"])
@pytest.mark.parametrize("value", [1, 1.5, True, [], {}, "", "SAV", "S" * 13, None])
def test_an_account_number_is_text_of_twelve_characters(name: str, value: Any, ann: Holder) -> None:
    sent = {**body("TRANSFER", "1.00", sender=ann, receiver=ann), name: value}
    answer = post(ann.client(), sent)
    assert answer.status_code == 400
    assert list(answer.json()) == [name]


@pytest.mark.parametrize(
    ("name", "longest"), [("description", 255), ("payee_name", 140), ("reference", 140), ("category", 60)]
)
def test_texts_are_one_line_of_bounded_length(name: str, longest: int, ann: Holder) -> None:
    client = ann.client()
    sound = body("PAYMENT", "1.00", sender=ann, payee_name="City Power")
    assert post(client, {**sound, name: "é" * longest}).json()[name] == "é" * longest
    for wrong in (
        "x" * (longest + 1),
        "two\nlines",
        "tab\there",
        "\u202eevil",
        7,
        True,
        ["a"],
        {"a": 1},
    ):
        answer = post(client, {**sound, name: wrong})
        assert (answer.status_code, list(answer.json())) == (400, [name]), wrong


@pytest.mark.parametrize(
    "sent", ["", "{", "[]", '"text"', "7", "null", "{}x", '{"amount": 1, "amount": 2}', b"\xff\xfe", "[" * 40]
)
def test_a_body_that_is_no_json_object_is_refused(sent: Any, ann: Holder) -> None:
    client = ann.client()
    before = picture_of_money()
    answer = post(client, sent)
    assert answer.status_code == 400
    assert picture_of_money() == before


def test_unknown_members_change_nothing(ann: Holder) -> None:
    sent = {**body("DEPOSIT", "5.00", receiver=ann), "colour": "blue", "pin": "1234"}
    assert post(ann.client(), sent).status_code == 201
    assert ann.balance_minor == 100_500


@pytest.mark.parametrize(
    "name", ["description", "from_account_number", "to_account_number", "transaction_type"]
)
@pytest.mark.parametrize("character", ["\u0000", "\ud800"])
def test_what_no_database_can_keep_is_refused_before_it_gets_there(
    name: str, character: str, ann: Holder
) -> None:
    client = ann.client()
    before = picture_of_money()
    sent = {**body("TRANSFER", "1.00", sender=ann, receiver=ann), name: "SAV00000001" + character}
    answer = post(client, sent)
    assert answer.status_code == 400
    assert picture_of_money() == before


@pytest.mark.parametrize(
    "path", ["/api/transactions/", "/api/deposit/", "/api/withdrawal/", "/api/balance-transfer/"]
)
def test_an_amount_in_another_currency_than_the_accounts_moves_nothing(path: str) -> None:
    ann, ben = holder(10_000), holder()
    sent = {
        "/api/transactions/": body("DEPOSIT", "5.00", receiver=ann),
        "/api/deposit/": {"amount": "5.00"},
        "/api/withdrawal/": {"amount": "5.00"},
        "/api/balance-transfer/": {"amount": "5.00", "to_account_number": ben.number},
    }[path]

    client = ann.client()

    told = refused(client, {**sent, "currency": "JPY"}, 422, "currency_mismatch", path=path)
    assert told["currency"] == "USD"
    before = picture_of_money()
    unknown = post(client, {**sent, "currency": "XYZ"}, path=path)
    assert (unknown.status_code, list(unknown.json())) == (400, ["currency"])
    assert picture_of_money() == before
    assert post(client, {**sent, "currency": "USD"}, path=path).status_code == 201
