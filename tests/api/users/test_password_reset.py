"""A new password by mail over HTTP."""

from __future__ import annotations

import pytest
from django.core import mail

from core_banking.kernel.jobs import run_waiting_jobs
from tests.builders.password_reset import mailed_reset_token, token_in
from tests.builders.people import PASSWORD, register_customer, signed_in_client
from tests.builders.second_factor import with_second_factor

pytestmark = pytest.mark.django_db

PATH, CONFIRM = "/api/auth/password/reset/", "/api/auth/password/reset/confirm/"
NEW_PASSWORD = "Lanterns9Quay"


def test_the_whole_way_from_a_lost_password_to_a_new_one(stranger):
    person = register_customer()
    elsewhere = signed_in_client(person)

    asked = stranger.post(PATH, {"email": person.email})
    unknown = stranger.post(PATH, {"email": "nobody@example.org"})
    assert (asked.status_code, asked.content) == (unknown.status_code, unknown.content)
    assert asked.json() == {
        "message": "If the bank knows this address, a mail with the next step is on its way."
    }
    run_waiting_jobs()
    (message,) = mail.outbox
    token = token_in(str(message.body))

    body = {"token": token, "new_password": NEW_PASSWORD, "confirm_password": NEW_PASSWORD}
    differing = stranger.post(CONFIRM, {**body, "confirm_password": "another"})
    assert (differing.status_code, differing.json()) == (
        400,
        {"confirm_password": ["Password fields didn't match."]},
    )
    assert stranger.post(CONFIRM, body).status_code == 200
    again = stranger.post(CONFIRM, body)
    assert (again.status_code, list(again.json())) == (400, ["token"])

    assert elsewhere.get("/api/profile/").status_code == 401
    login = {"username": person.username, "password": PASSWORD}
    assert stranger.post("/api/auth/login/", login).status_code == 401
    assert stranger.post("/api/auth/login/", {**login, "password": NEW_PASSWORD}).status_code == 200


def test_it_is_limited_for_each_address_the_same_for_known_and_unknown(stranger, settings):
    settings.PASSWORD_RESETS_PER_HOUR = 1
    person = register_customer()
    stranger.post(PATH, {"email": person.email})

    for email in (person.email, "nobody@example.org"):
        answer = stranger.post(PATH, {"email": email})
        assert (answer.status_code, answer.json()["code"]) == (429, "throttled")
        assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize("body", [{}, {"email": ""}, {"email": "no address"}, {"email": 7}, {"email": None}])
def test_what_is_no_address_is_refused_under_its_name(stranger, body):
    answer = stranger.post(PATH, body)

    assert (answer.status_code, list(answer.json())) == (400, ["email"])


def test_an_old_token_in_the_header_keeps_nobody_out(stranger):
    stranger.credentials(HTTP_AUTHORIZATION="Bearer expired")

    assert stranger.post(PATH, {"email": "nobody@example.org"}).status_code == 200


def test_a_second_factor_just_switched_on_is_switched_off_with_a_reset_if_asked_for(stranger):
    person = register_customer()
    with_second_factor(person)
    body = {"new_password": NEW_PASSWORD, "confirm_password": NEW_PASSWORD}
    signing_in = {"username": person.username, "password": NEW_PASSWORD}

    assert stranger.post(CONFIRM, {**body, "token": mailed_reset_token(person)}).status_code == 200
    assert stranger.post("/api/auth/login/", signing_in).json()["code"] == "otp_required"
    asked = {**body, "switch_two_factor_off": True, "token": mailed_reset_token(person)}
    assert stranger.post(CONFIRM, asked).status_code == 200
    assert stranger.post("/api/auth/login/", signing_in).status_code == 200
