"""Identifiers: their shape, their alphabet, their check digit, their chance."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

import pytest
from stdnum import damm

from core_banking.kernel import ids

MANY = 2_000


@pytest.mark.parametrize(
    ("make", "shape"),
    [
        (ids.transaction_id, r"TXN[0-9A-Z]{12}"),
        (ids.log_id, r"LOG[0-9A-Z]{12}"),
        (ids.customer_id, r"CUST[1-9][0-9]{9}"),
        (lambda: ids.prefixed_id("ALERT", 9), r"ALERT[0-9A-Z]{9}"),
        (ids.request_id, r"[0-9a-f]{32}"),
    ],
)
def test_an_identifier_has_its_shape_and_does_not_repeat(make: Callable[[], str], shape: str) -> None:
    made = [make() for _ in range(MANY)]
    assert all(re.fullmatch(shape, identifier) for identifier in made)
    assert len(set(made)) == MANY


@pytest.mark.parametrize(("make", "prefix"), [(ids.transaction_ids, "TXN"), (ids.log_ids, "LOG")])
def test_many_identifiers_drawn_at_once_are_as_many_single_ones(
    make: Callable[[int], list[str]], prefix: str
) -> None:
    made = make(MANY)
    assert all(re.fullmatch(prefix + "[0-9A-Z]{12}", identifier) for identifier in made)
    assert len(set(made)) == MANY
    assert make(0) == []


def test_a_byte_that_would_favour_a_letter_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 256 values 252 are seven times each of 36 letters; the draw that has one of the others falls short."""
    draws = iter([bytes(range(252, 256)) + bytes([0, 35, 36]), bytes([251] * 9), bytes([1])])
    monkeypatch.setattr("core_banking.kernel.ids.secrets.token_bytes", lambda length: next(draws))

    assert ids.prefixed_id("X", 13) == "X0Z0" + "Z" * 9 + "1"


def test_every_letter_and_digit_is_used() -> None:
    drawn = "".join(ids.transaction_id()[3:] for _ in range(MANY))
    assert set(drawn) == set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")


@pytest.mark.parametrize("prefix", ["SAV", "CUR", "FXD"])
def test_an_account_number_ends_in_its_check_digit(prefix: str) -> None:
    for _ in range(MANY):
        number = ids.account_number(prefix)
        assert re.fullmatch(prefix + r"[0-9]{9}", number)
        assert damm.is_valid(number[3:])


@pytest.mark.parametrize("payload", [9_090_909, 12_345_678, 0, 99_999_999, 90_123_409])
def test_one_wrong_digit_and_two_swapped_neighbours_in_an_account_number_show(
    monkeypatch: pytest.MonkeyPatch, payload: int
) -> None:
    monkeypatch.setattr("core_banking.kernel.ids.secrets.randbelow", lambda _: payload)
    digits = ids.account_number("SAV")[3:]

    for position, digit in enumerate(digits):
        for wrong in set("0123456789") - {digit}:
            assert not damm.is_valid(digits[:position] + wrong + digits[position + 1 :])
    for position, (left, right) in enumerate(itertools.pairwise(digits)):
        if left != right:
            assert not damm.is_valid(digits[:position] + right + left + digits[position + 2 :])


def test_small_payloads_keep_their_zeros(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core_banking.kernel.ids.secrets.randbelow", lambda _: 7)
    assert ids.account_number("CUR") == "CUR000000076"
