"""A customer's life with money in the client: open, deposit, save a payee, transfer with the PIN, take a statement."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.bank import BrowserBank, Person, checked
from tests.browser.conftest import AssertAccessible, Screenshots, Visit

PIN = "4823"


def test_from_the_first_account_to_a_transfer_and_its_statement(
    browser_bank: BrowserBank,
    visit: Visit,
    assert_accessible: AssertAccessible,
    screenshots: Screenshots,
) -> None:
    person = browser_bank.customer()
    landlord = browser_bank.account(browser_bank.customer(first_name="Piet", last_name="Mulder"))
    page = visit("/app/", person)

    def look(name: str) -> None:
        assert_accessible(page)
        screenshots(page, name)

    heading = page.get_by_role("heading", level=1)
    expect(page.get_by_text("You have no account yet.")).to_be_visible()
    look("home-empty")

    page.get_by_role("link", name="Open an account").click()
    expect(heading).to_have_text("Open an account")
    look("account-products")
    page.get_by_role("link", name=re.compile("Choose Savings")).click()
    page.get_by_label("Name").fill("Rainy days")
    look("account-open")
    page.get_by_role("button", name="Open the account").click()
    expect(heading).to_have_text("Rainy days")

    page.get_by_role("link", name="Deposit").click()
    _amount(page).fill("1250.50")
    page.get_by_role("button", name="Continue").click()
    look("deposit-review")
    page.get_by_role("button", name="Confirm").click()
    expect(heading).to_have_text("The money is in your account")

    _set_pin(person)
    _open(page, "/app/payees/new")
    page.get_by_label("Account number").fill(landlord["account_number"].lower())
    page.get_by_label("What you call them").fill("Landlord")
    look("payee-new")
    page.get_by_role("button", name="See the name").click()
    expect(page.get_by_text("P*** M*****")).to_be_visible()
    look("payee-question")
    page.get_by_role("button", name="Yes, this is right").click()
    expect(heading).to_have_text("Landlord")
    look("payee")

    page.get_by_role("main").get_by_role("link", name="Transfer").click()
    _amount(page).fill("9000")
    page.get_by_label("What it is for").fill("Rent")
    page.get_by_label("Transaction PIN", exact=True).fill(PIN)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("There is not enough money: $1,250.50 is available")).to_be_visible()
    _amount(page).fill("250")
    look("transfer")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("$999.50")).to_be_visible()
    look("transfer-review")
    page.get_by_role("button", name="Confirm").click()
    expect(heading).to_have_text("It is done")
    look("receipt")

    _open(page, "/app/")
    expect(page.get_by_text("Landlord").or_(page.get_by_text("Rent")).first).to_be_visible()
    look("home")
    page.get_by_role("link", name=re.compile("Rainy days")).click()
    expect(heading).to_have_text("Rainy days")
    look("account")
    page.get_by_role("link", name="Statement").first.click()
    expect(heading).to_have_text("Statement")
    look("statement")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as CSV").click()
    statement = Path(download.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(statement)))
    lines = [(row["debit"], row["credit"], row["balance"]) for row in rows if row["record"] == "LINE"]
    assert lines == [("", "1250.50", "1250.50"), ("250.00", "", "1000.50"), ("1.00", "", "999.50")]
    for path in ("accounts", "pay", "movements", "payees", "standing-orders", "standing-orders/new"):
        _open(page, f"/app/{path}")
        look(path.replace("/", "-"))


def _amount(page: Page) -> Locator:
    return page.get_by_label("Amount")


def _open(page: Page, path: str) -> None:
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def _set_pin(person: Person) -> None:
    checked(person.api.put("/api/profile/pin/", json={"password": person.password, "pin": PIN}))
