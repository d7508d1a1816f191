"""What staff is shown leaves a row before it is shown; what is one's own leaves none."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from audit.api.open_reads import NOT_RECORDED
from audit.api.staff_reads import is_staff
from audit.models import AuditLog
from audit.services import record_staff_read
from core_banking.kernel.actors import Actor, system_actor
from core_banking.kernel.db import short_transaction
from core_banking.kernel.errors import Unavailable
from core_banking.kernel.events import domain_event
from core_banking.kernel.tripwire import WrittenOutsideUseCase
from kyc.api.customers import CustomerByReference
from tests.builders.people import approved_customer, bank_admin, signed_in_client, system_administrator
from users.contracts import RoleName
from users.roles import ROLES

pytestmark = pytest.mark.django_db


def rows_after(entry_id: int) -> list[tuple[Any, ...]]:
    rows = AuditLog.objects.filter(id__gt=entry_id).order_by("id")
    return list(rows.values_list("action_type", "target_model", "target_id", "subject_id", "channel"))


def newest() -> int:
    return AuditLog.objects.order_by("-id")[0].pk


def test_a_customer_reads_his_own_without_a_row_and_staff_does_not() -> None:
    customer = approved_customer()
    at_home, at_work = signed_in_client(customer), signed_in_client(bank_admin())
    before = newest()

    assert at_home.get(f"/api/customers/{customer.customer_id}/").status_code == 200
    assert rows_after(before) == []
    assert at_work.get(f"/api/customers/{customer.customer_id}/").status_code == 200
    assert rows_after(before) == [("READ", "Customer", customer.customer_id, customer.id, "api")]


def test_a_list_leaves_one_row_with_what_was_asked_and_no_number_of_identity() -> None:
    client = signed_in_client(bank_admin())
    before = newest()

    client.get("/api/transactions/", {"search": "219-09-9999", "page_size": "5"})

    entry = AuditLog.objects.get(id__gt=before, action_type="READ")
    assert entry.details["query"] == {"search": "[removed]", "page_size": "5"}
    assert (entry.target_model, entry.details["route"]) == ("Transaction", "/api/transactions/")


def test_a_row_of_the_bank_about_itself_does_not_stand_for_the_reading(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A write past the use cases, by what answers the reading, is reported under the bank's own name."""
    customer, client = approved_customer(), signed_in_client(bank_admin())
    before = newest()

    def careless(self: CustomerByReference, request: Any, *arguments: Any, **path: Any) -> Any:
        with short_transaction():
            event = WrittenOutsideUseCase(
                actor=system_actor("tests"), table="users_user", verb="UPDATE", caller="tests"
            )
            domain_event.send(sender=WrittenOutsideUseCase, event=event)
        return shown(self, request, *arguments, **path)

    shown = CustomerByReference.get
    monkeypatch.setattr(CustomerByReference, "get", careless)
    assert client.get(f"/api/customers/{customer.customer_id}/").status_code == 200

    assert [row[0] for row in rows_after(before)] == ["WRITE_OUTSIDE_USE_CASE", "READ"]


def test_what_cannot_be_recorded_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    customer = approved_customer()
    client = signed_in_client(bank_admin())

    def busy(**_: Any) -> None:
        raise Unavailable

    monkeypatch.setattr("audit.services.record_staff_read", busy)
    answer = client.get(f"/api/customer/{customer.id}/")

    assert answer.status_code == 503
    assert customer.username not in answer.content.decode()
    assert record_staff_read is not busy


def test_a_page_of_the_staff_site_leaves_a_row_and_its_front_page_none() -> None:
    customer = approved_customer()
    desk = Client()
    desk.force_login(get_user_model().objects.get(pk=system_administrator().id))
    before = newest()

    assert desk.get("/admin/").status_code == 200
    assert rows_after(before) == []
    assert desk.get(f"/admin/users/user/{customer.id}/change/").status_code == 200
    assert desk.get("/admin/auth/group/").status_code == 200
    assert rows_after(before) == [
        ("READ", "Customer", str(customer.id), customer.id, "admin"),
        ("READ", "Group", "", None, "admin"),
    ]


def test_staff_is_who_holds_a_right_over_more_than_his_own() -> None:
    reach = {name: is_staff(Actor(user_id=1, permissions=role.permissions)) for name, role in ROLES.items()}

    assert reach == {name: name != RoleName.CUSTOMER for name in ROLES}
    assert not is_staff(Actor(permissions=frozenset({"kyc.review_kyc"})))
    assert all(NOT_RECORDED.values())
