"""The trail in the admin site: to look at, by whom it concerns, at a cost that does not grow with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.models import AuditLog
from audit.sealing import seal_batch
from audit.searching import keep_trail_searchable
from core_banking.kernel.actors import Actor
from tests.builders.audit import leave_entry
from tests.builders.people import auditor, bank_admin, system_administrator
from users.contracts import PersonCard

pytestmark = pytest.mark.django_db

LIST = "/admin/audit/auditlog/"


def at_the_desk_of(person: PersonCard) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(pk=person.id))
    return client


@pytest.mark.parametrize("somebody", [auditor, system_administrator])
def test_who_may_read_the_trail_sees_it_in_the_admin_site(somebody: Callable[[], PersonCard]) -> None:
    entry = leave_entry(description="Somebody opened a vault")
    desk = at_the_desk_of(somebody())

    assert "Somebody opened a vault" in desk.get(LIST).content.decode()
    assert entry.log_id in desk.get(f"{LIST}{entry.pk}/change/").content.decode()


def test_a_bank_administrator_does_not_see_it() -> None:
    entry = leave_entry()
    desk = at_the_desk_of(bank_admin())

    assert desk.get(LIST).status_code == 403
    assert desk.get(f"{LIST}{entry.pk}/change/").status_code == 403
    assert LIST not in desk.get("/admin/").content.decode()


@pytest.mark.parametrize("address", ["add/", "{pk}/delete/"])
def test_nobody_adds_or_deletes(address: str) -> None:
    entry = leave_entry()
    desk = at_the_desk_of(system_administrator())

    assert desk.get(f"{LIST}{address.format(pk=entry.pk)}").status_code == 403
    assert desk.post(f"{LIST}{address.format(pk=entry.pk)}", {"post": "yes"}).status_code == 403
    assert AuditLog.objects.filter(pk=entry.pk).count() == 1


def test_nobody_changes() -> None:
    entry = leave_entry()
    desk = at_the_desk_of(system_administrator())

    answer = desk.post(f"{LIST}{entry.pk}/change/", {"description": "nothing happened"})

    assert answer.status_code == 403
    assert AuditLog.objects.get(pk=entry.pk).description == "Transaction created"


@pytest.mark.parametrize("column", ["log_id", "request_id", "username", "target_id"])
def test_a_search_finds_whole_values_and_only_those(column: str) -> None:
    somebody = Actor(username="somebody", request_id="req-wanted")
    wanted = leave_entry(actor=somebody, target="TXNWANTED", description="The wanted one")
    leave_entry(target="TXNWANTED2", description="The other one")
    desk = at_the_desk_of(auditor())

    page = desk.get(LIST, {"q": getattr(wanted, column)}).content.decode()
    page_of_a_part = desk.get(LIST, {"q": getattr(wanted, column)[:-1]}).content.decode()

    assert "The wanted one" in page
    assert "The other one" not in page
    assert "The wanted one" not in page_of_a_part


def test_opening_list_and_entry_is_recorded() -> None:
    entry, person = leave_entry(), auditor()
    desk = at_the_desk_of(person)

    desk.get(LIST, {"q": "TXN1"})
    desk.get(f"{LIST}{entry.pk}/change/")

    by_list, by_entry = AuditLog.objects.filter(user_id=person.id, action_type="READ").order_by("id")
    assert (by_list.channel, by_list.details) == ("admin", {"filters": {"q": "TXN1"}})
    assert by_entry.details == {"filters": {"id": str(entry.pk)}}


def test_the_list_counts_no_further_than_a_bound() -> None:
    leave_entry()
    desk = at_the_desk_of(auditor())

    with CaptureQueriesContext(connection) as queries:
        desk.get(LIST)

    counts = [
        query["sql"] for query in queries if "COUNT(" in query["sql"] and "audit_auditlog" in query["sql"]
    ]
    assert counts
    assert all("LIMIT" in sql for sql in counts), counts


def test_a_superuser_whose_role_was_cut_does_not_see_it() -> None:
    leave_entry()
    right = Permission.objects.get(content_type__app_label="audit", codename="view_audit_trail")
    person = system_administrator()
    assert at_the_desk_of(person).get(LIST).status_code == 200

    Group.objects.get(name="SYSTEM_ADMINISTRATOR").permissions.remove(right)

    assert at_the_desk_of(person).get(LIST).status_code == 403


def test_what_the_page_does_not_ask_never_enters_the_trail() -> None:
    person = auditor()
    desk = at_the_desk_of(person)

    answer = desk.get(LIST, {"q": "TXN1", "password": "Harbour7Lights", "token": "abc"})

    assert answer.status_code == 302, "the admin site turns down what it cannot filter by"
    reading = AuditLog.objects.get(user_id=person.id, action_type="READ")
    assert reading.details == {"filters": {"q": "TXN1"}}
    assert "Harbour7Lights" not in reading.description


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("account: SAV000000017", ["FROZEN"]),
        ("words: larkspur lane", ["RENT"]),
        ("model: Vault", ["VAULT"]),
        ("target:FROZEN", ["FROZEN"]),
        ("words: nothing", []),
        ("account SAV000000017", []),
    ],
)
def test_the_filters_of_the_api_are_asked_by_their_names(asked: str, found: list[str]) -> None:
    leave_entry(target="FROZEN", details={"account_number": "SAV000000017"})
    leave_entry(target="RENT", details={"purpose": "Larkspur Lane"})
    leave_entry(target="VAULT", model="Vault")
    seal_batch(own_rows=True)
    keep_trail_searchable()

    page = at_the_desk_of(auditor()).get(LIST, {"q": asked})

    assert [row.target_id for row in page.context["cl"].result_list] == found
