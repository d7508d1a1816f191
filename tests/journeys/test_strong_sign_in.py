"""A customer who wants it safe: an authenticator, a transaction PIN, a lost phone, and somebody hammering his name."""

from __future__ import annotations

import httpx
import pyotp

from tests.journeys.client import TIMEOUT_SECONDS, post, signed_in
from tests.journeys.test_short_addresses import PASSWORD, register
from tests.live_server import BankServer


def test_a_customer_signs_in_with_a_second_factor_and_pays_with_a_pin(bank_server: BankServer) -> None:
    register(bank_server, "cleo", "219-09-1003")
    cleo = signed_in(bank_server, "cleo", PASSWORD)
    login = {"username": "cleo", "password": PASSWORD}

    app = pyotp.TOTP(cleo.post("/api/auth/2fa/setup/").json()["secret"])
    codes = cleo.post("/api/auth/2fa/confirm/", {"otp": app.now()}).json()["recovery_codes"]
    profile = cleo.get("/api/profile/").json()
    assert (profile["two_factor_enabled"], profile["pin_set"]) == (True, False)

    without = post(bank_server, "/api/auth/login/", login)
    assert (without.status_code, without.json()["code"]) == (401, "otp_required")
    at_home = httpx.Client(base_url=bank_server.base_url, timeout=TIMEOUT_SECONDS)
    assert at_home.post("/api/auth/login/", json={**login, "otp": codes[0]}).status_code == 200

    for _ in range(5):
        post(bank_server, "/api/auth/login/", {**login, "password": "Wrong7Password"})
    stranger = post(bank_server, "/api/auth/login/", {**login, "otp": codes[1]})
    assert (stranger.status_code, stranger.json()["code"]) == (429, "login_locked")
    known = at_home.post("/api/auth/login/", json={**login, "otp": codes[1]})
    assert known.status_code == 200
    at_home.close()

    account = cleo.post("/api/accounts/", {"account_type": "SAVINGS"}).json()["account_number"]
    assert cleo.post("/api/deposit/", {"amount": "50.00"}).status_code == 201
    assert cleo.put("/api/profile/pin/", {"password": PASSWORD, "pin": "1234"}).status_code == 400
    assert cleo.put("/api/profile/pin/", {"password": PASSWORD, "pin": "739264"}).status_code == 200
    out = {"amount": "10.00", "account_number": account}
    for body, code in (
        (out, "pin_required"),
        ({**out, "pin": "739265"}, "pin_invalid"),
    ):
        refused = cleo.post("/api/withdrawal/", body)
        assert (refused.status_code, refused.json()["code"]) == (403, code)
    assert cleo.post("/api/withdrawal/", {**out, "pin": "739264"}).status_code == 201

    off = cleo.post("/api/auth/2fa/disable/", {"password": PASSWORD, "otp": codes[2]})
    assert off.status_code == 200
    assert cleo.get("/api/profile/").json()["two_factor_enabled"] is False
