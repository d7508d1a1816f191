"""The transaction PIN over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders.people import PASSWORD, register_customer, signed_in_client
from users.models import TransactionPin

pytestmark = pytest.mark.django_db

PATH = "/api/profile/pin/"


def put(client: Any, pin: object, password: str = PASSWORD, **more: object) -> Any:
    return client.put(PATH, {"password": password, "pin": pin, **more})


@pytest.mark.parametrize("pin", ["7392", "739264", "0481"])
def test_a_pin_is_set_and_the_profile_says_so(pin):
    client = signed_in_client(register_customer())
    assert client.get("/api/profile/").json()["pin_set"] is False

    answer = put(client, pin)

    assert (answer.status_code, answer.json()) == (200, {"message": "Your transaction PIN is set."})
    assert client.get("/api/profile/").json()["pin_set"] is True
    assert pin not in client.get("/api/profile/").content.decode()


@pytest.mark.parametrize(
    "pin",
    [
        "1234",
        "0000",
        "1212",
        "1501",
        "150190",
        "19900115",
        "",
        "12345",
        "７３９２",
        7392,
        None,
        True,
        ["7392"],
    ],
)
def test_a_pin_that_is_weak_or_none_is_refused_under_its_name(pin):
    client = signed_in_client(register_customer(date_of_birth="1990-01-15"))

    answer = put(client, pin)

    assert (answer.status_code, list(answer.json())) == (400, ["pin"])
    assert not TransactionPin.objects.exists()


def test_it_takes_the_password_and_five_wrong_ones_lock():
    client = signed_in_client(register_customer())
    assert list(client.put(PATH, {"pin": "7392"}).json()) == ["password"]

    answers = [put(client, "7392", password="Wrong7Password") for _ in range(6)]

    assert [answer.status_code for answer in answers] == [400] * 5 + [429]
    assert answers[0].json() == {"password": ["The current password is wrong."]}
    assert (answers[5].json()["code"], int(answers[5].headers["Retry-After"]) > 0) == ("login_locked", True)
    assert not TransactionPin.objects.exists()
