"""The checks of a deployment: each fault is seen, and sound settings pass."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.checks import CheckMessage
from django.test import override_settings

from operations import checks


def new_key(size: int = 32) -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(size)).decode()


def ids_of(messages: list[CheckMessage]) -> list[str | None]:
    return [message.id for message in messages]


@pytest.mark.parametrize(
    "check",
    [
        checks.check_encryption_keys,
        checks.check_signing_keys,
        checks.check_keys_are_separate,
        checks.check_promised_times,
        checks.check_known_values,
    ],
)
def test_the_suites_own_settings_pass(check: Callable[[None], list[CheckMessage]]) -> None:
    assert check(None) == []


@pytest.mark.parametrize("setting", ["IDENTITY_KEYS", "DOCUMENT_KEYS", "IDEMPOTENCY_KEYS"])
@pytest.mark.parametrize("keys", [[], ["short"], [new_key(16)], [new_key(), "not a key"]])
def test_a_list_without_fernet_keys_is_an_error(setting: str, keys: list[str]) -> None:
    with override_settings(**{setting: keys}):
        [message] = checks.check_encryption_keys(None)

    assert message.id == "bank.E001"
    assert setting in message.msg
    assert not any(key in message.msg for key in keys), "the message shows a key"


@pytest.mark.parametrize(
    ("key", "bits"),
    [(new_key(), 258), (secrets.token_hex(32), 256), (secrets.token_hex(16), 128), ("secret", 36), ("", 0)],
    ids=["base64", "hexadecimal", "short hexadecimal", "a word", "nothing"],
)
def test_the_bits_of_a_key(key: str, bits: int) -> None:
    assert checks.bits_of_key(key) == bits


@pytest.mark.parametrize(
    "key", ["secret", secrets.token_hex(16), new_key(16)], ids=["a word", "hexadecimal", "base64"]
)
def test_a_short_signing_key_is_an_error(key: str) -> None:
    with override_settings(TOKEN_SIGNING_KEYS=[new_key(), key]):
        assert ids_of(checks.check_signing_keys(None)) == ["bank.E002"]
    with override_settings(BLIND_INDEX_KEY=key):
        assert ids_of(checks.check_signing_keys(None)) == ["bank.E002"]
    with override_settings(AUDIT_KEYS=[new_key(), key]):
        assert ids_of(checks.check_signing_keys(None)) == ["bank.E002"]


@pytest.mark.parametrize(
    "seed",
    ["secret", secrets.token_hex(32), new_key(31), "\u00e9" * 43],
    ids=["a word", "hexadecimal", "too short", "no ASCII"],
)
def test_a_seed_of_the_checkpoints_that_cannot_sign_is_an_error(seed: str) -> None:
    with override_settings(AUDIT_CHECKPOINT_KEYS=[new_key(), seed]):
        assert ids_of(checks.check_signing_keys(None)) == ["bank.E002"]
    with override_settings(AUDIT_CHECKPOINT_KEYS=[new_key().rstrip("=")]):
        assert checks.check_signing_keys(None) == []


@pytest.mark.parametrize("setting", ["TOKEN_SIGNING_KEYS", "AUDIT_KEYS", "AUDIT_CHECKPOINT_KEYS"])
def test_no_signing_key_at_all_is_an_error(setting: str) -> None:
    with override_settings(**{setting: []}):
        assert ids_of(checks.check_signing_keys(None)) == ["bank.E002"]


def test_one_key_for_two_purposes_is_an_error() -> None:
    key = new_key()
    with override_settings(IDENTITY_KEYS=[key], DOCUMENT_KEYS=[new_key(), key]):
        [message] = checks.check_keys_are_separate(None)

    assert message.id == "bank.E003"
    assert "DOCUMENT_KEYS and IDENTITY_KEYS" in message.msg
    assert key not in message.msg
    with override_settings(PIN_KEYS=[key], AUDIT_CHECKPOINT_KEYS=[key]):
        [message] = checks.check_keys_are_separate(None)
    assert "AUDIT_CHECKPOINT_KEYS and PIN_KEYS" in message.msg


def test_keys_of_idempotency_must_be_kept_for_a_day() -> None:
    with override_settings(IDEMPOTENCY_KEEP_HOURS=23):
        assert ids_of(checks.check_promised_times(None)) == ["bank.E004"]


def test_a_negative_number_of_proxies_is_an_error() -> None:
    with override_settings(TRUSTED_PROXIES=-1):
        assert ids_of(checks.check_promised_times(None)) == ["bank.E005"]


@pytest.mark.parametrize(
    ("vendor", "demo_data", "faults"),
    [("sqlite", True, ["bank.E006", "bank.W008"]), ("postgresql", False, [])],
)
def test_demonstration_sign_ins_and_sqlite_do_not_pass_a_deployment(
    monkeypatch: pytest.MonkeyPatch, vendor: str, demo_data: bool, faults: list[str]
) -> None:
    monkeypatch.setattr(checks, "connections", {"default": SimpleNamespace(vendor=vendor)})
    with override_settings(DEMO_DATA_ALLOWED=demo_data):
        assert ids_of(checks.check_deployment(None)) == faults


@pytest.mark.postgresql
@pytest.mark.django_db
def test_a_database_that_forgets_commits_is_an_error_in_production_and_a_warning_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(checks, "_DURABLE", {"server_encoding": {"none of them"}})
    with override_settings(DEMO_DATA_ALLOWED=False):
        assert ids_of(checks.check_durability(None, databases=["default"])) == ["bank.E007"]
    with override_settings(DEMO_DATA_ALLOWED=True):
        assert ids_of(checks.check_durability(None, databases=["default"])) == ["bank.W007"]
    monkeypatch.setattr(checks, "_DURABLE", {"server_encoding": {"UTF8"}})
    assert checks.check_durability(None, databases=["default"]) == []


def test_durability_is_asked_only_of_databases_that_are_checked() -> None:
    assert checks.check_durability(None, databases=None) == []


@pytest.mark.parametrize(
    ("setting", "value"),
    [("IDEMPOTENCY_KEY_POLICY", "require"), ("BANK_TIME_ZONE", "Mars/Olympus"), ("DEFAULT_CURRENCY", "XYZ")],
)
def test_a_misspelt_rule_is_an_error(setting: str, value: str) -> None:
    with override_settings(**{setting: value}):
        [message] = checks.check_known_values(None)

    assert message.id == "bank.E009"
    assert setting in message.msg
    assert value in message.msg
