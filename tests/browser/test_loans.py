"""A loan in the client: what it costs by the keyboard alone, applying, being told of the decision, paying it back."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.bank import BrowserBank, checked
from tests.browser.conftest import AssertAccessible, Screenshots, Visit


def test_from_the_slider_to_the_last_repayment(
    browser_bank: BrowserBank,
    visit: Visit,
    assert_accessible: AssertAccessible,
    screenshots: Screenshots,
) -> None:
    person = browser_bank.customer()
    browser_bank.account(person, deposit="500.00")
    page = visit("/app/loans", person)

    def look(name: str) -> None:
        assert_accessible(page)
        screenshots(page, name)

    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Loans")
    look("loans-empty")
    page.get_by_role("region", name="Personal loan").get_by_role("link", name="See what it costs").click()

    expect(heading).to_have_text("Personal loan")
    _slide(page, "Amount", "Home", *["ArrowRight"] * 11)
    _slide(page, "Number of repayments", "Home", *["ArrowRight"] * 11)
    expect(page.get_by_text("every month, 12 times")).to_be_visible()
    expect(page.locator(".quote-figure")).to_have_text("$106.62")
    page.get_by_text("The whole schedule as a table").click()
    expect(page.get_by_role("row", name=re.compile("^1 .*\\$94.62 \\$12.00"))).to_be_visible()
    page.get_by_role("textbox", name="Number of repayments").fill("99")
    expect(page.get_by_text("Between 1 month and 7 years.")).to_be_visible()
    look("loan-quote")
    page.get_by_role("textbox", name="Number of repayments").fill("12")
    page.get_by_role("link", name="Apply for this loan").click()

    expect(heading).to_have_text("Apply for a loan")
    page.get_by_label("What is it for?").fill("A piano")
    page.get_by_label("Your monthly income").fill("200")
    expect(page.get_by_text("the monthly income is 200.00 USD")).to_be_visible()
    page.get_by_role("button", name="Send the application").click()
    expect(page.get_by_label("Your monthly income")).to_have_attribute("aria-invalid", "true")
    look("loan-refused")
    page.get_by_label("Your monthly income").fill("3000")
    expect(page.get_by_text("A member of staff decides")).to_be_visible()
    page.get_by_role("button", name="Send the application").click()
    expect(heading).to_have_text("A piano")
    expect(page.get_by_text("We have your application for $1,200.00")).to_be_visible()
    look("loan-waiting")

    [loan] = checked(person.api.get("/api/loans/"))["results"]
    assert (loan["amount"], loan["term"], loan["monthly_income"]) == ("1200.00", 12, "3000.00")
    checked(browser_bank.staff.post(f"/api/loans/{loan['id']}/approve/", json={}))
    page.reload()
    expect(page.get_by_text("The next repayment of $106.62 is due on")).to_be_visible()
    look("loan-running")

    page.get_by_role("button", name="Repay", exact=True).click()
    expect(page.get_by_text("1 of 12 repayments are paid.")).to_be_visible()
    page.get_by_label("How much?").select_option("other")
    page.get_by_label("Amount", exact=True).fill("5000")
    page.get_by_role("button", name="Repay", exact=True).click()
    expect(page.get_by_text("This is more than closes the loan today")).to_be_visible()
    page.get_by_label("How much?").select_option("all")
    page.get_by_role("button", name="Repay", exact=True).click()
    expect(page.get_by_text("You have paid this loan back.")).to_be_visible()
    look("loan-paid-back")
    ended = checked(person.api.get(f"/api/loans/{loan['id']}/"))
    assert (ended["status"], ended["outstanding"]["total"], ended["paid"]["principal"]) == (
        "CLOSED",
        "0.00",
        "1200.00",
    )


def _slide(page: Page, name: str, *keys: str) -> None:
    slider = page.get_by_role("slider", name=name)
    slider.focus()
    for key in keys:
        slider.press(key)
