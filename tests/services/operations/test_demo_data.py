"""The demonstration data: whole, made by use cases, made once, and only where it is allowed."""

from __future__ import annotations

import io

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import override_settings

from accounts.selectors import accounts_of
from audit.models import AuditLog
from kyc.selectors import identity_facts, review_queue
from ledger.selectors import balance_of
from operations.demo_story import CUSTOMERS, MOVEMENTS
from transactions.models import Transaction
from users.selectors import permissions_of

pytestmark = pytest.mark.django_db


def load() -> str:
    out = io.StringIO()
    call_command("load_demo_data", stdout=out)
    return out.getvalue()


def test_the_demonstration_people_can_sign_in_with_their_roles():
    load()

    people = {user.username: user for user in get_user_model().objects.all()}
    assert {"admin", "bank_admin", "auditor", "customer"} <= set(people)
    assert all(user.check_password("DemoPass123!") for user in people.values())
    assert people["admin"].is_superuser
    assert [people[name].is_staff for name in ("admin", "bank_admin", "auditor", "customer")] == [
        True,
        True,
        True,
        False,
    ]
    assert people["customer"].kyc_status == "APPROVED"
    assert "kyc.review_kyc" in permissions_of(people["bank_admin"].pk)
    assert permissions_of(people["auditor"].pk) == {"audit.view_audit_trail"}


def test_somebody_waits_in_the_queue_and_somebody_was_rejected():
    load()

    assert [record.user.username for record in review_queue()] == ["aisha_belkacem", "owen_castellan"]
    assert get_user_model().objects.get(username="hana_moriyama").kyc_status == "REJECTED"


def test_the_story_of_the_money_adds_up():
    load()

    customer = get_user_model().objects.get(username="customer")
    accounts = {account.account_type: account for account in accounts_of(customer.pk)}
    balances = {
        kind: balance_of(account.ledger_account_id).balance_minor for kind, account in accounts.items()
    }
    # Salary and tickets in; rent, groceries, cash, telephone, lunch, savings and two transfer fees out.
    spent = 95_000 + 6_420 + 8_000 + 7_185 + 45_000 + 5_960 + 3_250 + 2_999 + 6_815 + 2 * 100
    assert balances == {"CURRENT": 320_000 + 12_000 - spent, "SAVINGS": 45_000}
    assert Transaction.objects.count() == len(MOVEMENTS)
    assert AuditLog.objects.filter(target_model="Transaction").count() == len(MOVEMENTS)
    call_command("verify_ledger", stdout=io.StringIO())


def test_loading_again_adds_nothing():
    assert (
        load() == f"Demonstration data: {3 + len(CUSTOMERS)} people and {len(MOVEMENTS)} movements added.\n"
    )
    before = AuditLog.objects.count(), get_user_model().objects.count(), Transaction.objects.count()

    assert load() == "Demonstration data: 0 people and 0 movements added.\n"

    assert (AuditLog.objects.count(), get_user_model().objects.count(), Transaction.objects.count()) == before


@override_settings(DEMO_DATA_ALLOWED=False)
def test_it_is_refused_where_it_is_not_allowed():
    with pytest.raises(CommandError, match="not allowed"):
        load()

    assert not get_user_model().objects.exists()


@override_settings(DEMO_PASSWORD="short")
def test_a_weak_demonstration_password_is_told():
    with pytest.raises(CommandError, match="DEMO_PASSWORD"):
        load()


@override_settings(STRICT_IDENTITY_NUMBERS=True)
def test_a_strict_bank_gets_staff_only():
    assert "No customers" in load()

    assert get_user_model().objects.filter(customer_id__isnull=False).count() == 0
    assert get_user_model().objects.count() == 3


@override_settings(KYC_REQUIRED_DOCUMENTS=["PASSPORT", "PROOF_OF_ADDRESS"])
def test_a_bank_that_requires_documents_gets_customers_who_have_them():
    load()

    customer = get_user_model().objects.get(username="customer")
    assert customer.kyc_status == "APPROVED"
    assert identity_facts(customer.pk).document_types == {"NATIONAL_ID", "PASSPORT", "PROOF_OF_ADDRESS"}
