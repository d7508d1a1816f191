"""The environment: values are read as what they are meant to be, and mistakes are told by name."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from core_banking.settings.components.environment import env


@pytest.mark.parametrize("written", ["abc", "3.5", "1O"])
def test_a_number_that_is_none_is_told_by_its_name(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("LOGIN_LOCK_MINUTES", written)

    with pytest.raises(ImproperlyConfigured, match="LOGIN_LOCK_MINUTES") as told:
        env.int("LOGIN_LOCK_MINUTES", default=30)
    assert written in str(told.value)


@pytest.mark.parametrize("written", ["ture", "2", "strict", "None"])
def test_a_flag_that_is_neither_on_nor_off_is_not_taken_for_off(
    monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    monkeypatch.setenv("STRICT_PHONE_NUMBERS", written)

    with pytest.raises(ImproperlyConfigured, match="STRICT_PHONE_NUMBERS"):
        env.bool("STRICT_PHONE_NUMBERS", default=False)


@pytest.mark.parametrize(
    ("written", "flag"),
    [("True", True), ("true", True), ("1", True), ("yes", True), ("on", True),
     ("False", False), ("false", False), ("0", False), ("no", False), ("off", False)],
)  # fmt: skip
def test_a_flag_is_written_in_any_usual_way(
    monkeypatch: pytest.MonkeyPatch, written: str, flag: bool
) -> None:
    monkeypatch.setenv("STRICT_PHONE_NUMBERS", written)

    assert env.bool("STRICT_PHONE_NUMBERS", default=not flag) is flag


def test_what_is_not_set_has_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STRICT_PHONE_NUMBERS", raising=False)
    monkeypatch.delenv("LOGIN_LOCK_MINUTES", raising=False)

    assert env.bool("STRICT_PHONE_NUMBERS", default=True) is True
    assert env.int("LOGIN_LOCK_MINUTES", default=30) == 30
