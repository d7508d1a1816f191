"""Rules of payments from the environment: a mistake is told by its name, and an empty limit is none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ImproperlyConfigured

from core_banking.settings.components import payments


@pytest.mark.parametrize("policy", ["when_set", "always", "never"])
def test_a_pin_policy_is_one_of_three(monkeypatch: pytest.MonkeyPatch, policy: str) -> None:
    monkeypatch.setenv("TRANSACTION_PIN_POLICY", policy)

    assert payments._one_of("TRANSACTION_PIN_POLICY", payments._PIN_POLICIES) == policy


@pytest.mark.parametrize("policy", ["", "Always", "off", "if_set"])
def test_another_pin_policy_is_told_by_its_name(monkeypatch: pytest.MonkeyPatch, policy: str) -> None:
    monkeypatch.setenv("TRANSACTION_PIN_POLICY", policy)

    with pytest.raises(ImproperlyConfigured, match="TRANSACTION_PIN_POLICY"):
        payments._one_of("TRANSACTION_PIN_POLICY", payments._PIN_POLICIES)


@pytest.mark.parametrize(
    ("written", "limit"),
    [("250.50", Decimal("250.50")), ("0", Decimal(0)), ("", None), ("  ", None)],
)
def test_a_limit_is_an_amount_or_none(
    monkeypatch: pytest.MonkeyPatch, written: str, limit: Decimal | None
) -> None:
    monkeypatch.setenv("NEW_PAYEE_LIMIT", written)

    assert payments._amount_or_none("NEW_PAYEE_LIMIT", default="10000.00") == limit


@pytest.mark.parametrize("written", ["-1", "ten", "1e4", "10,000.00"])
def test_a_limit_that_is_no_amount_is_told_by_its_name(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("NEW_PAYEE_LIMIT", written)

    with pytest.raises(ImproperlyConfigured, match="NEW_PAYEE_LIMIT"):
        payments._amount_or_none("NEW_PAYEE_LIMIT", default="10000.00")


def test_the_shipped_rules_are_those_of_the_documentation(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TRANSACTION_PIN_POLICY", "NEW_PAYEE_LIMIT"):
        monkeypatch.delenv(name, raising=False)

    assert payments._one_of("TRANSACTION_PIN_POLICY", payments._PIN_POLICIES) == "when_set"
    assert payments._amount_or_none("NEW_PAYEE_LIMIT", default="10000.00") == Decimal(10_000)
