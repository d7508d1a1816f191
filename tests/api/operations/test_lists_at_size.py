"""The staff site over large tables: what a page reads of the database does not grow with what there is."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit import chain_waiting
from core_banking.api import bounded_pages
from operations.admin import queues
from tests.api.little_bank import little_bank, prepared
from tests.builders import people
from tests.builders.copied_rows import copy_rows, lift_rules
from tests.proof_plugin import ProofRecord, at_scale
from transactions.models import Transaction
from users.contracts import PersonCard

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql, pytest.mark.proof]

ROWS_OF_LARGE_TABLES = at_scale(small=3_000, full=1_000_000)
ROWS_OF_OTHERS = at_scale(small=3_000, full=100_000)
COUNTED = at_scale(small=100, full=bounded_pages.COUNTED_ROWS)
MOST_READ = 4 * COUNTED + 500
"""Rows that one statement may read: a bounded count, and a page."""
CHOICES = at_scale(small=1, full=100)
"""Choices of each filter that are tried, the last ones."""
LARGE = {
    "accounts.Account",
    "accounts.MoneyHolder",
    "audit.AuditLog",
    "ledger.Balance",
    "ledger.JournalEntry",
    "ledger.JournalLine",
    "ledger.LedgerAccount",
    "transactions.Transaction",
    "users.User",
}
# What the bank itself keeps few of, whatever its customers do.
SMALL = {
    "accounts.AccountProduct",
    "accounts.ProductFee",
    "auth.Group",
    "auth.Permission",
    "contenttypes.ContentType",
    "fraud.RuleBookVersion",
    "kernel.BusinessDay",
    "loans.LoanProduct",
    "notifications.WebhookEndpoint",
    "support.Service",
    "users.RoleDescription",
}
# Whose oldest row is the bank's own.
OF_CUSTOMERS = {"ledger.LedgerAccount"}
FEW_OF_A_PERSON = {"accounts.Account", "kyc.KycDecision", "kyc.KycDocument", "users.Session"}
# Pages that sum up what they show: the lines of days that are not closed yet, and what became of all alerts.
SUMS = ("/admin/ledger/dailytotal/", "/admin/fraud/rulebookversion/")
HAPPENED = (
    "a decision on a loan that waits",
    "a running fixed deposit",
    "an open hold",
    "a bulk transfer",
    "a reversal that waits",
    "a held payment",
    "a saved payee",
    "a standing order",
    "a bank holiday",
    "a name like a listed one",
    "a fraud alert",
    "a savings goal",
    "an applicant",
)
STAFF = (people.bank_admin, people.auditor, people.system_administrator)


def test_a_page_of_the_staff_site_reads_no_more_of_large_tables_than_of_small_ones(
    proof_record: ProofRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded_pages, "COUNTED_ROWS", COUNTED)
    monkeypatch.setattr(queues, "COUNTED_AT_MOST", COUNTED)
    monkeypatch.setattr(chain_waiting, "COUNTED_AT_MOST", COUNTED)
    bank = little_bank()
    for needs in HAPPENED:
        bank = prepared(bank, needs)
    rows = sum(grown().values())
    forbid_reading_whole_tables_where_an_index_serves()
    looks = Looks()
    readings = [
        reading
        for make in STAFF
        for reading in looks.at_what_is_open_to(desk_of(make()), bank.names["reference"])
    ]
    whole_table = reading_of("the control", f'SELECT COUNT(*) FROM "{Transaction._meta.db_table}"')

    assert whole_table.rows > ROWS_OF_LARGE_TABLES, (
        "the control: a page that counted everything would be seen"
    )
    assert [str(each) for each in readings if not each.is_filtered and each.rows > MOST_READ] == []
    # A rare value of a filter may be far down: one pass over the table finds it, and no second is made.
    once = ROWS_OF_LARGE_TABLES + MOST_READ
    assert [str(each) for each in readings if each.is_filtered and each.rows > once] == []
    proof_record(
        "pages of the staff site over large tables read a page and a bounded count, and a rare filter one table once",
        rows=rows,
        pages=len({each.address for each in readings}),
        statements=len(readings),
        most_rows_read=max(each.rows for each in readings if not each.is_filtered),
        slowest_ms=round(max(each.milliseconds for each in readings if not each.is_filtered)),
        slowest_filter_ms=round(max(each.milliseconds for each in readings if each.is_filtered)),
    )


def grown() -> dict[str, int]:
    tables = [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]
    lift_rules([model._meta.db_table for model in tables])
    return {
        model._meta.label: copy_rows(
            model,
            ROWS_OF_LARGE_TABLES if model._meta.label in LARGE else ROWS_OF_OTHERS,
            newest=model._meta.label in OF_CUSTOMERS,
            each_a_persons=model._meta.label in FEW_OF_A_PERSON,
        )
        for model in tables
        if model._meta.label not in SMALL
    }


def forbid_reading_whole_tables_where_an_index_serves() -> None:
    """Small tables are read whole because they are small: let the plans be those of large ones."""
    if COUNTED < bounded_pages.COUNTED_ROWS or ROWS_OF_LARGE_TABLES < 100_000:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")


def desk_of(person: PersonCard) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(pk=person.id))
    return client


@dataclass(frozen=True)
class Reading:
    """What one statement of a page read."""

    address: str
    sql: str
    rows: int
    milliseconds: float
    is_filtered: bool = False

    def __str__(self) -> str:
        return f"{self.address}: {self.rows} rows, {self.milliseconds} ms: {self.sql[:700]}"


class Looks:
    """Opens pages, each list once, and has PostgreSQL explain each statement once."""

    def __init__(self) -> None:
        self._lists: set[str] = set()
        self._statements: set[str] = set()

    def at_what_is_open_to(self, desk: Client, customer: str) -> Iterator[Reading]:
        """Yield what the pages of their own and all lists read that are open to somebody."""
        first = desk.get("/admin/").content.decode()
        for address in ("/admin/", f"/admin/customer/{customer}/", "/admin/find/?q=nobody"):
            yield from self._at(desk, address)
        for address in re.findall(r'<li><a href="(/admin/[a-z]+/[a-z]+/)"', first):
            if address not in self._lists and address not in SUMS:
                self._lists.add(address)
                yield from self._at_list(desk, address)

    def _at_list(self, desk: Client, address: str) -> Iterator[Reading]:
        """Look at a list, its last page, a search that finds nothing and one that does, filters, and a row."""
        shown = desk.get(address)
        yield from self._at(desk, address)
        changes = shown.context["cl"]
        asked = [f"?p={changes.paginator.num_pages}"]
        if changes.search_fields:
            asked += ["?q=CUST000000000", "?q=customer1~77"]
        for query in asked:
            yield from self._at(desk, f"{address}{query}")
        for choices in changes.filter_specs:
            offered = [each["query_string"] for each in choices.choices(changes) if not each["selected"]]
            for query in offered[-CHOICES:]:
                yield from self._at(desk, f"{address}{html.unescape(query)}", is_filtered=True)
        row = re.search(rf'href="({address}[^"/]+/change/)', shown.content.decode())
        if row is not None:
            yield from self._at(desk, row[1])

    def _at(self, desk: Client, address: str, *, is_filtered: bool = False) -> list[Reading]:
        connection.queries_log.clear()
        with CaptureQueriesContext(connection) as queries:
            answer = desk.get(address)
        assert answer.status_code in {200, 302, 403}, (address, answer.status_code)
        readings = []
        for query in list(queries):
            # Whatever numbers it was asked with: each page asks who its reader is.
            shape = re.sub(r"\d+", "0", query["sql"])
            if shape.startswith("SELECT") and shape not in self._statements:
                self._statements.add(shape)
                readings.append(reading_of(address, query["sql"], is_filtered=is_filtered))
        return readings


def reading_of(address: str, sql: str, *, is_filtered: bool = False) -> Reading:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + sql.replace("%", "%%"), [])
        [[explained]] = cursor.fetchall()
    [plan] = json.loads(explained) if isinstance(explained, str) else explained
    return Reading(address, sql, int(rows_read(plan["Plan"])), plan["Execution Time"], is_filtered)


def rows_read(plan: dict[str, Any]) -> float:
    """Return the rows that the scans of a plan looked at, those included that no condition fitted."""
    own = 0.0
    # Rows that a bitmap points to are counted where they are read.
    if "Scan" in plan["Node Type"] and plan["Node Type"] != "Bitmap Index Scan":
        looked_at = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")
        own = sum(plan.get(name, 0) for name in looked_at) * plan["Actual Loops"]
    return own + sum(map(rows_read, plan.get("Plans", ())))
