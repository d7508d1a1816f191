"""Who somebody is: registering, signing in, and what the browser keeps of it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.bank import BrowserBank
from tests.browser.conftest import AssertAccessible, Screenshots, Visit

KEPT_BY_THE_BROWSER = """() => ({
    cookies: document.cookie,
    stored: JSON.stringify([{...localStorage}, {...sessionStorage}]),
})"""


def heading(page: Page, name: str) -> None:
    """Wait until the page with this heading is there."""
    expect(page.get_by_role("heading", level=1, name=name, exact=True)).to_be_visible()


def test_a_stranger_sees_where_to_sign_in(
    visit: Visit, assert_accessible: AssertAccessible, screenshots: Screenshots
) -> None:
    page = visit("/app/")

    heading(page, "Sign in")
    expect(page).to_have_title("Sign in · Core Bank")
    assert_accessible(page)
    screenshots(page, "sign-in")


def test_no_script_can_read_a_token(browser_bank: BrowserBank, visit: Visit) -> None:
    person = browser_bank.customer()
    page = visit("/app/security")
    heading(page, "Sign in")
    page.get_by_label("User name or e-mail address").fill(person.username)
    page.get_by_label("Password", exact=True).fill(person.password)
    page.get_by_role("button", name="Sign in").click()

    heading(page, "Security")
    kept = page.evaluate(KEPT_BY_THE_BROWSER)
    cookies = {
        cookie["name"]: cookie for cookie in page.context.cookies(f"{browser_bank.url}/api/auth/refresh/")
    }
    token = cookies["refresh_token"]["value"]
    assert kept["cookies"] == ""
    assert token not in kept["stored"]
    assert "eyJ" not in kept["stored"]
    assert cookies["refresh_token"]["httpOnly"]
    # The session outlives the page, by the cookie alone.
    page.reload()
    heading(page, "Security")
