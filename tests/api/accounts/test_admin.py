"""Products and accounts in the admin site: the same use cases, the same rights, the same trail."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from accounts.contracts import AccountStatus
from accounts.models import AccountProduct
from accounts.selectors import product_card
from audit.models import AuditLog
from ledger.selectors import balance_of
from tests.builders.accounts import STAFF, offer_product, open_account, present
from tests.builders.people import approved_customer, auditor, bank_admin, system_administrator

# Pages over use cases that are tested on both engines.
pytestmark = [pytest.mark.django_db, pytest.mark.any_engine]

PRODUCTS = "/admin/accounts/accountproduct/"
ACCOUNTS = "/admin/accounts/account/"


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(pk=person.id))
    return client


@pytest.fixture
def staff() -> Client:
    return signed_in(bank_admin())


@pytest.fixture
def savings() -> AccountProduct:
    return AccountProduct.objects.get(code="SAVINGS")


def form_of(client: Client, address: str) -> dict[str, object]:
    """Return what a browser would send back from a form as it is shown."""
    form = client.get(address).context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, False)}


def test_a_product_is_shown_in_major_units_and_percent(staff: Client, savings: AccountProduct) -> None:
    form = form_of(staff, f"{PRODUCTS}{savings.pk}/change/")

    assert form["interest_rate"] == "0.00"
    assert form["daily_transaction_limit"] == "50000.00"
    assert (form["fee_transfer"], form["fee_payment"]) == ("1.00", "")


def test_a_product_edited_here_is_recorded_with_old_and_new_values(
    staff: Client, savings: AccountProduct
) -> None:
    address = f"{PRODUCTS}{savings.pk}/change/"
    form = {
        **form_of(staff, address),
        "interest_rate": "1.75",
        "fee_transfer": "",
        "required_documents": ["PHOTO"],
    }

    answer = staff.post(address, form)

    assert answer.status_code == 302
    assert answer["Location"] == PRODUCTS
    card = product_card(STAFF, savings.pk)
    assert (card.annual_rate_ppm, card.fees_minor, card.required_documents) == (17_500, {}, ("PHOTO",))
    row = AuditLog.objects.exclude(action_type="READ").get(target_model="AccountProduct")
    assert (row.action_type, row.channel) == ("UPDATE", "admin")
    assert row.details["changes"] == {
        "interest_rate": {"old": "0.00", "new": "1.75"},
        "required_documents": {"old": [], "new": ["PHOTO"]},
        "fees": {"old": {"TRANSFER": "1.00"}, "new": {}},
    }


def test_an_unticked_box_is_switched_off(staff: Client, savings: AccountProduct) -> None:
    address = f"{PRODUCTS}{savings.pk}/change/"
    form = form_of(staff, address)
    del form["auto_activate"]

    assert staff.post(address, form).status_code == 302

    assert product_card(STAFF, savings.pk).auto_activate is False


def test_what_accounts_were_opened_under_is_not_edited(staff: Client, savings: AccountProduct) -> None:
    address = f"{PRODUCTS}{savings.pk}/change/"

    staff.post(
        address, {**form_of(staff, address), "code": "OTHER", "currency": "JPY", "account_type": "CURRENT"}
    )

    card = product_card(STAFF, savings.pk)
    assert (card.code, card.currency, card.account_type) == ("SAVINGS", "USD", "SAVINGS")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("interest_rate", "much"),
        ("minimum_balance", "1.005"),
        ("fee_transfer", "-1"),
        ("daily_transaction_limit", ""),
        ("minimum_age_years", "151"),
    ],
)
def test_a_wrong_term_is_shown_under_its_field(
    staff: Client, savings: AccountProduct, field: Any, value: Any
) -> None:
    address = f"{PRODUCTS}{savings.pk}/change/"
    before = product_card(STAFF, savings.pk)

    answer = staff.post(address, {**form_of(staff, address), field: value})

    assert answer.status_code == 200
    assert set(answer.context["adminform"].form.errors) == {field}
    assert product_card(STAFF, savings.pk) == before


def test_a_product_is_added_here(staff: Client) -> None:
    form = {
        **form_of(staff, f"{PRODUCTS}add/"),
        "code": "YEN",
        "name": "Yen account",
        "account_type": "CURRENT",
        "currency": "JPY",
        "minimum_balance": "500",
        "fee_payment": "100",
    }

    answer = staff.post(f"{PRODUCTS}add/", form)

    assert answer.status_code == 302, answer.context["adminform"].form.errors
    card = product_card(STAFF, AccountProduct.objects.get(code="YEN").pk)
    assert (card.minimum_balance_minor, card.single_limit_minor, card.fees_minor) == (
        500,
        10_000,
        {"PAYMENT": 100},
    )
    assert (
        AuditLog.objects.exclude(action_type="READ").get(target_model="AccountProduct").action_type
        == "CREATE"
    )


def test_a_code_that_is_taken_is_refused(staff: Client) -> None:
    form = {
        **form_of(staff, f"{PRODUCTS}add/"),
        "code": "SAVINGS",
        "name": "Again",
        "account_type": "SAVINGS",
    }

    answer = staff.post(f"{PRODUCTS}add/", form)

    assert set(answer.context["adminform"].form.errors) == {"code"}
    assert AccountProduct.objects.count() == 3


def test_the_term_of_a_fixed_deposit_is_edited_here_and_recorded(staff: Client) -> None:
    deposit = AccountProduct.objects.get(code="FIXED_DEPOSIT")
    address = f"{PRODUCTS}{deposit.pk}/change/"
    form = form_of(staff, address)
    assert [form[name] for name in ("term_months", "early_withdrawal_penalty", "maturity_instruction")] == [
        12,
        "1.00",
        "PAY_OUT",
    ]
    term = {"term_months": "6", "early_withdrawal_penalty": "2.5", "maturity_instruction": "RENEW_PRINCIPAL"}

    assert staff.post(address, {**form, **term}).status_code == 302

    card = product_card(STAFF, deposit.pk)
    assert (card.term_months, card.early_withdrawal_penalty_ppm) == (6, 25_000)
    assert card.maturity_instruction == "RENEW_PRINCIPAL"
    assert AuditLog.objects.exclude(action_type="READ").get(target_model="AccountProduct").details[
        "changes"
    ] == {
        "term_months": {"old": 12, "new": 6},
        "early_withdrawal_penalty": {"old": "1.00", "new": "2.50"},
        "maturity_instruction": {"old": "PAY_OUT", "new": "RENEW_PRINCIPAL"},
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [("term_months", "601"), ("early_withdrawal_penalty", "101"), ("maturity_instruction", "")],
)
def test_a_wrong_term_of_a_deposit_is_shown_under_its_field(staff: Client, field: Any, value: Any) -> None:
    deposit = AccountProduct.objects.get(code="FIXED_DEPOSIT")
    address = f"{PRODUCTS}{deposit.pk}/change/"
    before = product_card(STAFF, deposit.pk)

    answer = staff.post(address, {**form_of(staff, address), field: value})

    assert set(answer.context["adminform"].form.errors) == {field}
    assert product_card(STAFF, deposit.pk) == before


def test_only_a_fixed_deposit_is_given_a_term_here(staff: Client, savings: AccountProduct) -> None:
    form = {
        **form_of(staff, f"{PRODUCTS}add/"),
        "code": "YEAR",
        "name": "A year",
        "account_type": "FIXED_DEPOSIT",
        "term_months": "24",
        "early_withdrawal_penalty": "0.5",
        "maturity_instruction": "PAY_OUT",
    }

    refused = staff.post(f"{PRODUCTS}add/", {**form, "account_type": "SAVINGS"})
    added = staff.post(f"{PRODUCTS}add/", form)

    assert set(refused.context["adminform"].form.errors) == {
        "term_months",
        "early_withdrawal_penalty",
        "maturity_instruction",
    }
    assert added.status_code == 302
    assert AccountProduct.objects.get(code="YEAR").term_months == 24
    assert "term_months" not in staff.get(f"{PRODUCTS}{savings.pk}/change/").content.decode()


def test_who_only_looks_at_a_product_reads_its_terms(savings: AccountProduct) -> None:
    client = signed_in(system_administrator())

    shown = client.get(f"{PRODUCTS}{savings.pk}/change/").content.decode()

    assert "50000.00" in shown
    assert "Fee of a transfer" in shown
    assert "None" not in shown


def test_nobody_deletes_a_product(staff: Client, savings: AccountProduct) -> None:
    assert staff.post(f"{PRODUCTS}{savings.pk}/delete/", {"post": "yes"}).status_code == 403
    assert AccountProduct.objects.filter(pk=savings.pk).exists()


def test_the_system_administrator_looks_and_changes_nothing(savings: AccountProduct) -> None:
    client = signed_in(system_administrator())
    account = open_account(approved_customer())
    before = product_card(STAFF, savings.pk)

    assert client.get(PRODUCTS).status_code == 200
    assert client.get(f"{PRODUCTS}{savings.pk}/change/").status_code == 200
    assert client.post(f"{PRODUCTS}{savings.pk}/change/", {"name": "Mine"}).status_code == 403
    assert client.get(f"{PRODUCTS}add/").status_code == 403
    client.post(ACCOUNTS, {"action": "freeze", "reason": "Mine", "_selected_action": [account.id]})

    assert product_card(STAFF, savings.pk) == before
    assert present(account) == account


@pytest.mark.parametrize("person", [approved_customer, auditor])
def test_others_do_not_see_products_and_accounts_here(person: Any, savings: AccountProduct) -> None:
    client = signed_in(person())
    account = open_account(approved_customer())

    for address in (PRODUCTS, f"{PRODUCTS}{savings.pk}/change/", ACCOUNTS, f"{ACCOUNTS}{account.id}/change/"):
        assert client.get(address).status_code in {302, 403}


def test_accounts_are_listed_and_shown_with_their_balance(staff: Client) -> None:
    account = open_account(approved_customer(), 100_000, minimum_balance="100.00")

    assert str(account.account_number) in staff.get(ACCOUNTS).content.decode()
    assert staff.get(f"{ACCOUNTS}?q={account.account_number}").status_code == 200
    assert "1000.00 (900.00) USD" in staff.get(f"{ACCOUNTS}{account.id}/change/").content.decode()


def test_an_account_is_not_edited_added_or_deleted_here(staff: Client) -> None:
    account = open_account(approved_customer())

    assert staff.post(f"{ACCOUNTS}{account.id}/change/", {"status": "CLOSED"}).status_code == 403
    assert staff.get(f"{ACCOUNTS}add/").status_code == 403
    assert staff.post(f"{ACCOUNTS}{account.id}/delete/", {"post": "yes"}).status_code == 403
    assert present(account) == account


def test_staff_freezes_unfreezes_and_activates_here(staff: Client) -> None:
    offer_product("BYHAND", auto_activate=False)
    first, second = open_account(approved_customer()), open_account(approved_customer())
    pending = open_account(approved_customer(), product_code="BYHAND")

    def act(action: str, *accounts: int, reason: str = "") -> list[str]:
        answer = staff.post(
            ACCOUNTS, {"action": action, "reason": reason, "_selected_action": list(accounts)}, follow=True
        )
        return [str(message) for message in answer.context["messages"]]

    assert act("freeze", first.id) == [f"Account {first.id}: Reason: Give a reason."]
    assert act("freeze", first.id, pending.id, second.id, reason="Court order") == [
        f"{first.account_number} is now FROZEN.",
        f"{second.account_number} is now FROZEN.",
        f"Account {pending.id}: The account's status does not allow this.",
    ]
    assert [present(account).status for account in (first, second, pending)] == [
        AccountStatus.FROZEN,
        AccountStatus.FROZEN,
        AccountStatus.PENDING,
    ]
    act("unfreeze", first.id, reason="Order lifted")
    act("activate", pending.id)
    assert [present(account).status for account in (first, pending)] == [AccountStatus.ACTIVE] * 2
    assert AuditLog.objects.filter(action_type="FREEZE", channel="admin").count() == 2


def test_staff_takes_the_opening_deposit_here_with_the_activation(staff: Client) -> None:
    offer_product("GOLD", auto_activate=False, opening_deposit="500.00")
    pending = open_account(approved_customer(), product_code="GOLD")

    def activate(cash: str) -> list[str]:
        sent = {"action": "activate", "opening_deposit": cash, "_selected_action": [pending.id]}
        answer = staff.post(ACCOUNTS, sent, follow=True)
        return [str(message) for message in answer.context["messages"]]

    asked = f"Account {pending.id}: Opening deposit: This product asks for an opening deposit of at least 500.00 USD."
    assert [activate(""), activate("499.99")] == [[asked], [asked]]
    assert activate("much") == [
        f"Account {pending.id}: Opening deposit: A valid amount is required: digits with an optional"
        " decimal point."
    ]
    assert present(pending).status is AccountStatus.PENDING

    activate("500.00")

    assert present(pending).status is AccountStatus.ACTIVE
    assert balance_of(pending.ledger_account_id).balance_minor == 50_000
