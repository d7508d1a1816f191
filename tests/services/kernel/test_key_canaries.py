"""A process starts only with the keys that its database was written with."""

from __future__ import annotations

import base64
import io
from hashlib import sha256

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from audit.models import AuditLog
from core_banking.kernel.actors import command_actor
from core_banking.kernel.key_canaries import WrongKeys, check_keys, refuse_wrong_keys
from core_banking.kernel.key_lists import KEY_LISTS, key_id
from core_banking.kernel.key_rotation import give_up_lost_keys
from core_banking.kernel.models import KeyCanary
from tests.builders.keys import retire

pytestmark = pytest.mark.django_db


def key(name: str) -> str:
    return base64.urlsafe_b64encode(sha256(f"canary {name}".encode()).digest()).decode()


@pytest.fixture(autouse=True)
def _first_start(settings: Settings) -> None:
    settings.PIN_KEYS = [key("old")]
    settings.BLIND_INDEX_KEYS = [key("index")]
    settings.DIGEST_KEY = ""
    assert check_keys() == []


def test_the_first_start_puts_every_key_on_record_and_no_key_in_the_row(settings: Settings) -> None:
    rows = KeyCanary.objects.values_list("setting", "key_id", "proof")
    assert sorted({setting for setting, _, _ in rows}) == sorted(KEY_LISTS)
    assert ("PIN_KEYS", key_id("PIN_KEYS", key("old"))) in {row[:2] for row in rows}
    assert all(len(proof) == 32 and bytes(proof) not in key("old").encode() for _, _, proof in rows)


def test_a_later_start_asks_once_and_writes_nothing(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(1):
        assert check_keys() == []


@pytest.mark.parametrize(
    ("setting", "keys", "fault"),
    [
        ("PIN_KEYS", [key("wrong")], "PIN_KEYS holds none of the keys that this database was written with."),
        ("PIN_KEYS", [key("new"), key("old")], None),
        ("PIN_KEYS", [key("old"), key("new")], None),
        (
            "BLIND_INDEX_KEYS",
            [key("wrong")],
            "BLIND_INDEX_KEYS holds none of the keys that this database was written with."
            " DIGEST_KEY holds none of the keys that this database was written with.",
        ),
        ("BLIND_INDEX_KEYS", [key("new"), key("index")], None),
        (
            "DIGEST_KEY",
            key("other"),
            "DIGEST_KEY holds none of the keys that this database was written with.",
        ),
        (
            "TOKEN_SIGNING_KEYS",
            [key("wrong")],
            "TOKEN_SIGNING_KEYS holds none of the keys that this database was written with.",
        ),
    ],
)
def test_a_start_is_refused_by_the_name_of_the_setting(
    settings: Settings, setting: str, keys: object, fault: str | None
) -> None:
    before = KeyCanary.objects.count()
    setattr(settings, setting, keys)
    if fault is None:
        refuse_wrong_keys()
        assert KeyCanary.objects.count() == before + 1
        return
    with pytest.raises(WrongKeys) as refusal:
        refuse_wrong_keys()
    assert str(refusal.value) == fault
    assert KeyCanary.objects.count() == before, "a refused start must leave nothing"
    with pytest.raises(CommandError, match="not those of this database"):
        call_command("check_keys")


def test_an_older_key_is_missed_until_it_is_retired(settings: Settings) -> None:
    settings.PIN_KEYS = [key("new"), key("old")]
    assert check_keys() == []
    settings.PIN_KEYS = [key("new")]
    name = key_id("PIN_KEYS", key("old"))
    assert check_keys() == [f"PIN_KEYS lacks a key that stored data may still need (key id {name})."]

    assert retire("PIN_KEYS") == [name]
    assert check_keys() == []

    settings.PIN_KEYS = [key("old"), key("new")]  # taken back to the front, it is needed again
    assert check_keys() == []
    settings.PIN_KEYS = [key("new")]
    assert len(check_keys()) == 1


def test_an_old_token_key_may_go_at_once(settings: Settings) -> None:
    old = settings.TOKEN_SIGNING_KEYS
    settings.TOKEN_SIGNING_KEYS = [key("new tokens"), *old]
    assert check_keys() == []
    settings.TOKEN_SIGNING_KEYS = [key("new tokens")]
    assert check_keys() == []


def test_a_bank_that_has_lost_a_key_starts_once_it_is_given_up(settings: Settings) -> None:
    settings.PIN_KEYS = [key("another")]
    call_command("check_keys", give_up="PIN_KEYS", stdout=io.StringIO())
    assert check_keys() == []
    [row] = AuditLog.objects.filter(description="Lost keys given up")
    assert (row.target_id, row.details) == ("PIN_KEYS", {"given_up": [key_id("PIN_KEYS", key("old"))]})
    assert give_up_lost_keys(actor=command_actor("check_keys"), setting="PIN_KEYS") == []


def test_a_server_with_wrong_keys_gets_no_requests(settings: Settings) -> None:
    assert Client().get("/readyz").status_code == 200
    settings.PIN_KEYS = [key("wrong")]
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["waiting_for"]) == (503, ["keys"])
    with pytest.raises(CommandError, match="PIN_KEYS holds none"):
        call_command("run_worker", "--once")
