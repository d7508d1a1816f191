"""The whole way of one customer, on both faces: she registers, staff approves, she pays, borrows and saves."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.bank import BrowserBank
from tests.browser.conftest import AssertAccessible, Screenshots, Visit
from tests.builders.documents import picture
from tests.live_server import DEMO_PASSWORD


def heading(page: Page, name: str | re.Pattern[str]) -> None:
    """Wait until the page with this heading is there."""
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_from_registration_to_a_transfer_a_loan_and_a_goal(
    browser_bank: BrowserBank, visit: Visit, assert_accessible: AssertAccessible, screenshots: Screenshots
) -> None:
    landlord = browser_bank.account(browser_bank.customer(first_name="Piet", last_name="Mulder"))
    given = browser_bank.registration()
    page = visit("/app/", size="phone")
    _register(page, given)
    heading(page, "Identity check")

    staff = visit("/admin/")
    _sign_in_staff(staff)
    _open_row(staff, "/admin/kyc/identityrecord/", given["username"])
    assert_accessible(staff)
    screenshots(staff, "admin-identity")
    staff.get_by_role("button", name="Approve", exact=True).click()
    expect(staff.get_by_text(f"{given['username']} is now APPROVED.")).to_be_visible()

    page.goto("/app/")
    page.get_by_role("link", name="Open an account").click()
    page.get_by_role("link", name=re.compile("Choose Savings")).click()
    page.get_by_role("button", name="Open the account").click()
    page.get_by_role("link", name="Deposit").click()
    page.get_by_label("Amount", exact=True).fill("800")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Confirm").click()
    heading(page, "The money is in your account")

    _transfer(page, landlord["account_number"])
    _borrow(page)
    _open_row(staff, "/admin/loans/loan/", given["username"])
    assert_accessible(staff)
    screenshots(staff, "admin-loan")
    staff.get_by_role("button", name="Approve", exact=True).click()
    page.reload()
    expect(page.get_by_text(re.compile("The next repayment of .* is due on"))).to_be_visible()
    _save(page)


def _register(page: Page, given: dict[str, str]) -> None:
    page.get_by_role("link", name="Become a customer").click()
    heading(page, "Become a customer")
    for name, value in given.items():
        page.locator(f"[name={name}]").fill(value)
    page.get_by_label("File").set_input_files(
        {"name": "passport.png", "mimeType": "image/png", "buffer": picture()}
    )
    page.get_by_role("button", name="Become a customer").click()


def _sign_in_staff(staff: Page) -> None:
    staff.locator("[name=username]").fill("bank_admin")
    staff.locator("[name=password]").fill(DEMO_PASSWORD)
    staff.locator("[type=submit]").click()
    expect(staff.locator("#user-tools")).to_be_visible()


def _open_row(staff: Page, address: str, username: str) -> None:
    """Find somebody in a list of the staff's site as staff does, and open the row."""
    staff.goto(address)
    staff.locator("#searchbar").fill(username)
    staff.locator("#searchbar").press("Enter")
    staff.locator("#result_list tbody a").first.click()


def _transfer(page: Page, account_number: str) -> None:
    page.goto("/app/payees/new")
    page.get_by_label("Account number").fill(account_number)
    page.get_by_role("button", name="See the name").click()
    page.get_by_role("button", name="Yes, this is right").click()
    page.get_by_role("main").get_by_role("link", name="Transfer").click()
    page.get_by_label("Amount", exact=True).fill("250")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Confirm").click()
    heading(page, "It is done")


def _borrow(page: Page) -> None:
    page.goto("/app/loans")
    page.get_by_role("region", name="Personal loan").get_by_role("link", name="See what it costs").click()
    page.get_by_role("link", name="Apply for this loan").click()
    page.get_by_label("What is it for?").fill("A piano")
    page.get_by_label("Your monthly income").fill("4000")
    page.get_by_role("button", name="Send the application").click()
    heading(page, "A piano")


def _save(page: Page) -> None:
    page.goto("/app/goals/new")
    page.get_by_label("What is it for?").fill("A bicycle")
    page.get_by_label("How much does it take?").fill("300")
    page.get_by_role("main").locator("form [type=submit]").click()
    heading(page, "A bicycle")
