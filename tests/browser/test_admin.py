"""The staff's pages in a browser: each kind of page for each role, without a fault that axe or the console names."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page

from tests.browser.conftest import Screenshots, Visit
from tests.live_server import DEMO_PASSWORD
from tests.proof_plugin import ProofRecord, at_scale

# Axe would fetch imported style sheets by itself, under a wrong address and past the policy: they are loaded already.
EVERY_RULE = {"preload": False, "resultTypes": ["violations"]}
ONLY_CONTRAST = {**EVERY_RULE, "runOnly": ["color-contrast"]}
# With their queries: a link is followed as it stands.
ADDRESSES_OF_LINKS = "links => links.map(link => link.pathname + link.search)"
FIRST_ROW = "#result_list tbody tr:first-child :is(th, td) a"
OWN_PAGES = {
    "bank_admin": (
        "/admin/find/?q=a",
        "/admin/fraud/alert/",
        "/admin/kyc/identityrecord/",
        "/admin/loans/loan/",
        "/admin/accounts/account/",
    ),
    "auditor": ("/admin/audit/auditlog/", "/admin/ledger/journalentry/", "/admin/ledger/dailytotal/"),
    "admin": ("/admin/users/user/", "/admin/auth/group/"),
}


def faults_of(page: Page) -> list[str]:
    """Return what breaks a rule of accessibility, in light and dark, and whether the page is wider than the window."""
    axe = Axe()
    page.emulate_media(color_scheme="light")
    found = axe.run(page, options=EVERY_RULE).response["violations"]
    page.emulate_media(color_scheme="dark")
    found += axe.run(page, options=ONLY_CONTRAST).response["violations"]
    page.emulate_media(color_scheme="light")
    told = [f"{page.url}: {rule['id']} {rule['nodes'][0]['html'][:200]}" for rule in found]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        told.append(f"{page.url}: scrolls sideways")
    return told


def sign_in(page: Page, name: str) -> None:
    page.fill("#id_username", name)
    page.fill("#id_password", DEMO_PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/admin/")


@pytest.mark.proof
@pytest.mark.parametrize("name", list(OWN_PAGES))
def test_every_page_of_the_staff_site_is_accessible_and_without_fault(
    name: str, visit: Visit, screenshots: Screenshots, proof_record: ProofRecord
) -> None:
    page = visit("/admin/")
    faults = faults_of(page)
    sign_in(page, name)
    faults += faults_of(page)
    screenshots(page, f"admin-dashboard-{name}")
    queues = page.eval_on_selector_all(".bank-queue", ADDRESSES_OF_LINKS)
    everything = page.eval_on_selector_all(".bank-all-pages a", ADDRESSES_OF_LINKS)
    few = at_scale(small=0, full=len(everything))
    addresses = list(dict.fromkeys([*OWN_PAGES[name], *queues[:few], *everything[:few]]))
    for address in addresses:
        page.goto(address)
        faults += faults_of(page)
        first = page.locator(FIRST_ROW).first
        if first.count():
            page.goto(str(first.get_attribute("href")))
            faults += faults_of(page)
            shown = address.partition("?")[0].strip("/").replace("/", "-")
            screenshots(page, f"admin-{shown}-{name}")

    assert not faults, "\n".join(faults)
    proof_record("pages of the staff site hold every rule of axe", role=name, lists=len(addresses), faults=0)


def test_the_staff_site_is_worked_by_keyboard(visit: Visit) -> None:
    page = visit("/admin/")
    sign_in(page, "bank_admin")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.className") == "skip-to-content-link"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id || location.hash") in {"content-start", "#content-start"}
    page.goto("/admin/accounts/account/")
    page.locator(".bank-filter summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator(".bank-filter[open] a").first.is_visible()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
