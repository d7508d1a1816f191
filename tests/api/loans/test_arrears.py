"""Arrears over HTTP: the staff's list, the borrower's view, and the portfolio at risk."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from core_banking.kernel.actors import Actor, Channel
from loans.services import age_loan
from tests.builders.loans import FIRST_OF_JANUARY, Borrower, at, borrower
from tests.builders.people import auditor, bank_admin, signed_in_client

pytestmark = [pytest.mark.django_db, pytest.mark.any_engine]

MARCH = dt.date(2027, 3, 7)
FEBRUARY = dt.date(2027, 2, 5)
THE_BANK = Actor(username="close of business", channel=Channel.SYSTEM)


def _late(on: dt.date, since: dt.date = FIRST_OF_JANUARY) -> Borrower:
    late = borrower(on=since, late_penalty_minor=1_000, late_penalty_after_days=3)
    with at(on):
        age_loan(actor=THE_BANK, loan_id=late.loan_id, date=on)
    return late


def _get(who: Any, path: str, on: dt.date = MARCH) -> Any:
    with at(on):
        return signed_in_client(who).get(f"/api/loans/{path}")


def test_staff_lists_who_is_late_the_worst_first() -> None:
    worst, late, _in_time = _late(MARCH), borrower(), borrower()
    late.repay("106.62", dt.date(2027, 2, 1))
    with at(MARCH):
        age_loan(actor=THE_BANK, loan_id=late.loan_id, date=MARCH)

    body = _get(bank_admin(), "arrears/").json()

    assert [row["id"] for row in body["results"]] == [worst.loan_id, late.loan_id]
    assert body["results"][0] == {
        "id": worst.loan_id,
        "reference": worst.loan.reference,
        "customer_id": worst.holder.person.customer_id,
        "product": "PERSONAL",
        "currency": "USD",
        "bucket": "31-60",
        "days_past_due": 34,
        "arrears_since": "2027-02-01",
        "overdue": "213.24",
        "penalties": "20.00",
        "principal": "1200.00",
        "outstanding": "1220.00",
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("bucket=31-60", True),
        ("bucket=1-30", False),
        ("currency=USD", True),
        ("currency=EUR", False),
        ("ordering=arrears_since", True),
    ],
)
def test_the_list_is_filtered(query: str, found: bool) -> None:
    late = _late(MARCH)

    rows = _get(bank_admin(), f"arrears/?{query}").json()["results"]

    assert [row["id"] for row in rows] == ([late.loan_id] if found else [])


@pytest.mark.parametrize("query", ["bucket=CURRENT", "bucket=1-29", "colour=red", "ordering=reference"])
def test_what_the_list_does_not_know_is_refused(query: str) -> None:
    assert _get(bank_admin(), f"arrears/?{query}").status_code == 400


def test_the_borrower_sees_his_arrears_in_his_loan() -> None:
    late = _late(FEBRUARY)

    loan = _get(late.holder.person, f"{late.loan_id}/", FEBRUARY).json()

    assert loan["arrears_bucket"] == "1-30"
    assert (loan["days_past_due"], loan["arrears_since"], loan["overdue"]) == (4, "2027-02-01", "106.62")
    assert loan["outstanding"]["penalties"] == "10.00"
    late.repay("116.62", FEBRUARY)
    paid = _get(late.holder.person, f"{late.loan_id}/", FEBRUARY).json()
    assert (paid["arrears_bucket"], paid["days_past_due"], paid["arrears_since"]) == ("CURRENT", 0, None)


def test_the_portfolio_at_risk_is_shown_for_any_day() -> None:
    _late(FEBRUARY)
    borrower(on=dt.date(2027, 2, 20))

    now = _get(auditor(), "portfolio-at-risk/").json()
    before = _get(bank_admin(), "portfolio-at-risk/?on=2027-02-01").json()

    whole = {"loans": 1, "principal": "1200.00", "share": "50.00"}
    nothing = {"loans": 0, "principal": "0.00", "share": "0.00"}
    assert now == {
        "on": "2027-03-07",
        "portfolios": [
            {
                "currency": "USD",
                "loans": 2,
                "principal": "2400.00",
                "par1": whole,
                "par30": whole,
                "par60": nothing,
                "par90": nothing,
            }
        ],
    }
    assert (before["on"], before["portfolios"][0]["loans"], before["portfolios"][0]["par1"]) == (
        "2027-02-01",
        1,
        nothing,
    )
    for long_ago in ("2026-12-31", "0001-01-01"):
        assert _get(auditor(), f"portfolio-at-risk/?on={long_ago}").json()["portfolios"] == []


@pytest.mark.parametrize("query", ["on=2027-03-08", "on=yesterday", "until=2027-03-01"])
def test_no_portfolio_of_a_day_ahead(query: str) -> None:
    assert _get(bank_admin(), f"portfolio-at-risk/?{query}").status_code == 400
