"""A payment whose answer is lost, whose request is lost, or whose page is loaded again: the bank pays once.

The connection is cut for the browser alone: a lost answer is one the bank has given and the page never gets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.bank import BrowserBank, Person, checked
from tests.browser.conftest import SECONDS, AssertAccessible

PIN = "4823"
PAYMENTS = "**/api/transactions/"
FORGET_ATTEMPTS = """() => Object.keys(localStorage)
    .filter((name) => name.startsWith("core-bank.payment."))
    .forEach((name) => localStorage.removeItem(name))"""


@dataclass
class Payer:
    """Somebody at the second step of a transfer, and what his bank knows of it."""

    page: Page
    person: Person
    to_account_number: str
    sent_keys: list[str] = field(default_factory=list)

    def review(self, amount: str) -> None:
        """Fill in a transfer and go on to its confirmation."""
        self.page.goto(f"/app/pay/transfer?to={self.to_account_number}")
        self.page.get_by_label("Amount").fill(amount)
        self.page.get_by_label("Transaction PIN", exact=True).fill(PIN)
        self.page.get_by_role("button", name="Continue").click()
        expect(self.page.get_by_role("heading", name="Check and confirm")).to_be_visible()

    def confirm(self, clicks: int = 1) -> None:
        """Confirm, as often as an impatient finger does."""
        self.page.get_by_role("button", name="Confirm").click(click_count=clicks)

    def cut(self, *lose: Callable[[Route], None]) -> None:
        """Let the connection fail in these ways, one after the other, and then work."""
        ways = iter(lose)

        def handle(route: Route) -> None:
            if route.request.method != "POST":
                return route.fallback()
            self.sent_keys.append(route.request.headers["idempotency-key"])
            return next(ways, Route.continue_)(route)

        self.page.route(PAYMENTS, handle)

    @property
    def notice(self) -> Locator:
        """What the client tells, on whatever page, of payments without an answer."""
        return self.page.get_by_role("status", name="Payments without an answer")

    def paid(self, amount: str) -> list[dict[str, Any]]:
        """Return the transfers of an amount that are in the bank's books."""
        query = {"transaction_type": "TRANSFER", "amount_min": amount, "amount_max": amount}
        return list(checked(self.person.api.get("/api/transactions/", params=query))["results"])


def lost_answer(route: Route) -> None:
    """The bank gets the request and answers; the connection is cut before the page hears of it."""
    assert route.fetch().status == 201
    route.abort("connectionreset")


def lost_request(route: Route) -> None:
    """The request never reaches the bank."""
    route.abort("connectionfailed")


def bad_gateway(route: Route) -> None:
    """The bank pays, and what stands before it says that it did not answer."""
    assert route.fetch().status == 201
    route.fulfill(status=502, body="Bad gateway")


@pytest.fixture(scope="module")
def payer(chromium: Browser, browser_bank: BrowserBank) -> Iterator[Payer]:
    """Return a signed-in customer with money, a PIN, and somebody to pay.

    A page of its own: cut connections are errors in the console, on which other tests' pages fail.
    """
    person, friend = browser_bank.customer(), browser_bank.customer(first_name="Ines")
    browser_bank.account(person, deposit="5000.00")
    checked(person.api.put("/api/profile/pin/", json={"password": person.password, "pin": PIN}))
    context = chromium.new_context(base_url=browser_bank.url, locale="en-GB", reduced_motion="reduce")
    context.set_default_timeout(SECONDS * 1000)
    page = context.new_page()
    page.goto("/app/sign-in")
    page.get_by_label("User name").fill(person.username)
    page.get_by_label("Password", exact=True).fill(person.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Marta")
    yield Payer(page, person, browser_bank.account(friend)["account_number"])
    context.close()


@pytest.fixture(autouse=True)
def _whole_again(payer: Payer) -> Iterator[None]:
    """Leave the connection as it was, and nothing unfinished."""
    payer.sent_keys.clear()
    yield
    payer.page.unroute_all()
    payer.page.evaluate(FORGET_ATTEMPTS)


def test_a_lost_connection_is_waited_out_and_paid_once(payer: Payer) -> None:
    payer.review("11.00")
    payer.cut(lost_request, bad_gateway)
    payer.confirm(clicks=2)
    expect(payer.notice).to_contain_text("You will not pay twice")
    expect(payer.page.get_by_role("heading", level=1)).to_have_text("It is done")
    assert len(payer.sent_keys) == 3
    assert len(set(payer.sent_keys)) == 1
    [transfer] = payer.paid("11.00")
    expect(payer.page.get_by_text(transfer["transaction_id"])).to_be_visible()
    expect(payer.notice).to_be_hidden()


def test_a_payment_confirmed_offline_is_made_once_the_device_is_online(payer: Payer) -> None:
    payer.review("13.00")
    payer.page.context.set_offline(True)
    payer.confirm()
    expect(payer.notice).to_contain_text("We keep asking the bank")
    payer.page.get_by_role("button", name="Ask now").click()
    expect(payer.notice).to_contain_text("We keep asking the bank")
    assert payer.paid("13.00") == []
    payer.page.context.set_offline(False)
    expect(payer.page.get_by_role("heading", level=1)).to_have_text("It is done")
    assert len(payer.paid("13.00")) == 1


def test_a_page_loaded_again_learns_that_it_was_paid(payer: Payer) -> None:
    payer.review("21.00")
    payer.cut(lost_answer)
    payer.confirm()
    expect(payer.notice).to_contain_text("We keep asking the bank")
    payer.page.goto("/app/accounts")
    # The PIN is gone with the page: the first answer is repeated without it.
    expect(payer.notice).to_contain_text("Done: the bank has carried it out, once.")
    [transfer] = payer.paid("21.00")
    expect(payer.notice).to_contain_text(transfer["transaction_id"])
    assert len(set(payer.sent_keys)) == 1


def test_a_page_loaded_again_asks_for_the_pin_of_what_never_arrived(
    payer: Payer, assert_accessible: AssertAccessible
) -> None:
    payer.review("31.00")
    payer.cut(*[lost_request] * 20)
    payer.confirm()
    expect(payer.notice).to_contain_text("We keep asking the bank")
    payer.page.goto("/app/accounts")
    payer.page.unroute_all()
    payer.cut()
    expect(payer.notice.get_by_label("Transaction PIN")).to_be_visible()
    expect(payer.page.get_by_role("heading", level=1)).to_have_text("Accounts")
    assert_accessible(payer.page)
    assert payer.paid("31.00") == []
    payer.notice.get_by_label("Transaction PIN").fill(PIN)
    payer.notice.get_by_role("button", name="Go on").click()
    expect(payer.notice).to_contain_text("Done: the bank has carried it out, once.")
    assert len(payer.paid("31.00")) == 1
    assert len(set(payer.sent_keys)) == 1


def test_without_the_same_key_a_repeated_payment_is_paid_twice(payer: Payer) -> None:
    """The control: what the tests above look at can be otherwise."""
    payer.page.goto("/app/")
    expect(payer.page.get_by_role("heading", level=1)).to_contain_text("Marta")
    payer.cut(lost_answer)
    [account] = checked(payer.person.api.get("/api/accounts/"))["results"]
    body = {
        "transaction_type": "TRANSFER",
        "from_account_number": account["account_number"],
        "to_account_number": payer.to_account_number,
        "amount": "41.00",
        "pin": PIN,
    }
    payer.page.evaluate(
        """async (body) => {
          const { api } = await import("/static/web/core/api.js");
          const pay = () => api("transactions_create", { body, idempotencyKey: String(Math.random()) });
          await pay().catch(pay);
        }""",
        body,
    )
    assert len(payer.paid("41.00")) == 2
