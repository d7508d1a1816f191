"""When the bank itself fails, its log names the fault and nobody's secrets, and the answer names nothing at all."""

from __future__ import annotations

import logging
from typing import Any, NoReturn

import pytest
from rest_framework.test import APIClient

from kyc import services
from tests.security.canaries import canary
from tests.security.disguises import traces_of

pytestmark = pytest.mark.django_db


def test_a_crash_in_the_middle_of_a_registration_shows_no_secret(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    person = canary(7)

    def crash(**application: Any) -> NoReturn:
        raise RuntimeError("the building is on fire")

    monkeypatch.setattr(services, "register_customer", crash)
    with caplog.at_level(logging.DEBUG):
        answer = APIClient(raise_request_exception=False).post(
            "/api/auth/register/", person.application(), format="json"
        )

    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert "the building is on fire" in caplog.text, "the fault itself is not in the log"
    assert traces_of(person.secrets(), caplog.text.encode()) == []
    assert traces_of(person.secrets(), answer.content) == []
    assert b"fire" not in answer.content


def test_what_a_person_sent_is_not_in_the_answer_that_refuses_it() -> None:
    person = canary(8)

    answer = APIClient().post(
        "/api/auth/register/",
        {**person.application(), "email": "no address", "ssn": "not one"},
        format="json",
    )

    assert answer.status_code == 400
    assert set(answer.json()) == {"email", "ssn"}
    assert traces_of(person.secrets(), answer.content) == []
