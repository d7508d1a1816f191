"""What staff does for a customer is recorded as such, shown as such, and told to the customer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from audit.models import AuditLog
from core_banking.kernel.errors import NotAllowed
from notifications.models import Notification
from tests.builders import people
from tests.builders.accounts import open_account
from tests.builders.money import Holder, body, holder, post, submit
from tests.builders.people import actor_for
from transactions.contracts import SUBMIT_ANY
from transactions.models import Transaction
from users.contracts import PersonCard

pytestmark = pytest.mark.django_db

MOVEMENTS = ("DEPOSIT", "WITHDRAWAL", "TRANSFER", "PAYMENT", "FEE", "INTEREST")


def movement(kind: str, owner: Holder, other: Holder) -> dict[str, Any]:
    sides: dict[str, dict[str, Any]] = {
        "DEPOSIT": {"receiver": owner},
        "INTEREST": {"receiver": owner},
        "TRANSFER": {"sender": owner, "receiver": other},
        "PAYMENT": {"sender": owner, "payee_name": "Harbour Lettings"},
    }
    return body(kind, "5.00", **sides.get(kind, {"sender": owner}))


def shown_to(person: PersonCard, transaction_id: str) -> tuple[Any, Any]:
    answer = people.signed_in_client(person).get(f"/api/transactions/{transaction_id}/").json()
    return answer["on_behalf"], answer["initiated_by"]


@pytest.mark.parametrize("kind", MOVEMENTS)
def test_staff_moves_money_on_a_customers_behalf(kind: str) -> None:
    owner, other, staff = holder(10_000), holder(), people.bank_admin()

    answer = post(people.signed_in_client(staff), movement(kind, owner, other)).json()

    row = Transaction.objects.get()
    assert (row.on_behalf, row.initiated_by_id) == (True, staff.id)
    assert (answer["on_behalf"], answer["initiated_by"]) == (True, staff.username)
    entry = AuditLog.objects.get(target_model="Transaction")
    assert (entry.user_id, entry.subject_id, entry.description) == (
        staff.id, owner.person.id, "Transaction created on behalf of the customer",
    )  # fmt: skip
    notice = Notification.objects.get(kind="MONEY_MOVED_ON_BEHALF")
    assert (notice.user_id, notice.data) == (owner.person.id, {"transaction_id": row.transaction_id})
    assert notice.title == f"{kind.capitalize()} of 5.00 USD by the bank for you"


def test_who_did_it_is_shown_to_staff_and_that_staff_did_it_to_the_customer_alone() -> None:
    owner, other, staff, colleague = holder(10_000), holder(), people.bank_admin(), people.bank_admin()

    card = submit(actor_for(staff), "TRANSFER", "5.00", sender=owner, receiver=other)

    assert shown_to(colleague, card.transaction_id) == (True, staff.username)
    assert shown_to(owner.person, card.transaction_id) == (True, None)
    assert shown_to(other.person, card.transaction_id) == (None, None)
    listed = people.signed_in_client(colleague).get("/api/transactions/").json()["results"]
    assert [(row["on_behalf"], row["initiated_by"]) for row in listed] == [(True, staff.username)]


def test_what_a_customer_does_himself_is_his_own_and_he_is_not_told() -> None:
    owner = holder(10_000)

    answer = post(owner.client(), body("WITHDRAWAL", "5.00", sender=owner)).json()

    assert (answer["on_behalf"], answer["initiated_by"]) == (False, None)
    assert not Notification.objects.filter(kind="MONEY_MOVED_ON_BEHALF").exists()


def test_a_customer_is_told_of_an_account_that_staff_opened_for_him() -> None:
    customer, staff = people.approved_customer(), people.bank_admin()

    opened = post(
        people.signed_in_client(staff),
        {"account_type": "SAVINGS", "customer_id": customer.customer_id},
        path="/api/accounts/",
    ).json()

    notice = Notification.objects.get(kind="ACCOUNT_OPENED")
    assert (notice.user_id, notice.data["account_number"]) == (customer.id, opened["account_number"])
    entry = AuditLog.objects.get(target_model="Account")
    assert (entry.user_id, entry.subject_id, entry.description) == (
        staff.id, customer.id, "Account opened on behalf",
    )  # fmt: skip


def test_nobody_acts_as_staff_on_money_of_his_own() -> None:
    """A member of staff who banks here is a customer there: fees and interest are not his to order."""
    both = people.approved_customer()
    own = Holder(both, open_account(both, 10_000))
    actor = people.actor_for(both)
    staff = replace(actor, permissions=actor.permissions | {SUBMIT_ANY})
    with pytest.raises(NotAllowed):
        submit(staff, "INTEREST", "5.00", receiver=own)
    card = submit(staff, "WITHDRAWAL", "5.00", sender=own)

    assert card.on_behalf is False
    assert not Notification.objects.filter(kind="MONEY_MOVED_ON_BEHALF").exists()
