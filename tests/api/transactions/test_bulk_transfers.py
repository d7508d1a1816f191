"""Bulk transfers over HTTP: JSON, CSV, one key for the whole, progress and a result for each line."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from rest_framework.test import APIClient

from core_banking.kernel.jobs import run_waiting_jobs
from core_banking.kernel.models import IdempotencyRecord
from tests.builders import people
from tests.builders.bulk import PATH, body
from tests.builders.money import Holder, holder, post
from transactions.models import BulkTransfer, BulkTransferLine, Transaction
from users.models import User
from users.services import set_pin

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann() -> Holder:
    return holder(100_000)


@pytest.fixture
def ben() -> Holder:
    return holder()


def nothing_stored() -> bool:
    return not (BulkTransfer.objects.exists() or BulkTransferLine.objects.exists())


def send_csv(client: APIClient, content: str | bytes, **query: str) -> Any:
    content = content.encode() if isinstance(content, str) else content
    return client.post(f"{PATH}?{urlencode(query)}", data=content, content_type="text/csv")


def test_an_order_is_accepted_and_its_progress_and_results_can_be_read(ann: Holder, ben: Holder) -> None:
    client = ann.client()

    accepted = post(client, body(ann, [(ben, "10.00"), (ben, 2_000)]), path=PATH, key="salaries")

    assert accepted.status_code == 202
    order = accepted.json()
    assert order == {
        "id": order["id"],
        "mode": "BEST_EFFORT",
        "status": "ACCEPTED",
        "from_account_number": ann.number,
        "currency": "USD",
        "total_count": 2,
        "processed_count": 0,
        "succeeded_count": 0,
        "refused_count": 0,
        "total_amount": "2010.00",
        "succeeded_amount": "0.00",
        "fees": "0.00",
        "created_at": order["created_at"],
        "started_at": None,
        "finished_at": None,
    }
    assert client.get(f"{PATH}{order['id']}/").json() == order
    run_waiting_jobs()
    done = client.get(f"{PATH}{order['id']}").json()
    assert (done["status"], done["processed_count"], done["succeeded_count"]) == ("COMPLETED", 2, 1)
    assert (done["succeeded_amount"], done["fees"]) == ("10.00", "1.00")
    lines = client.get(f"{PATH}{order['id']}/lines/").json()
    assert lines["count"] == 2
    made = Transaction.objects.get()
    assert lines["results"] == [
        {
            "line_number": 1,
            "status": "POSTED",
            "to_account_number": ben.number,
            "amount": "10.00",
            "description": "",
            "reference": "",
            "transaction_id": made.transaction_id,
            "error": None,
        },
        {
            "line_number": 2,
            "status": "REFUSED",
            "to_account_number": ben.number,
            "amount": "2000.00",
            "description": "",
            "reference": "",
            "transaction_id": None,
            "error": {
                "error": "The account does not hold enough available funds.",
                "code": "insufficient_funds",
                "available": "989.00",
                "requested": "2001.00",
            },
        },
    ]
    assert [each["id"] for each in client.get(PATH).json()["results"]] == [order["id"]]
    assert client.get(f"/api/transactions/{made.transaction_id}/").json()["amount"] == "10.00"


def test_lines_are_read_by_cursor_and_by_status(ann: Holder, ben: Holder) -> None:
    client = ann.client()
    wanted = [(ben, "1.00"), (ann, "1.00"), (ben, "2.00"), (ben, "3.00")]
    number = post(client, body(ann, wanted), path=PATH).json()["id"]
    run_waiting_jobs()

    first = client.get(f"{PATH}{number}/lines/?cursor=&page_size=3").json()
    rest = client.get(first["next"]).json()
    refused = client.get(f"{PATH}{number}/lines/?status=REFUSED").json()

    assert [each["line_number"] for each in first["results"] + rest["results"]] == [1, 2, 3, 4]
    assert [(each["line_number"], each["error"]["code"]) for each in refused["results"]] == [
        (2, "same_account")
    ]
    assert client.get(f"{PATH}{number}/lines/?stats=REFUSED").status_code == 400


def test_a_key_has_one_effect_and_one_answer(ann: Holder, ben: Holder) -> None:
    client, sent = ann.client(), body(ann, [(ben, "10.00")])
    first = post(client, sent, path=PATH, key="once")
    run_waiting_jobs()

    again = post(client, {**sent, "pin": "9382"}, path=PATH.rstrip("/"), key="once")
    other = post(client, body(ann, [(ben, "11.00")]), path=PATH, key="once")

    assert (again.status_code, again.content) == (202, first.content)
    assert again["Idempotency-Replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert BulkTransfer.objects.count() == 1


def test_a_key_whose_answer_was_purged_still_orders_nothing_again(ann: Holder, ben: Holder) -> None:
    client, sent = ann.client(), body(ann, [(ben, "10.00")])
    post(client, sent, path=PATH, key="once")
    IdempotencyRecord.objects.all().delete()

    again = post(client, sent, path=PATH, key="once")

    assert (again.status_code, again.json()["code"]) == (409, "idempotency_key_expired")
    assert BulkTransfer.objects.count() == 1


def test_a_dry_run_says_what_would_happen(ann: Holder, ben: Holder) -> None:
    sent = body(ann, [(ben, "10.00"), (ann, "1.00")], "ALL_OR_NOTHING")

    answer = post(ann.client(), sent, path=f"{PATH}?dry_run=true", key="rehearsal")

    assert answer.status_code == 200
    said = answer.json()
    assert (said["id"], said["status"], said["succeeded_count"], said["refused_count"]) == (
        None,
        "REJECTED",
        0,
        1,
    )
    assert said["refused_lines"] == [
        {
            "line_number": 2,
            "error": "Money cannot be transferred to the account it comes from.",
            "code": "same_account",
        }
    ]
    assert nothing_stored()
    assert not IdempotencyRecord.objects.exists()


def test_a_csv_body_names_account_and_mode_in_its_query(ann: Holder, ben: Holder) -> None:
    content = (
        "\ufeffto_account_number,amount,reference,description\r\n"
        f'{ben.number},10.00,"a, b",Salary\r\n\r\n{ben.number.lower()},2.50,,\r\n'
    )

    answer = send_csv(ann.client(), content, from_account_number=ann.number, mode="ALL_OR_NOTHING")
    run_waiting_jobs()

    assert (answer.status_code, answer.json()["total_amount"]) == (202, "12.50")
    assert list(
        Transaction.objects.order_by("id").values_list("amount_minor", "reference", "description")
    ) == [
        (1_000, "a, b", "Salary"),
        (250, "", ""),
    ]


def test_a_csv_file_comes_with_the_other_fields_of_its_form(ann: Holder, ben: Holder) -> None:
    file = SimpleUploadedFile("lines.csv", f"amount,to_account_number\n10.00,{ben.number}\n".encode())
    sent = {"from_account_number": ann.number, "mode": "BEST_EFFORT", "file": file}

    answer = ann.client().post(PATH, data=sent, format="multipart")

    assert (answer.status_code, answer.json()["total_amount"]) == (202, "10.00")


@pytest.mark.parametrize(
    ("content", "messages"),
    [
        ("\n", ["The column 'to_account_number' is missing.", "The column 'amount' is missing."]),
        ("to_account_number,amount\n", ["Give at least one line."]),
        ("to_account_number,amount,fee\nA,1,2\n", ["There is no column 'fee' here."]),
        ("to_account_number,amount,amount\nA,1,2\n", ["A column is named twice."]),
        (
            "SAV123456782,10.00\n",
            ["There is no column 'SAV123456782' here.", "There is no column '10.00' here."],
        ),
    ],
)
def test_a_csv_with_other_columns_is_refused(ann: Holder, content: str, messages: list[str]) -> None:
    answer = send_csv(ann.client(), content, from_account_number=ann.number, mode="BEST_EFFORT")

    assert (answer.status_code, answer.json()) == (400, {"lines": messages})
    assert nothing_stored()


@pytest.mark.parametrize(
    "content", [b"to_account_number,amount\nSAV\xff,1\n", b'to_account_number,amount\n"A"x,1\n']
)
def test_what_is_no_csv_is_refused(ann: Holder, content: bytes) -> None:
    answer = send_csv(ann.client(), content, from_account_number=ann.number, mode="BEST_EFFORT")

    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_body")
    assert nothing_stored()


def test_a_row_of_another_length_is_named(ann: Holder) -> None:
    content = "to_account_number,amount\nSAV123456782,1.00\nSAV123456782,1,00\n"

    answer = send_csv(ann.client(), content, from_account_number=ann.number, mode="BEST_EFFORT")

    assert answer.status_code == 400
    assert answer.json() == {"lines": {"2": {"non_field_errors": ["The row has 3 cells and the header 2."]}}}


def test_account_and_mode_are_parameters_of_a_csv_body_alone(ann: Holder, ben: Holder) -> None:
    answer = post(ann.client(), body(ann, [(ben, "1.00")]), path=f"{PATH}?mode=BEST_EFFORT")

    assert (answer.status_code, answer.json()) == (400, {"mode": ["There is no such parameter here."]})
    assert nothing_stored()


def test_malformed_lines_are_named_by_number_and_nothing_is_stored(ann: Holder, ben: Holder) -> None:
    sent = body(ann, [(ben, "1.00")])
    sent["lines"] += [
        {"to_account_number": ben.number, "amount": "-1.00"},
        {"amount": "1.00"},
        {"to_account_number": ben.number, "amount": "1.00", "reference": "x" * 141, "fee": "0.00"},
        "SAV123456782",
        {"to_account_number": "SAV", "amount": None, "description": 7},
        {"to_account_number": ben.number, "amount": True},
    ]

    answer = post(ann.client(), sent, path=PATH)

    assert answer.status_code == 400
    assert answer.json() == {
        "lines": {
            "2": {"amount": ["The amount must not be negative."]},
            "3": {"to_account_number": ["This field is required."]},
            "4": {
                "fee": ["There is no such field here."],
                "reference": ["Ensure this field has no more than 140 characters."],
            },
            "5": {"non_field_errors": ["Give an object."]},
            "6": {
                "to_account_number": ["Ensure this field has 12 characters."],
                "amount": ["This field is required."],
                "description": ["Not a valid string."],
            },
            "7": {"amount": ["A valid amount is required."]},
        }
    }
    assert nothing_stored()


def test_decimals_the_currency_does_not_have_are_a_malformed_line(ann: Holder, ben: Holder) -> None:
    answer = post(ann.client(), body(ann, [(ben, "1.00"), (ben, "0.001")]), path=PATH)

    assert answer.status_code == 400
    assert answer.json() == {"lines": {"2": {"amount": ["The amount must have at most 2 decimal places."]}}}
    assert nothing_stored()


def test_ten_thousand_lines_are_taken_and_one_more_is_not(ann: Holder) -> None:
    line = {"to_account_number": "SAV123456782", "amount": "1.00", "description": "x" * 30}
    sent = {"from_account_number": ann.number, "mode": "BEST_EFFORT", "lines": [line] * 10_001}
    too_many = post(ann.client(), sent, path=PATH)
    sent["lines"] = [line] * 10_000
    enough = post(ann.client(), sent, path=PATH)

    assert (too_many.status_code, too_many.json()) == (400, {"lines": ["Give at most 10000 lines."]})
    assert (enough.status_code, enough.json()["total_count"]) == (202, 10_000)
    assert BulkTransferLine.objects.count() == 10_000


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], "Give at least one line."),
        ("SAV123456782", "Give a list of lines."),
        (None, "This field may not be null."),
    ],
)
def test_no_lines_are_no_order(ann: Holder, lines: Any, message: str) -> None:
    sent = {"from_account_number": ann.number, "mode": "BEST_EFFORT", "lines": lines}

    answer = post(ann.client(), sent, path=PATH)

    assert (answer.status_code, answer.json()) == (400, {"lines": [message]})


def test_account_and_mode_are_required(ann: Holder, ben: Holder) -> None:
    sent = body(ann, [(ben, "1.00")])
    answer = post(ann.client(), {"lines": sent["lines"], "mode": "SOME"}, path=PATH)

    assert answer.status_code == 400
    assert answer.json() == {
        "from_account_number": ["This field is required."],
        "mode": ['"SOME" is not a valid choice.'],
    }


@override_settings(BODY_MAX_BYTES_BY_PATH={PATH: 1_000})
def test_the_address_has_a_limit_of_its_own(ann: Holder, ben: Holder) -> None:
    client, sent = ann.client(), json.dumps(body(ann, [(ben, "1.00")]))

    assert post(client, sent.ljust(1_000), path=PATH).status_code == 202
    too_long = post(client, sent.ljust(1_001), path=PATH.rstrip("/"))

    assert (too_long.status_code, too_long.json()["code"]) == (413, "body_too_large")


def test_strangers_read_nothing_and_order_nothing(ann: Holder, ben: Holder) -> None:
    number = post(ann.client(), body(ann, [(ben, "1.00")]), path=PATH).json()["id"]
    stranger = ben.client()

    assert stranger.get(f"{PATH}{number}/").status_code == 404
    assert stranger.get(f"{PATH}{number}/lines/").status_code == 404
    assert stranger.get(PATH).json()["count"] == 0
    assert post(stranger, body(ann, [(ben, "1.00")]), path=PATH).status_code == 404
    assert people.signed_in_client(people.bank_admin()).get(f"{PATH}{number}/").status_code == 200


def test_the_pin_is_proven_once_for_the_whole(ann: Holder, ben: Holder) -> None:
    set_pin(actor=ann.actor, password=people.PASSWORD, pin="739264")
    client, sent = ann.client(), body(ann, [(ben, "1.00"), (ben, "2.00")])

    missing = post(client, sent, path=PATH)
    wrong = post(client, {**sent, "pin": "739265"}, path=PATH)
    assert nothing_stored()
    right = post(client, {**sent, "pin": "739264"}, path=PATH)
    run_waiting_jobs()

    assert (missing.status_code, missing.json()["code"]) == (403, "pin_required")
    assert (wrong.status_code, wrong.json()["code"]) == (403, "pin_invalid")
    assert right.status_code == 202
    assert Transaction.objects.count() == 2


def test_nobody_orders_before_his_identity_is_verified(ann: Holder, ben: Holder) -> None:
    User.objects.filter(pk=ann.person.id).update(kyc_status="PENDING")

    answer = post(ann.client(), body(ann, [(ben, "1.00")]), path=PATH)

    assert (answer.status_code, answer.json()["code"]) == (403, "kyc_required")
