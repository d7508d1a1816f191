"""The books on the staff site: the same figures as the API, for who may see them, and nothing to change."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from audit.models import AuditLog
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor, system_actor
from ledger.contracts import LOCK_PERIODS
from ledger.entries import credit, debit
from ledger.services import ChartRole, bank_account_id, lock_period
from operations.books_health import prove_books
from tests.builders import people
from tests.services.ledger.books import NOON, TELLER, account, entry, post

pytestmark = pytest.mark.django_db

PAGE = "/admin/ledger/dailytotal/"


def _signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(pk=person.id))
    return client


def _rows(page: str) -> list[list[str]]:
    """Return the cells of the page's rows, those of accounts that nothing moved on left out."""
    rows = [re.findall(r"<td>(.*?)</td>", row) for row in re.findall(r"<tr>(.*?)</tr>", page, re.S)]
    return [row for row in rows if row and set(row[2:]) != {"0.00"}]


def test_the_reports_are_one_page_and_a_look_at_it_is_on_record() -> None:
    ann, fees = account(balance_minor=100_000), bank_account_id(ChartRole.FEE_INCOME, "USD")
    post(actor=TELLER, draft=entry(debit(ann, 500, "FEE"), credit(fees, 500, "FEE")))
    page = _signed_in(people.auditor()).get(f"{PAGE}?from=2026-05-01&to=2026-05-01").content.decode()

    assert _rows(page) == [
        ["1010-USD", "Cash (USD)", "1000.00", "0.00", "1000.00", "0.00"],
        ["2010-USD", "Customers&#x27; deposits (USD)", "5.00", "1000.00", "0.00", "995.00"],
        ["4010-USD", "Fee income (USD)", "0.00", "5.00", "0.00", "5.00"],
        ["", "Total", "1005.00", "1005.00", "1000.00", "1000.00"],
        ["1010-USD", "Cash (USD)", "1000.00"],
        ["", "Assets", "1000.00"],
        ["2010-USD", "Customers&#x27; deposits (USD)", "995.00"],
        ["", "Liabilities", "995.00"],
        ["", "Result", "5.00"],
        ["4010-USD", "Fee income (USD)", "5.00"],
        ["", "Income", "5.00"],
        ["", "Result", "5.00"],
    ]
    newest = AuditLog.objects.order_by("-id")[0]
    assert (newest.action_type, newest.target_id, newest.channel) == ("READ", "all reports", "admin")
    assert newest.details == {"from": "2026-05-01", "to": "2026-05-01"}


@pytest.mark.parametrize("query", ["?to=soon", "?from=2026-05-02&to=2026-05-01"])
def test_dates_that_make_no_sense_are_told_and_this_year_is_shown(query: str) -> None:
    page = _signed_in(people.auditor()).get(PAGE + query).content.decode()
    assert ("errornote" in page, f"at the end of {clock.business_date()}" in page) == (True, True)


def test_who_sees_the_books_reads_and_nobody_changes_anything() -> None:
    with clock.frozen_at(NOON):
        accountant = Actor(username="accountant", permissions=frozenset({LOCK_PERIODS}))
        lock = lock_period(actor=accountant, through=NOON.date().replace(day=1, month=4), reason="Filed")
    prove_books(actor=system_actor("test"))
    pages = [PAGE, "/admin/ledger/periodlock/", f"/admin/ledger/periodlock/{lock.pk}/change/"]
    pages.append("/admin/ledger/bookcheck/")
    for person in (people.bank_admin(), people.auditor(), people.system_administrator()):
        client = _signed_in(person)
        assert [client.get(page).status_code for page in pages] == [200] * 4
        assert client.get(f"{pages[1]}add/").status_code == 403
        assert client.post(pages[2], {"reason": "None"}).status_code == 403
        assert client.post(pages[2].replace("change", "delete"), {"post": "yes"}).status_code == 403
    stripped = people.auditor()
    get_user_model().objects.get(pk=stripped.id).groups.clear()
    assert _signed_in(stripped).get(PAGE).status_code in {302, 403}
