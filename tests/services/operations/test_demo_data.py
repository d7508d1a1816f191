"""The demonstration data: whole, made by use cases, made once, and only where it is allowed."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.management import CommandError, call_command
from django.test import override_settings

from accounts.selectors import accounts_of
from audit.models import AuditLog
from core_banking.kernel import clock
from fraud.contracts import RuleMode, Severity
from fraud.models import Alert
from fraud.shipped_rules import shipped_book
from kyc.selectors import identity_facts, review_queue
from ledger.selectors import balance_of
from loans.models import Loan
from loans.selectors import loan_card
from notifications.models import Notification
from operations import demo_household
from operations.demo_goals import BICYCLE_HUNDREDTHS, HOLIDAY_HUNDREDTHS
from operations.demo_household import life_before
from operations.demo_loans import LENT_HUNDREDTHS, REPAID_WEEKS
from operations.demo_orders import FIXED_DEPOSIT_HUNDREDTHS, HOLD_HUNDREDTHS
from operations.demo_story import CUSTOMERS, DAYS, MOVEMENTS
from support.models import ContactMessage, Service
from tests.builders import people
from tests.builders.held_payments import rules_in_force
from transactions.models import Transaction
from users.selectors import permissions_of, person_card

# The journeys live on this data on both engines.
pytestmark = [pytest.mark.django_db, pytest.mark.any_engine]


@pytest.fixture(autouse=True)
def a_few_days_of_life(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three months take longer than all else; one test has them."""
    monkeypatch.setattr(demo_household, "LIFE_DAYS", 3)


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
    assert permissions_of(people["auditor"].pk) == {
        "audit.view_audit_trail",
        "fraud.view_alerts",
        "ledger.view_books",
        "operations.view_closings",
    }


def test_the_password_that_all_share_is_hashed_once_and_with_full_strength():
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"]):
        load()

    hashes = set(get_user_model().objects.values_list("password", flat=True))
    assert len(hashes) == 1
    algorithm, iterations = hashes.pop().split("$")[:2]
    assert (algorithm, int(iterations)) == ("pbkdf2_sha256", PBKDF2PasswordHasher.iterations)


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
    put_away = FIXED_DEPOSIT_HUNDREDTHS
    life = life_before(clock.now() - dt.timedelta(days=DAYS))
    lived = sum(each.amount_hundredths if each.comes_in else -each.amount_hundredths for each in life)
    # 1,200.00 at 12 % in 12 weeks: 101.51 a week.
    lent = LENT_HUNDREDTHS - REPAID_WEEKS * 10_151
    assert balances == {
        "CURRENT": lived + 320_000 + 12_000 - spent - put_away - 100 + lent - BICYCLE_HUNDREDTHS,
        "SAVINGS": 45_000 - HOLIDAY_HUNDREDTHS,
        "FIXED_DEPOSIT": put_away,
    }
    moved = len(life) + len(MOVEMENTS) + 1 + 1 + REPAID_WEEKS + 2
    assert Transaction.objects.count() == moved
    assert AuditLog.objects.filter(target_model="Transaction").count() == moved
    call_command("verify_ledger", stdout=io.StringIO())


def test_there_is_one_thing_of_each_kind_to_look_at():
    load()

    customer = get_user_model().objects.get(username="customer")
    client = people.signed_in_client(person_card(customer.pk))
    payee = client.get("/api/beneficiaries/").json()["results"][0]
    order = client.get("/api/standing-orders/").json()["results"][0]
    current, deposit = (client.get(f"/api/accounts/?account_type={kind}").json()["results"][0]
                        for kind in ("CURRENT", "FIXED_DEPOSIT"))  # fmt: skip
    message = ContactMessage.objects.get()

    assert (payee["nickname"], payee["confirmed_at"] is not None) == ("Priya", True)
    assert (order["amount"], order["status"]) == ("25.00", "ACTIVE")
    goals = client.get("/api/savings-goals/").json()["results"]
    assert [(goal["name"], goal["progress_percent"], goal["active_rules"]) for goal in goals] == [
        ("A new bicycle", 15, 1),
        ("Summer holiday", 25, 1),
    ]
    assert (deposit["balance"], deposit["status"]) == ("500.00", "ACTIVE")
    held = Decimal(current["balance"]) - Decimal(current["available_balance"])
    assert held == Decimal(HOLD_HUNDREDTHS) / 100
    assert (message.subject, message.status) == ("Opening hours", "NEW")
    assert Service.objects.exists()
    assert not person_card(customer.pk).pin_set
    assert not get_user_model().objects.filter(two_factor_enabled=True).exists()


def test_a_loan_is_being_repaid_one_waits_and_one_was_turned_down():
    load()

    borrower = people.actor_for(person_card(get_user_model().objects.get(username="customer").pk))
    running = loan_card(borrower, Loan.objects.get(customer_id=borrower.user_id).pk)
    others = Loan.objects.exclude(pk=running.id).order_by("id")

    assert (running.status, running.overdue_minor) == ("ACTIVE", 0)
    assert running.next_repayment is not None
    assert (running.next_repayment.number, running.next_repayment.amount_minor) == (REPAID_WEEKS + 1, 10_151)
    assert [(loan.loan_type, loan.status, loan.decision_reason) for loan in others] == [
        ("HOME", "REJECTED", "The valuation of the house is missing."),
        ("CAR", "PENDING", ""),
    ]


def test_months_of_life_are_there_to_plan_with(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(demo_household, "LIFE_DAYS", 92)
    load()

    customer = person_card(get_user_model().objects.get(username="customer").pk)
    client = people.signed_in_client(customer)
    today = clock.business_date()
    spending = client.get(f"/api/spending/?from={today - dt.timedelta(days=90)}&to={today}").json()
    budgets = client.get("/api/budgets/").json()["results"]
    forecast = client.get("/api/cash-flow-forecast/").json()

    assert len([row for row in spending["results"] if row["count"]]) >= 15
    assert spending["cash"]["written_down"] == "12.50"
    assert [(each["category"]["key"], each["rollover"]) for each in budgets] == [
        ("food", True),
        ("leisure", False),
    ]
    assert Notification.objects.filter(user_id=customer.id, kind="BUDGET_WARNING").exists()
    assert len(forecast["days"]) == 90


def test_loading_again_adds_nothing():
    first = load()
    moved = len(life_before(clock.now() - dt.timedelta(days=DAYS))) + len(MOVEMENTS)
    assert first == f"Demonstration data: {3 + len(CUSTOMERS)} people and {moved} movements added.\n"
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


def test_a_false_alarm_a_takeover_and_a_payment_that_waits_are_there_to_look_at(settings):
    settings.FRAUD_SHIPPED_RULES = "ON"
    shipped = shipped_book(RuleMode.ON)

    with rules_in_force(*shipped.rules, hold_at=shipped.hold_at, block_at=shipped.block_at):
        load()

    alerts = Alert.objects.order_by("id").values_list(
        "subject__username", "alert_type", "verdict", "status", "disposition"
    )
    *others, (subject, _, *held_payment) = alerts
    assert others == [
        ("tomas_lindqvist", "NEW_PAYEE", "HOLD", "RESOLVED", "FALSE_POSITIVE"),
        ("priya_raman", "LOGIN_ANOMALY", "", "OPEN", ""),
        ("priya_raman", "NEW_PAYEE", "BLOCK", "OPEN", ""),
    ]
    # Which rule weighed most depends on what he has paid in the weeks before, and so on today's date.
    assert (subject, *held_payment) == ("customer", "HOLD", "OPEN", "")
    held = Alert.objects.exclude(transaction_id="").order_by("id").values_list("transaction_id", flat=True)
    statuses = [Transaction.objects.get(transaction_id=payment).status for payment in held]
    assert statuses == ["COMPLETED", "HELD"]
    profiles = get_user_model().objects.filter(risk_profile__in=["MEDIUM", "HIGH"])
    expected = {"priya_raman": "HIGH"}
    # So does how much it weighs: an open alert of high severity makes a profile MEDIUM, a lesser one alone does not.
    if Alert.objects.get(subject__username="customer").severity == Severity.HIGH:
        expected["customer"] = "MEDIUM"
    assert dict(profiles.values_list("username", "risk_profile")) == expected
