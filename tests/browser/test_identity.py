"""Who somebody is: registering, signing in, the identity check, and what the browser keeps of it."""

from __future__ import annotations

import re
from hashlib import sha256

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.browser.bank import PASSWORD, BrowserBank, checked
from tests.browser.conftest import AssertAccessible, Screenshots, Visit
from tests.builders.documents import picture

KEPT_BY_THE_BROWSER = """() => ({
    cookies: document.cookie,
    stored: JSON.stringify([{...localStorage}, {...sessionStorage}]),
})"""
PAGES = {
    "identity": "Identity check",
    "notifications": "Notifications",
    "profile": "Profile",
    "security": "Security",
    "contact": "Contact",
    "more": "More",
    "look": "Language and look",
    "no-such-page": "There is no such page",
}
OPEN_PAGES = {
    "sign-in": "Sign in",
    "register": "Become a customer",
    "password-reset": "Forgotten your password?",
    "password-reset/confirm": "Choose a new password",
}


QR_TEXT = "otpauth://totp/Core%20Bank:mira?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Core%20Bank"
# Of the squares that another encoder (the package qrcode, mask 2) makes of the same text.
QR_DIGEST = "6e34e4bc8a2a6305eb82c0c1abb3929345305844c10fa1c2d1c13c1d195d5038"
QR_SQUARES = """async (text) => {
    const { qrMatrix } = await import("/static/web/core/qr.js");
    return qrMatrix(text, 2).map((row) => row.map((dark) => (dark ? "#" : ".")).join("")).join("\\n");
}"""


def heading(page: Page, name: str) -> None:
    """Wait until the page with this heading is there."""
    expect(page.get_by_role("heading", level=1, name=name, exact=True)).to_be_visible()


def sign_in(page: Page, username: str, password: str) -> None:
    """Fill in the first step of signing in."""
    page.get_by_label("User name or e-mail address").fill(username)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_every_page_is_for_everybody_in_light_and_dark(
    browser_bank: BrowserBank, visit: Visit, assert_accessible: AssertAccessible, screenshots: Screenshots
) -> None:
    for pages, person in ((OPEN_PAGES, None), (PAGES, browser_bank.customer())):
        page = visit("/app/", person)
        for path, title in pages.items():
            page.goto(f"/app/{path}")
            heading(page, title)
            expect(page).to_have_title(f"{title} · Core Bank")
            assert_accessible(page)
            screenshots(page, path.replace("/", "-"))


def test_no_script_can_read_a_token(browser_bank: BrowserBank, visit: Visit) -> None:
    person = browser_bank.customer()
    page = visit("/app/security")
    heading(page, "Sign in")
    sign_in(page, person.username, person.password)

    heading(page, "Security")
    kept = page.evaluate(KEPT_BY_THE_BROWSER)
    found = page.context.cookies(f"{browser_bank.url}/api/auth/refresh/")
    cookies = {cookie["name"]: cookie for cookie in found}
    assert kept["cookies"] == ""
    assert cookies["refresh_token"]["value"] not in kept["stored"]
    assert "eyJ" not in kept["stored"]  # how every token begins
    assert (cookies["refresh_token"]["httpOnly"], cookies["refresh_token"]["sameSite"]) == (True, "Strict")
    # The session outlives the page, by the cookie alone; and pages that are left in a hurry do not end it.
    for _time in range(3):
        page.reload(wait_until="commit")
    heading(page, "Security")
    # Another tab goes on with the same session, and ends with it.
    other = page.context.new_page()
    other.goto("/app/profile")
    heading(other, "Profile")
    page.get_by_role("button", name="Sign out").click()
    heading(page, "Sign in")
    heading(other, "Sign in")


def test_somebody_registers_is_refused_and_confirmed(browser_bank: BrowserBank, visit: Visit) -> None:
    given = browser_bank.registration()
    page = visit("/app/register")
    page.get_by_role("button", name="Become a customer").click()
    expect(page.get_by_label("First name")).to_be_focused()
    expect(page.get_by_label("First name")).to_have_attribute("aria-invalid", "true")

    fields = {
        "password": "Password",
        "confirm_password": "The same password again",
        "ssn": "Social Security number",
    }
    fields |= {"username": "User name", "email": "E-mail address", "address": "Address"}
    for name, value in given.items():
        page.get_by_label(fields.get(name, name.replace("_", " ").capitalize()), exact=True).fill(value)
    page.get_by_label("User name", exact=True).fill("bank_admin")
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "passport.png", "mimeType": "image/png", "buffer": picture()}
    )
    page.get_by_role("button", name="Become a customer").click()
    expect(page.get_by_text("A user with that username already exists.")).to_be_visible()
    page.get_by_label("User name", exact=True).fill(given["username"])
    page.get_by_role("button", name="Become a customer").click()

    heading(page, "Identity check")
    expect(page.get_by_text("The bank is checking your identity.")).to_be_visible()
    expect(page.get_by_role("button", name="Download passport.png")).to_be_visible()
    _refuse(browser_bank, given["username"])
    page.reload()
    expect(page.get_by_text("The bank's reason: The picture is not sharp.")).to_be_visible()
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "sharper.png", "mimeType": "image/png", "buffer": picture(size=(48, 32))}
    )
    page.get_by_role("button", name="Ask for a new check").click()
    expect(page.get_by_role("button", name="Download sharper.png")).to_be_visible()
    expect(page.get_by_text("The bank is checking your identity.")).to_be_visible()


def _refuse(bank: BrowserBank, username: str) -> None:
    somebody = checked(bank.signed_in(username, PASSWORD).get("/api/profile/"))
    reason = {"reason": "The picture is not sharp."}
    checked(bank.staff.post(f"/api/kyc/reviews/{somebody['id']}/reject/", json=reason))


def test_a_second_factor_is_set_up_and_asked_for(
    browser_bank: BrowserBank, visit: Visit, assert_accessible: AssertAccessible, screenshots: Screenshots
) -> None:
    person = browser_bank.customer()
    page = visit("/app/security", person)
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_role("img", name="The key as a QR code")).to_be_visible()
    assert sha256(page.evaluate(QR_SQUARES, QR_TEXT).encode()).hexdigest() == QR_DIGEST
    secret = page.locator(".copyable code").inner_text().replace(" ", "")
    assert_accessible(page)
    screenshots(page, "two-factor-setup")
    page.get_by_label("Code", exact=True).fill("000000")
    page.get_by_role("button", name="Switch on").click()
    expect(page.get_by_text("The one-time code is wrong or was used before.")).to_be_visible()
    app = pyotp.TOTP(secret)
    page.get_by_label("Code", exact=True).fill(app.now())
    page.get_by_role("button", name="Switch on").click()
    shown = page.get_by_role("dialog").get_by_role("listitem")
    expect(shown.first).to_be_visible()
    codes = shown.all_inner_texts()
    assert_accessible(page)
    screenshots(page, "recovery-codes")
    page.get_by_role("button", name="I have kept them").click()

    elsewhere = visit("/app/sign-in", size="phone")
    sign_in(elsewhere, person.username, person.password)
    elsewhere.get_by_label("Code", exact=True).fill(codes[0])
    assert_accessible(elsewhere)
    elsewhere.get_by_role("button", name="Go on").click()
    expect(elsewhere.get_by_role("navigation", name="Main, for small screens")).to_be_visible()


def test_a_wrong_password_and_a_lock_are_told_with_the_time_left(
    browser_bank: BrowserBank, visit: Visit
) -> None:
    person = browser_bank.customer(approved=False)
    page = visit("/app/sign-in")
    for _attempt in range(5):
        sign_in(page, person.username, "Not-my-password-1")
        expect(page.get_by_text("The user name or the password is wrong.")).to_be_visible()
    sign_in(page, person.username, "Not-my-password-1")
    expect(page.get_by_text(re.compile(r"locked for a while\. Try again in \d+ minutes\."))).to_be_visible()


def test_the_other_language_and_the_other_look_stay(browser_bank: BrowserBank, visit: Visit) -> None:
    page = visit("/app/look", browser_bank.customer())
    page.get_by_role("button", name="Español").click()
    page.get_by_role("button", name="Oscuro").click()
    page.reload()

    heading(page, "Idioma y aspecto")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_role("navigation", name="Principal").get_by_role("link", name="Seguridad").click()
    heading(page, "Seguridad")
    expect(page.get_by_role("heading", level=1)).to_be_focused()


@pytest.mark.parametrize("password", ["Lantern-Quay-77"])
def test_a_password_and_a_pin_are_changed(browser_bank: BrowserBank, visit: Visit, password: str) -> None:
    person = browser_bank.customer()
    page = visit("/app/security", person)
    page.get_by_label("Present password").fill(PASSWORD)
    page.get_by_label("New password").fill(password)
    page.get_by_label("The same password again").fill(password)
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_text("Your password is changed. Your other sessions have ended.")).to_be_visible()

    page.get_by_label("PIN", exact=True).fill("1234")
    page.get_by_label("Your password", exact=True).fill(password)
    page.get_by_role("button", name="Set the PIN").click()
    expect(page.get_by_label("PIN", exact=True)).to_have_attribute("aria-invalid", "true")
    page.get_by_label("PIN", exact=True).fill("739264")
    page.get_by_role("button", name="Set the PIN").click()
    expect(page.get_by_role("button", name="Change the PIN")).to_be_visible()
    assert browser_bank.signed_in(person.username, password).get("/api/profile/").json()["pin_set"]
