"""What a movement looks like on the statements of those it concerns."""

from __future__ import annotations

import pytest

from tests.builders import people
from tests.builders.money import Holder, body, holder, post

pytestmark = pytest.mark.django_db

SHOWN = ("type", "debit", "credit", "running_balance", "reference", "description")


def lines(of: Holder) -> list[tuple[str | None, ...]]:
    statement = of.client().get(f"/api/accounts/{of.account.id}/statement/")
    assert statement.status_code == 200
    return [tuple(line[name] for name in SHOWN) for line in statement.json()["lines"]]


def test_a_transfer_is_two_lines_for_the_sender_and_one_for_the_receiver() -> None:
    ann, ben = holder(), holder()
    client = ann.client()
    paid_in = post(client, body("DEPOSIT", "500.00", receiver=ann, description="Wages")).json()
    sent = post(client, body("TRANSFER", "100.00", sender=ann, receiver=ben, description="Rent")).json()
    assert lines(ann) == [
        ("DEPOSIT", None, "500.00", "500.00", paid_in["transaction_id"], "Wages"),
        ("TRANSFER", "100.00", None, "400.00", sent["transaction_id"], "Rent"),
        ("FEE", "1.00", None, "399.00", sent["transaction_id"], "Rent"),
    ]
    assert lines(ben) == [("TRANSFER", None, "100.00", "100.00", sent["transaction_id"], "Rent")]


def test_what_staff_books_shows_on_the_customer_s_statement() -> None:
    ann, staff = holder(), people.signed_in_client(people.bank_admin())
    made = [
        post(staff, body(kind, amount, **side)).json()["transaction_id"]
        for kind, amount, side in (
            ("DEPOSIT", "20000.00", {"receiver": ann}),
            ("INTEREST", "1.23", {"receiver": ann}),
            ("FEE", "5.00", {"sender": ann}),
        )
    ]
    assert lines(ann) == [
        ("DEPOSIT", None, "20000.00", "20000.00", made[0], ""),
        ("INTEREST", None, "1.23", "20001.23", made[1], ""),
        ("FEE", "5.00", None, "19996.23", made[2], ""),
    ]


def test_a_refused_movement_leaves_no_line() -> None:
    ann = holder(1_000)
    before = lines(ann)
    assert post(ann.client(), body("WITHDRAWAL", "10.01", sender=ann)).status_code == 422
    assert lines(ann) == before
