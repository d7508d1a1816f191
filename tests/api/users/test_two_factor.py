"""Two-factor sign-in over HTTP, from setting it up to switching it off, and at the door of the staff site."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from django.conf import settings
from django.test import Client
from rest_framework.test import APIClient

from core_banking.kernel import clock
from tests.builders.people import PASSWORD, bank_admin, register_customer, signed_in_client
from tests.builders.second_factor import Authenticator, with_second_factor
from users.contracts import PersonCard
from users.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def time_stands_still() -> Any:
    with clock.frozen_at(clock.now()):
        yield


def log_in(stranger: APIClient, person: PersonCard, **more: object) -> Any:
    return stranger.post("/api/auth/login/", {"username": person.username, "password": PASSWORD, **more})


def test_the_whole_story_from_setting_up_to_switching_off(stranger):
    person = register_customer()
    client = signed_in_client(person)

    offered = client.post("/api/auth/2fa/setup/").json()
    address = urlsplit(offered["otpauth_url"])
    app = Authenticator(offered["secret"], [])
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert parse_qs(address.query) == {"secret": [app.secret], "issuer": [settings.BANK_NAME]}
    assert client.get("/api/profile/").json()["two_factor_enabled"] is False

    confirmed = client.post("/api/auth/2fa/confirm/", {"otp": app.code()})
    assert (confirmed.status_code, list(confirmed.json())) == (200, ["recovery_codes"])
    codes = confirmed.json()["recovery_codes"]
    assert len(codes) == 10
    assert client.get("/api/profile/").json()["two_factor_enabled"] is True

    assert (log_in(stranger, person).status_code, log_in(stranger, person).json()["code"]) == (
        401,
        "otp_required",
    )
    wrong = log_in(stranger, person, otp=app.wrong_code())
    assert (wrong.status_code, wrong.json()["code"]) == (401, "otp_invalid")
    good = log_in(stranger, person, otp=app.code())
    assert (good.status_code, set(good.json())) == (200, {"access", "refresh", "user"})
    assert log_in(stranger, person, otp=app.code()).json()["code"] == "otp_invalid"
    assert log_in(stranger, person, otp=codes[0]).status_code == 200

    renewed = client.post("/api/auth/2fa/recovery-codes/", {"password": PASSWORD, "otp": codes[1]})
    assert len(renewed.json()["recovery_codes"]) == 10
    off = client.post("/api/auth/2fa/disable/", {"password": PASSWORD, "otp": app.code(steps_ahead=1)})
    assert off.json() == {"message": "Two-factor sign-in is off."}
    assert client.get("/api/profile/").json()["two_factor_enabled"] is False
    assert log_in(stranger, person).status_code == 200


def test_what_does_not_fit_the_state_is_a_conflict():
    person = register_customer()
    client = signed_in_client(person)

    early = client.post("/api/auth/2fa/confirm/", {"otp": "123456"})
    assert (early.status_code, early.json()["code"]) == (409, "two_factor_off")
    with_second_factor(person)
    again = signed_in_client(person).post("/api/auth/2fa/setup/")
    assert (again.status_code, again.json()["code"]) == (409, "two_factor_on")


def test_a_first_code_without_a_set_up_costs_no_attempt():
    client = signed_in_client(register_customer())
    for _ in range(6):
        answer = client.post("/api/auth/2fa/confirm/", {"otp": "123456"})

    assert (answer.status_code, answer.json()["code"]) == (409, "two_factor_off")


def test_a_wrong_first_code_is_an_error_of_the_field_and_switches_nothing_on():
    person = register_customer()
    client = signed_in_client(person)
    app = Authenticator(client.post("/api/auth/2fa/setup/").json()["secret"], [])

    answer = client.post("/api/auth/2fa/confirm/", {"otp": app.wrong_code()})

    assert (answer.status_code, list(answer.json())) == (400, ["otp"])
    assert not User.objects.get(pk=person.id).two_factor_enabled
    assert pyotp.TOTP(app.secret).at(clock.now()) == app.code()


def enter(browser: Client, person: PersonCard, otp: str = "") -> Any:
    return browser.post(
        "/admin/login/?next=/admin/", {"username": person.username, "password": PASSWORD, "otp": otp}
    )


def test_the_staff_site_asks_for_the_code_as_well():
    person, browser = bank_admin(), Client(REMOTE_ADDR="198.51.100.7")
    app = with_second_factor(person)

    page = browser.get("/admin/login/").content.decode()
    assert 'name="otp"' in page
    assert "one of your recovery codes" in enter(browser, person).content.decode()
    assert "wrong or was used before" in enter(browser, person, app.wrong_code()).content.decode()
    assert browser.get("/admin/").status_code == 302

    assert enter(browser, person, app.code()).status_code == 302
    assert browser.get("/admin/").status_code == 200
    assert "wrong or was used before" in enter(Client(), person, app.code()).content.decode()


def test_the_staff_site_tells_no_more_than_before_to_who_has_no_password():
    person = bank_admin()
    with_second_factor(person)

    answer = Client().post("/admin/login/", {"username": person.username, "password": "Wrong7Password"})

    assert "Please enter the correct user" in answer.content.decode()
