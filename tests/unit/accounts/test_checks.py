"""A bank whose statements could not be signed or read does not start."""

from __future__ import annotations

import pytest
from django.core.checks import run_checks
from pytest_django import Settings

from accounts.checks import bic_is_one, statement_keys_sign

GOOD = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="


@pytest.mark.parametrize(
    ("keys", "problems"),
    [([GOOD], []), ([], ["accounts.E001"]), ([GOOD, "short"], ["accounts.E001"]), (["ä"], ["accounts.E001"])],
)
def test_every_key_of_statements_is_one(settings: Settings, keys: list[str], problems: list[str]) -> None:
    settings.STATEMENT_SIGNING_KEYS = keys

    assert [message.id for message in statement_keys_sign(None)] == problems
    assert [
        message.id for message in run_checks(tags=["security"]) if message.id == "accounts.E001"
    ] == problems


def test_a_message_about_a_key_does_not_hold_it(settings: Settings) -> None:
    settings.STATEMENT_SIGNING_KEYS = ["half-a-secret"]

    assert "half" not in str(statement_keys_sign(None)[0])


@pytest.mark.parametrize(
    ("bic", "problems"),
    [
        ("", []),
        ("COREUS33", []),
        ("COREUS33XXX", []),
        ("coreus33", ["accounts.E002"]),
        ("COREUS33X", ["accounts.E002"]),
        ("CORE-US3", ["accounts.E002"]),
    ],
)
def test_the_bic_is_one(settings: Settings, bic: str, problems: list[str]) -> None:
    settings.BANK_BIC = bic

    assert [message.id for message in bic_is_one(None)] == problems
