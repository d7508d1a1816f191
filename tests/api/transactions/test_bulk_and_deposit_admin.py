"""Bulk transfers and fixed deposits on the staff site: in major units, to be read, never to be counted whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import TermDeposit, TermOutcome
from core_banking.kernel import clock
from tests.builders import people
from tests.builders.bulk import worked_off
from tests.builders.money import TELLER, holder, submit
from tests.builders.term_deposits import deposit_product, fixed_deposit, mature
from transactions.models import BulkTransfer, BulkTransferLine, Transaction

pytestmark = pytest.mark.django_db

OPENED = dt.date(2027, 1, 31)
MATURITY = dt.date(2028, 1, 31)


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(pk=person.id))
    return client


def is_read_and_not_changed(table: str, number: int) -> None:
    """Check who reads a table's pages, and that nobody adds, changes or deletes there."""
    pages = [f"/admin/{table}/", f"/admin/{table}/{number}/change/"]
    for person, status in (
        (people.bank_admin, 200),
        (people.system_administrator, 200),
        (people.auditor, 403),
    ):
        client = signed_in(person())
        assert [client.get(page).status_code for page in pages] == [status, status]
        assert client.get(f"{pages[0]}add/").status_code == 403
        assert client.post(pages[1], {"status": "FAILED"}).status_code == 403
        assert client.post(pages[1].replace("change", "delete"), {"post": "yes"}).status_code == 403


def test_a_bulk_transfer_leads_to_its_own_lines_and_what_came_of_them() -> None:
    ann, ben = holder(500_000), holder()
    card = worked_off(ann, [(ben, "1234.50"), ("SAV000000000", "2.75")])
    worked_off(ann, [(ben, "66.60")])
    client = signed_in(people.bank_admin())
    before = list(BulkTransfer.objects.order_by("id").values())
    line = BulkTransferLine.objects.get(bulk_transfer_id=card.id, line_number=1)

    shown = client.get(f"/admin/transactions/bulktransfer/{card.id}/change/").content.decode()
    lines = f"/admin/transactions/bulktransferline/?bulk_transfer__id__exact={card.id}"
    assert f'href="{lines}"' in shown
    assert "1237.25" in shown
    assert "2 of 2" in shown
    listed = client.get(lines)

    assert [row.line_number for row in listed.context["cl"].result_list] == [1, 2]
    content = listed.content.decode()
    for text in ("1234.50", "unknown_account", line.transaction_id):
        assert text in content
    is_read_and_not_changed("transactions/bulktransfer", card.id)
    is_read_and_not_changed("transactions/bulktransferline", line.pk)
    assert list(BulkTransfer.objects.order_by("id").values()) == before


@pytest.fixture
def _deposits_are_offered() -> Iterator[None]:
    with clock.frozen_at(dt.datetime.combine(OPENED, dt.time(12), tzinfo=dt.UTC)):
        deposit_product()
        yield


@pytest.mark.usefixtures("_deposits_are_offered")
def test_fixed_deposits_and_how_they_ended_are_read_in_major_units() -> None:
    deposit = fixed_deposit(holder(500_000), "1234.00")
    with clock.frozen_at(dt.datetime.combine(MATURITY, dt.time(12), tzinfo=dt.UTC)):
        mature(deposit, MATURITY)
    outcome = TermOutcome.objects.get()
    client = signed_in(people.bank_admin())

    ended = client.get(f"/admin/accounts/termoutcome/{outcome.pk}/change/").content.decode()
    running = client.get(f"/admin/accounts/termdeposit/{deposit.account.id}/change/").content.decode()

    # 3.65 % of 1234.00 for a year of 365 days.
    for text in ("1234.00", "45.04", "3.65"):
        assert text in ended
    for text in ("3.65", "1.00", "PAY_OUT", deposit.number):
        assert text in running
    is_read_and_not_changed("accounts/termdeposit", deposit.account.id)
    is_read_and_not_changed("accounts/termoutcome", outcome.pk)
    assert (TermDeposit.objects.count(), TermOutcome.objects.count()) == (1, 1)


def test_a_page_of_movements_counts_no_further_than_its_bound() -> None:
    ann = holder(10_000)
    submit(TELLER, "WITHDRAWAL", "1.00", sender=ann)
    client = signed_in(people.bank_admin())

    for path in (
        "transactions/transaction",
        "transactions/bulktransferline",
        "accounts/account",
        "accounts/termoutcome",
    ):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = client.get(f"/admin/{path}/?_facets=True")
        counting = [query["sql"] for query in asked if "COUNT(" in query["sql"].upper()]
        assert answer.status_code == 200
        assert counting
        assert all("LIMIT 10000" in sql for sql in counting)


def test_what_a_movement_has_not_is_a_dash() -> None:
    moved = submit(TELLER, "WITHDRAWAL", "1.00", sender=holder(10_000))
    number = Transaction.objects.get(transaction_id=moved.transaction_id).pk

    shown = signed_in(people.bank_admin()).get(f"/admin/transactions/transaction/{number}/change/")

    assert ">None<" not in shown.content.decode()


def test_movements_are_filtered_by_the_currencies_of_the_book_without_looking_through_them() -> None:
    submit(TELLER, "WITHDRAWAL", "1.00", sender=holder(10_000))
    client = signed_in(people.bank_admin())

    with CaptureQueriesContext(connection) as asked:
        listed = client.get("/admin/transactions/transaction/?currency=USD")
    none = client.get("/admin/transactions/transaction/?currency=JPY")

    filters = {each.title: each for each in listed.context["cl"].filter_specs}
    assert filters["currency"].lookup_choices == [("USD", "USD")]
    assert not any("DISTINCT" in query["sql"] for query in asked)
    assert [len(page.context["cl"].result_list) for page in (listed, none)] == [1, 0]
