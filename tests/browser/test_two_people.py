"""Two people at one browser, and a session that is not to be had: nothing of the one is done or seen as the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.bank import BrowserBank, Person, checked
from tests.browser.conftest import SECONDS

PIN = "4823"
PAYMENTS = "**/api/transactions/"
REFRESH = "**/api/auth/refresh/"


@dataclass
class SharedBrowser:
    """A browser that Ana and Bea both use, and what Ana's payments are sent with."""

    page: Page
    ana: Person
    bea: Person
    to_account_number: str
    sent: list[tuple[str, str]] = field(default_factory=list)

    def sign_in(self, person: Person, page: Page | None = None) -> None:
        """Sign in by the form of the page that is shown."""
        page = page or self.page
        page.get_by_label("User name").fill(person.username)
        page.get_by_label("Password", exact=True).fill(person.password)
        page.get_by_role("button", name="Sign in").click()

    def sign_out(self) -> None:
        self.page.get_by_role("button", name="Sign out").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Sign in")

    def pay(self, amount: str) -> None:
        """Fill in Ana's transfer and confirm it."""
        self.page.goto(f"/app/pay/transfer?to={self.to_account_number}")
        self.page.get_by_label("Amount").fill(amount)
        self.page.get_by_label("Transaction PIN", exact=True).fill(PIN)
        self.page.get_by_role("button", name="Continue").click()
        self.page.get_by_role("button", name="Confirm").click()

    def lose_the_first_answer(self) -> None:
        """Let the bank pay and the page not hear of it; note the session and the key of every send."""

        def handle(route: Route) -> None:
            if route.request.method != "POST" or "dry_run" in route.request.url:
                return route.fallback()
            headers = route.request.headers
            self.sent.append((headers["authorization"], headers["idempotency-key"]))
            if len(self.sent) > 1:
                return route.continue_()
            assert route.fetch().status == 201
            return route.abort("connectionreset")

        self.page.context.route(PAYMENTS, handle)

    def told(self, page: Page | None = None) -> Locator:
        return (page or self.page).get_by_role("status", name="Payments without an answer")

    def paid(self, amount: str) -> int:
        """Return how many transfers of an amount are in Ana's books."""
        query = {"transaction_type": "TRANSFER", "amount_min": amount, "amount_max": amount}
        return len(checked(self.ana.api.get("/api/transactions/", params=query))["results"])


@pytest.fixture
def shared(chromium: Browser, browser_bank: BrowserBank) -> Iterator[SharedBrowser]:
    """Return a browser in which Ana is signed in. Its pages may log refusals: they are what is tested."""
    ana, bea = browser_bank.customer(first_name="Ana"), browser_bank.customer(first_name="Bea")
    browser_bank.account(ana, deposit="500.00")
    number = browser_bank.account(bea)["account_number"]
    checked(ana.api.put("/api/profile/pin/", json={"password": ana.password, "pin": PIN}))
    context = chromium.new_context(base_url=browser_bank.url, locale="en-GB", reduced_motion="reduce")
    context.set_default_timeout(SECONDS * 1000)
    shared = SharedBrowser(context.new_page(), ana, bea, number)
    shared.page.goto("/app/sign-in")
    shared.sign_in(ana)
    expect(shared.page.get_by_role("heading", level=1)).to_contain_text("Ana")
    yield shared
    context.close()


def test_a_payment_waits_for_its_own_person(shared: SharedBrowser) -> None:
    shared.lose_the_first_answer()
    shared.pay("12.00")
    expect(shared.told()).to_contain_text("We keep asking the bank")
    shared.sign_out()
    shared.sign_in(shared.bea)
    expect(shared.page.get_by_role("heading", level=1)).to_contain_text("Bea")
    # Connected again: what is still waiting for its next send would be sent now.
    shared.page.evaluate("dispatchEvent(new Event('online'))")
    shared.page.reload()
    expect(shared.page.get_by_role("heading", level=1)).to_contain_text("Bea")
    expect(shared.told()).to_be_hidden()
    assert len(shared.sent) == 1

    shared.sign_out()
    shared.sign_in(shared.ana)
    expect(shared.told()).to_contain_text("Done: the bank has carried it out, once.")
    assert len({key for _session, key in shared.sent}) == 1
    assert shared.paid("12.00") == 1


def test_another_tab_goes_on_with_what_a_closed_one_leaves(shared: SharedBrowser) -> None:
    other = shared.page.context.new_page()
    other.goto("/app/accounts")
    expect(other.get_by_role("heading", level=1)).to_have_text("Accounts")
    shared.lose_the_first_answer()
    shared.pay("14.00")
    expect(shared.told()).to_contain_text("We keep asking the bank")
    expect(shared.told(other)).to_be_hidden()
    shared.page.close()
    expect(shared.told(other)).to_contain_text("Done: the bank has carried it out, once.")
    assert len({key for _session, key in shared.sent}) == 1
    assert shared.paid("14.00") == 1


def test_a_tab_does_not_become_another_persons(shared: SharedBrowser) -> None:
    """A sign-in that this tab has no part in: its form is closed to who is signed in."""
    shared.page.goto("/app/accounts")
    shared.page.evaluate("window.isAnas = true")
    other = shared.page.context.new_page()
    other.goto("/app/sign-in")
    # Who is signed in is led home: he signs out before anybody else signs in.
    expect(other.get_by_role("heading", level=1)).to_contain_text("Ana")
    answer = shared.page.context.request.post(
        "/api/auth/login/",
        data={"username": shared.bea.username, "password": shared.bea.password},
        headers={"X-Refresh-Token": "cookie"},
    )
    other.evaluate(
        """async (token) => (await import("/static/web/core/access.js")).acceptToken(token)""",
        answer.json()["access"],
    )
    expect(shared.page.get_by_role("heading", level=1)).to_contain_text("Bea")
    assert shared.page.evaluate("window.isAnas") is None
    expect(other.get_by_role("heading", level=1)).to_contain_text("Bea")


def test_a_page_loaded_while_the_session_is_not_to_be_had(shared: SharedBrowser) -> None:
    shared.lose_the_first_answer()
    shared.pay("16.00")
    expect(shared.told()).to_contain_text("We keep asking the bank")
    shared.page.route(REFRESH, lambda route: route.fulfill(status=503, body="Busy"))
    shared.page.goto("/app/accounts")
    expect(shared.page.get_by_role("heading", level=1)).to_have_text("That did not work")
    assert shared.page.url.endswith("/app/accounts")
    shared.page.unroute(REFRESH)
    shared.page.get_by_role("button", name="Try again").click()
    expect(shared.page.get_by_role("heading", level=1)).to_have_text("Accounts")
    expect(shared.told()).to_contain_text("Done: the bank has carried it out, once.")
    assert shared.paid("16.00") == 1


def test_a_dialog_ends_with_the_page_and_with_the_session(shared: SharedBrowser) -> None:
    page = shared.page
    page.get_by_role("link", name="Security").click()
    page.get_by_role("button", name="End", exact=True).first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ana")
    expect(page.locator("dialog")).to_have_count(0)

    page.goto("/app/security")
    page.get_by_role("button", name="End", exact=True).first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.evaluate("async () => (await import('/static/web/core/access.js')).forgetToken()")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    expect(page.locator("dialog")).to_have_count(0)


def test_who_could_not_be_signed_out_is_told(shared: SharedBrowser) -> None:
    page = shared.page
    refusal = {"error": "Too many requests.", "code": "throttled"}
    page.route("**/api/auth/logout/", lambda route: route.fulfill(status=429, json=refusal))
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("Too many requests.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ana")
