"""Planning in the client: a correction that teaches, a budget that warns, a goal that is reached."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.bank import BrowserBank, Person, checked
from tests.browser.conftest import AssertAccessible, Screenshots, Visit


def test_from_an_unsorted_payment_to_a_goal_that_is_reached(
    browser_bank: BrowserBank,
    visit: Visit,
    assert_accessible: AssertAccessible,
    screenshots: Screenshots,
) -> None:
    person = browser_bank.customer()
    account = browser_bank.account(person, "CURRENT", deposit="1000.00")["account_number"]
    page = visit("/app/plan", person)

    def look(name: str) -> None:
        assert_accessible(page)
        screenshots(page, name)

    def tab(name: str) -> None:
        page.get_by_role("navigation", name="Parts of the plan").get_by_role("link", name=name).click()

    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Plan")
    look("plan-empty")
    _pay(person, account, "60.00")
    page.reload()
    page.get_by_role("link", name="Sort them").click()

    expect(heading).to_have_text("Spending")
    page.get_by_role("button", name="Category of Zephyr Quay: Not sorted yet. Change it").click()
    page.get_by_label("Category", exact=True).select_option(label="Food and drink › Groceries")
    look("spending-sort")
    page.get_by_role("button", name="Put it there").click()
    expect(page.get_by_text("Zephyr Quay is now in Groceries.")).to_be_visible()
    _pay(person, account, "25.00")
    page.get_by_role("button", name="Write down cash").first.click()
    page.get_by_label("How much?", exact=True).fill("4.50")
    page.get_by_label("What for?", exact=True).select_option(label="Food and drink › Coffee and snacks")
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_text("It is written down.")).to_be_visible()
    tab("Spending")
    expect(page.get_by_role("img", name="Spending by category")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Category of Zephyr Quay: Groceries"))).to_have_count(
        2
    )
    expect(page.locator(".chart-total").first).to_have_text("$89.50")
    look("spending")

    tab("Categories")
    expect(
        page.get_by_role("row", name=re.compile("^Zephyr Quay going out .*Groceries once"))
    ).to_be_visible()
    look("categories")

    tab("Budgets")
    page.get_by_role("button", name="New budget").click()
    page.get_by_label("For what?", exact=True).select_option(label="Food and drink › Groceries")
    page.get_by_label("How much may it cost?", exact=True).fill("100")
    look("budget-new")
    page.get_by_role("button", name="Make the budget").click()
    expect(page.get_by_text("Nearly used up")).to_be_visible()
    expect(page.get_by_role("img", name="$85.00 of $100.00 spent")).to_be_visible()
    look("budgets")

    tab("Forecast")
    expect(page.get_by_role("img", name="Balance day by day")).to_be_visible()
    look("forecast")

    page.goto("/app/goals")
    expect(page.get_by_text("What are you saving for?")).to_be_visible()
    look("goals-empty")
    page.get_by_role("link", name="New goal").click()
    page.get_by_label("What is it for?", exact=True).fill("A bicycle")
    page.get_by_label("How much does it take?", exact=True).fill("200")
    look("goal-new")
    page.get_by_role("button", name="Make the goal").click()
    expect(heading).to_have_text("A bicycle")
    page.get_by_role("button", name="Add a rule").click()
    page.get_by_label("How?", exact=True).select_option(label="Rounding up")
    look("goal-rule")
    page.get_by_role("dialog").get_by_role("button", name="Add the rule").click()
    expect(page.get_by_text("Round each payment up to the next $1.00")).to_be_visible()
    page.get_by_label("Amount", exact=True).first.fill("50")
    page.get_by_role("button", name="Put it aside").click()
    expect(page.get_by_role("img", name="25% of the goal is saved")).to_be_visible()
    page.get_by_label("Amount", exact=True).first.fill("150")
    page.get_by_role("button", name="Put it aside").click()
    expect(page.get_by_text("Goal reached! Well done.")).to_be_visible()
    look("goal-reached")

    [goal] = checked(person.api.get("/api/savings-goals/"))["results"]
    assert (goal["saved_amount"], goal["is_reached"], goal["active_rules"]) == ("200.00", True, 1)
    page.goto("/app/goals")
    expect(page.get_by_text("You have made it: $200.00 are saved.")).to_be_visible()
    look("goals")
    page.goto("/app/plan")
    expect(page.get_by_role("img", name="100% of the goal is saved")).to_be_visible()
    look("plan")


def _pay(person: Person, account: str, amount: str) -> None:
    body = {"transaction_type": "PAYMENT", "from_account_number": account, "payee_name": "Zephyr Quay"}
    checked(person.api.post("/api/transactions/", json={**body, "amount": amount}))
