"""What every browser test shares: a live bank, one Chromium, and pages that fail the test on any fault they show.

    def test_somebody_sees_a_balance(browser_bank, visit, assert_accessible):
        person = browser_bank.customer()
        page = visit("/app/", person)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert_accessible(page)

`SCREENSHOTS=1` also writes every page that a test hands to `screenshots` to `var/screenshots/`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, Protocol
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    expect,
    sync_playwright,
)

from tests.browser.bank import BrowserBank, Person
from tests.live_server import StartBank
from tests.template_databases import ROOT

FOLDER = Path(__file__).parent
NAMES = ("chromium", "chromium-browser", "google-chrome")
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
SIZES = {"phone": (390, 844), "desktop": (1280, 900)}
SECONDS = 30
Theme = Literal["light", "dark"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark this folder's tests: they see the bank from outside, where no engine shows."""
    for item in items:
        if item.path.is_relative_to(FOLDER):
            item.add_marker("browser")
            item.add_marker("any_engine")


class Visit(Protocol):
    """Opens a page as somebody."""

    def __call__(
        self,
        path: str = "/app/",
        person: Person | None = None,
        *,
        size: Literal["phone", "desktop"] = "desktop",
        theme: Theme = "light",
        language: str = "en-GB",
    ) -> Page:
        """Open an address of the bank in a browser of its own; with a person, signed in to the client as him."""


class AssertAccessible(Protocol):
    """Holds a page against the rules of axe-core."""

    def __call__(self, page: Page) -> None:
        """Fail on any violation, in light and in dark."""


class Screenshots(Protocol):
    """Keeps how a page looks."""

    def __call__(self, page: Page, name: str) -> None:
        """Write the page in both themes and both sizes, if screenshots are wanted."""


@pytest.fixture(scope="session")
def browser_bank(start_bank: StartBank) -> Iterator[BrowserBank]:
    """One bank with the demonstration data for all browser tests of this process."""
    bank = BrowserBank(start_bank())
    yield bank
    bank.close()


# For each package and not for the session: Playwright's loop would forbid Django's database to the tests after it.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The browser; where there is none, the tests are skipped and say so."""
    executable = next(filter(None, map(shutil.which, NAMES)), None)
    if executable is None:
        pytest.skip(
            "Browser tests are left out: no Chromium is installed here (on Debian: apt install chromium)."
        )
    with sync_playwright() as playwright:
        expect.set_options(timeout=SECONDS * 1000)
        browser = playwright.chromium.launch(executable_path=executable, args=SWITCHES)
        yield browser
        browser.close()


class _Watch:
    """Notes what must not happen in any page of a context."""

    def __init__(self, context: BrowserContext, bank: BrowserBank) -> None:
        self.faults: list[str] = []
        self._host = urlsplit(bank.url).netloc
        context.on("console", self._said)
        context.on("weberror", lambda error: self.faults.append(f"uncaught: {error.error}"))
        context.on("request", self._asked)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type != "error" or self._is_refusal(message):
            return
        self.faults.append(f"console: {message.text} ({message.location['url']})")

    def _is_refusal(self, message: ConsoleMessage) -> bool:
        """Whether the browser only notes that the API refused something, which pages then say in their own words."""
        is_api = urlsplit(message.location["url"]).path.startswith("/api/")
        return is_api and "Failed to load resource" in message.text and "status of 4" in message.text

    def _asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.netloc != self._host:
            self.faults.append(f"another host: {request.url}")


@pytest.fixture
def visit(chromium: Browser, browser_bank: BrowserBank) -> Iterator[Visit]:
    """Return what opens pages; the test fails if one of them logs an error, breaks the policy or asks another host."""
    opened: list[tuple[BrowserContext, _Watch]] = []

    def open_page(
        path: str = "/app/",
        person: Person | None = None,
        *,
        size: Literal["phone", "desktop"] = "desktop",
        theme: Theme = "light",
        language: str = "en-GB",
    ) -> Page:
        width, height = SIZES[size]
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme=theme,
            locale=language,
            reduced_motion="reduce",
            base_url=browser_bank.url,
        )
        context.set_default_timeout(SECONDS * 1000)
        opened.append((context, _Watch(context, browser_bank)))
        if person is not None:
            _sign_in(context, person)
        page = context.new_page()
        page.goto(path)
        return page

    yield open_page
    faults = [fault for _context, watch in opened for fault in watch.faults]
    for context, _watch in opened:
        context.close()
    assert not faults, "\n".join(faults)


def _sign_in(context: BrowserContext, person: Person) -> None:
    """Begin a session as the client does; its refresh token goes into the cookie, its access token nowhere."""
    answer = context.request.post(
        "/api/auth/login/",
        data={"username": person.username, "password": person.password},
        headers={"X-Refresh-Token": "cookie"},
    )
    assert answer.ok, answer.text()
    # An empty page, which every tab begins with, has no storage.
    context.add_init_script("if (location.host) localStorage.setItem('core-bank.signed-in', '1')")


@pytest.fixture(scope="session")
def assert_accessible() -> AssertAccessible:
    """Return the check of a page: every rule in light, contrast once more in dark."""
    axe = Axe()

    def check(page: Page) -> None:
        page.emulate_media(color_scheme="light")
        found = axe.run(page).response["violations"]
        page.emulate_media(color_scheme="dark")
        only_contrast = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
        found += axe.run(page, options=only_contrast).response["violations"]
        page.emulate_media(color_scheme="light")
        told = [
            f"{rule['id']}: {rule['help']}\n    "
            + "\n    ".join(node["html"][:200] for node in rule["nodes"][:4])
            for rule in found
        ]
        assert not found, f"{page.url}\n" + "\n".join(told)

    return check


@pytest.fixture(scope="session")
def screenshots() -> Screenshots:
    """Return what keeps pictures of a page under `SCREENSHOTS=1`, and does nothing otherwise."""
    folder = ROOT / "var" / "screenshots"

    def keep(page: Page, name: str) -> None:
        if not os.environ.get("SCREENSHOTS"):
            return
        folder.mkdir(parents=True, exist_ok=True)
        before = page.viewport_size
        for size, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            for theme in ("light", "dark"):
                page.emulate_media(color_scheme=theme)
                page.screenshot(path=folder / f"{name}-{size}-{theme}.png", full_page=True)
        page.emulate_media(color_scheme="light")
        if before:
            page.set_viewport_size(before)

    return keep
