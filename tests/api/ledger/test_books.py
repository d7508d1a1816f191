"""The books over HTTP: exact figures, files, whose they are to read, and the lock of a period."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from audit.models import AuditLog
from core_banking.kernel import clock
from ledger.book_models import PeriodLock
from ledger.entries import credit, debit
from ledger.services import ChartRole, bank_account_id
from tests.builders import people
from tests.services.ledger.books import NOON, TELLER, cash, entry, open_account, post

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
KINDS = ("ASSET", "LIABILITY", "EQUITY", "RESULT")


@pytest.fixture(autouse=True)
def _book() -> Iterator[None]:
    """On 1 May 1,000.00 is paid in, on 2 May a fee of 5.00 is taken; today is 3 May."""
    ann, fees = open_account(actor=TELLER), bank_account_id(ChartRole.FEE_INCOME, "USD")
    paid_in = debit(cash(), 100_000, "DEPOSIT"), credit(ann, 100_000, "DEPOSIT")
    post(actor=TELLER, draft=entry(*paid_in))
    post(actor=TELLER, draft=entry(debit(ann, 500, "FEE"), credit(fees, 500, "FEE"), at=NOON + DAY))
    with clock.frozen_at(NOON + 2 * DAY):
        yield


@pytest.fixture
def auditor() -> Any:
    return people.signed_in_client(people.auditor())


def _rows(accounts: list[dict[str, str]], *names: str) -> dict[str, tuple[str, ...]]:
    """Return those accounts that have anything but zeros in the named columns."""
    found = {each["code"]: tuple(each[name] for name in names) for each in accounts}
    return {code: amounts for code, amounts in found.items() if set(amounts) != {"0.00"}}


def test_the_trial_balance_has_each_amount_in_its_column(auditor: Any) -> None:
    answer = auditor.get("/api/ledger/trial-balance/").json()
    assert answer["on"] == "2026-05-03"
    [dollars] = answer["currencies"]
    columns = ("debits", "credits", "debit_balance", "credit_balance")
    assert _rows(dollars["accounts"], *columns) == {
        "1010-USD": ("1000.00", "0.00", "1000.00", "0.00"),
        "2010-USD": ("5.00", "1000.00", "0.00", "995.00"),
        "4010-USD": ("0.00", "5.00", "0.00", "5.00"),
    }
    assert (dollars["total_debits"], dollars["total_credits"]) == ("1005.00", "1005.00")
    assert (dollars["total_debit_balances"], dollars["total_credit_balances"]) == ("1000.00", "1000.00")
    [first] = auditor.get("/api/ledger/trial-balance/?on=2026-05-01&currency=USD").json()["currencies"]
    assert first["total_debits"] == "1000.00"
    assert auditor.get("/api/ledger/trial-balance/?currency=JPY").json()["currencies"] == []


def test_the_balance_sheet_balances_and_profit_and_loss_is_its_result(auditor: Any) -> None:
    [sheet] = auditor.get("/api/ledger/balance-sheet/?on=2026-05-02").json()["currencies"]
    totals = [sheet[name] for name in ("total_assets", "total_liabilities", "total_equity", "result")]
    assert (totals, sheet["is_balanced"]) == (["1000.00", "995.00", "0.00", "5.00"], True)
    assert _rows(sheet["liabilities"], "balance") == {"2010-USD": ("995.00",)}

    answer = auditor.get("/api/ledger/profit-and-loss/?to=2026-05-02").json()
    assert (answer["from"], answer["to"], answer["currencies"][0]["result"]) == (
        "2026-01-01",
        "2026-05-02",
        "5.00",
    )
    answer = auditor.get("/api/ledger/profit-and-loss/?from=2026-05-01&to=2026-05-01").json()
    assert answer["currencies"][0]["result"] == "0.00"


def test_the_chart_comes_in_pages_with_balances_as_the_kind_counts_them(auditor: Any) -> None:
    answer = auditor.get("/api/ledger/accounts/?kind=INCOME&page_size=1").json()
    assert (answer["count"], answer["results"]) == (
        4,
        [
            {
                "code": "4010-USD",
                "name": "Fee income (USD)",
                "kind": "INCOME",
                "balance": "5.00",
                "currency": "USD",
                "debits": "0.00",
                "credits": "5.00",
            }
        ],
    )


def test_a_report_as_a_file_has_a_row_for_each_account(auditor: Any) -> None:
    answer = auditor.get("/api/ledger/trial-balance/?format=csv&on=2026-05-02")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="trial-balance-2026-05-02.csv"'
    lines = answer.content.decode().splitlines()
    assert lines[:2] == [
        "currency,code,name,kind,debits,credits,balance",
        "USD,1010-USD,Cash (USD),ASSET,1000.00,0.00,1000.00",
    ]
    assert "USD,2010-USD,Customers' deposits (USD),LIABILITY,5.00,1000.00,995.00" in lines
    assert len(lines) == 1 + 15
    assert auditor.get("/api/ledger/profit-and-loss/?format=csv").content.startswith(b"currency,code,")


def test_a_balance_sheet_as_a_file_balances_with_its_result(auditor: Any) -> None:
    answer = auditor.get("/api/ledger/balance-sheet/?format=csv&on=2026-05-02")
    rows = list(csv.DictReader(answer.content.decode().splitlines()))
    assert rows[-1] == {
        "currency": "USD",
        "code": "",
        "name": "Income less expense (USD)",
        "kind": "RESULT",
        "debits": "",
        "credits": "",
        "balance": "5.00",
    }
    sides = {kind: sum(Decimal(row["balance"]) for row in rows if row["kind"] == kind) for kind in KINDS}
    assert sides == {
        "ASSET": Decimal(1000),
        "LIABILITY": Decimal(995),
        "EQUITY": Decimal(0),
        "RESULT": Decimal(5),
    }


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("trial-balance/?on=yesterday", "on"),
        ("trial-balance/?currency=XXX", "currency"),
        ("balance-sheet/?date=2026-05-01", "date"),
        ("profit-and-loss/?from=2026-05-02&to=2026-05-01", "to"),
        ("accounts/?format=csv", "format"),
        ("accounts/?kind=GOLD", "kind"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(auditor: Any, query: str, field: str) -> None:
    answer = auditor.get(f"/api/ledger/{query}")
    assert (answer.status_code, field in answer.json()) == (400, True)


def test_reading_leaves_an_entry_in_the_trail(auditor: Any) -> None:
    auditor.get("/api/ledger/balance-sheet/?on=2026-05-02")
    newest = AuditLog.objects.order_by("-id")[0]
    assert (newest.action_type, newest.target_model, newest.target_id) == ("READ", "Books", "balance sheet")
    assert newest.details["on"] == "2026-05-02"

    auditor.get("/api/ledger/balance-sheet/?on=2026-05-02&format=csv")
    newest = AuditLog.objects.order_by("-id")[0]
    assert (newest.action_type, newest.details["format"]) == ("EXPORT", "csv")


def test_a_period_is_locked_once_and_only_as_far_as_it_is_closed(auditor: Any) -> None:
    staff = people.bank_admin()
    admin, address = people.signed_in_client(staff), "/api/ledger/period-locks/"
    created = admin.post(address, {"through": "2026-05-01", "reason": "Filed"}, format="json")
    assert (created.status_code, created.json()["locked_by"]) == (201, staff.username)

    again = admin.post(address, {"through": "2026-05-01", "reason": "Filed"}, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "period_locked")
    assert again.json()["locked_through"] == "2026-05-01"
    early = admin.post(address, {"through": "2026-05-03", "reason": "Filed"}, format="json")
    assert (early.status_code, early.json()["code"]) == (422, "day_not_closed")
    assert early.json()["closed_through"] == "2026-05-02"
    nothing = admin.post(address, {"through": "2026-05-02"}, format="json")
    assert (nothing.status_code, list(nothing.json())) == (400, ["reason"])

    assert PeriodLock.objects.count() == 1
    assert auditor.get(address).json()["results"] == [created.json()]


@pytest.mark.parametrize("first", ["0001-01-01", "0001-01-02"])
def test_profit_and_loss_may_be_asked_for_from_the_first_day_there_is(auditor: Any, first: str) -> None:
    answer = auditor.get(f"/api/ledger/profit-and-loss/?from={first}")

    assert answer.status_code == 200
    assert (answer.json()["from"], answer.json()["currencies"][0]["result"]) == (first, "5.00")
    assert auditor.get(f"/api/ledger/profit-and-loss/?to={first}").json()["currencies"][0]["result"] == "0.00"
