"""Profiles, decay and windows: bounded, exact, and the same whenever they are looked at."""

from __future__ import annotations

import datetime as dt
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fraud.contracts import Origin, Window
from fraud.decay import DAY, HOUR, SEVEN_DAYS, SIX_HOURS, TEN_MINUTES, decayed, fading
from fraud.facts import second_of
from fraud.profile import AMOUNTS_KEPT, DEVICES_KEPT, PAYEES_KEPT, Flow, Profile, log2_thousandths
from fraud.windows import added, distinct, seen, sender_bit
from tests.unit.fraud.movements import NOON, lived, movement

_VALUES = st.integers(min_value=0, max_value=10**15)
_SECONDS = st.integers(min_value=0, max_value=5 * 365 * DAY)
_HALF_LIVES = st.sampled_from([TEN_MINUTES, SIX_HOURS, SEVEN_DAYS])
_START = 1_780_000_000


@pytest.mark.parametrize(
    ("after", "left"),
    [(0, 1_000_000), (TEN_MINUTES, 500_000), (TEN_MINUTES // 2, 707_106), (2 * TEN_MINUTES, 250_000)],
)
def test_a_value_halves_with_its_half_life(after: int, left: int) -> None:
    start = TEN_MINUTES * 1_000_000

    assert decayed(1_000_000, start, start + after, TEN_MINUTES) == left


@given(value=_VALUES, first=_SECONDS, second=_SECONDS, half_life=_HALF_LIVES)
def test_decay_in_two_goes_is_decay_in_one_within_a_unit(
    value: int, first: int, second: int, half_life: int
) -> None:
    middle, end = _START + first, _START + first + second

    at_once = decayed(value, _START, end, half_life)
    in_two = decayed(decayed(value, _START, middle, half_life), middle, end, half_life)

    assert 0 <= at_once - in_two <= 1


@given(value=_VALUES, first=_SECONDS, second=_SECONDS, half_life=_HALF_LIVES)
def test_decay_never_grows_and_never_falls_below_nothing(
    value: int, first: int, second: int, half_life: int
) -> None:
    earlier = decayed(value, _START, _START + first, half_life)
    later = decayed(value, _START, _START + first + second, half_life)

    assert 0 <= later <= earlier <= value
    assert decayed(value, _START + first, _START, half_life) in (value, decayed(value, 1, 1, half_life))


@given(value=_VALUES, after=_SECONDS, half_life=_HALF_LIVES)
def test_many_values_fade_as_one_does(value: int, after: int, half_life: int) -> None:
    factor, shift = fading(_START, _START + after, half_life)

    assert value * factor >> shift == decayed(value, _START, _START + after, half_life)


@given(amount=st.integers(min_value=1, max_value=10**15))
def test_the_logarithm_is_that_of_mathematics_within_two_thousandths(amount: int) -> None:
    assert abs(log2_thousandths(amount) - 1000 * math.log2(amount)) <= 2


def test_a_profile_reads_as_it_was_written_and_stays_bounded() -> None:
    life = [
        movement(
            at=NOON + dt.timedelta(minutes=i),
            counterparty=f"account:{i}",
            device=f"device {i}",
            network=f"network {i}",
            amount_minor=10**15 - i,
        )
        for i in range(200)
    ]

    _, state = lived(life)
    profile = Profile.read(state)

    assert profile.as_text() == state
    assert len(state) < 3_000
    assert (len(profile.payees), len(profile.recent)) == (PAYEES_KEPT, AMOUNTS_KEPT) == (32, 16)
    assert (len(profile.devices), len(profile.networks)) == (DEVICES_KEPT, DEVICES_KEPT) == (8, 8)
    assert profile.payee("account:199") is not None
    assert profile.payee("account:167") is None


def test_a_profile_of_another_form_is_not_guessed_at() -> None:
    state = json.loads(Profile().as_text())

    with pytest.raises(ValueError, match="form 2"):
        Profile.read(json.dumps([2, *state[1:]]))


def test_a_payee_paid_again_stays_and_keeps_when_he_was_first_paid() -> None:
    first = movement(amount_minor=700)
    again = movement(at=NOON + dt.timedelta(days=3), amount_minor=300)

    _, state = lived([first, movement(counterparty="account:9"), again])

    known = Profile.read(state).payee("account:2")
    assert known is not None
    assert known[1:] == (second_of(NOON), 2, 700)


def test_a_line_of_a_bulk_transfer_counts_in_what_flowed_and_nowhere_else() -> None:
    _, state = lived([movement(origin=Origin.BULK)])
    profile = Profile.read(state)

    assert profile.paid.lately(second_of(NOON)) == (10_000, 10_000)
    assert (
        profile.counts,
        profile.sums,
        profile.payees,
        profile.recent,
        profile.amounts,
        profile.moved_at,
    ) == (
        (0, 0, 0),
        (0, 0, 0),
        (),
        (),
        0,
        0,
    )


def test_staff_teaches_no_device() -> None:
    _, state = lived([movement(origin=Origin.STAFF, device="counter", network="branch")])

    assert (Profile.read(state).devices, Profile.read(state).networks) == ((), ())


def test_a_clock_that_goes_back_undoes_nothing() -> None:
    _, state = lived([movement(), movement(at=NOON - dt.timedelta(hours=9))])

    assert Profile.read(state).counts == (2000, 2000, 2000)
    assert Profile.read(state).at == second_of(NOON)


def test_what_flowed_is_of_this_bucket_and_the_one_before() -> None:
    flow = Flow().added(10 * HOUR, 5).added(11 * HOUR, 7)

    assert flow.lately(11 * HOUR) == (12, 12)
    assert flow.lately(12 * HOUR) == (7, 12)
    assert flow.lately(13 * HOUR) == (0, 12)
    assert flow.lately(3 * DAY) == (0, 0)


@pytest.mark.parametrize(
    ("bucket", "window"),
    [
        (9, Window(9, 3, 111, 0b11, 5, 50, 0b100)),
        (8, Window(9, 3, 111, 0b11, 5, 50, 0b100)),
        (10, Window(10, 1, 11, 0b10, 2, 100, 0b1)),
        (11, Window(11, 1, 11, 0b10, 0, 0, 0)),
    ],
)
def test_a_receipt_is_added_to_its_bucket(bucket: int, window: Window) -> None:
    before = Window(9, 2, 100, 0b1, 5, 50, 0b100)

    assert added(before, bucket, 11, 0b10) == window


def test_a_window_shows_this_bucket_and_the_one_before() -> None:
    window = Window(9, 2, 100, 0b1, 5, 50, 0b110)

    assert tuple(seen(window, 9)) == (7, 150, 3)
    assert tuple(seen(window, 10)) == (2, 100, 1)
    assert tuple(seen(window, 11)) == (0, 0, 0)


@pytest.mark.parametrize(
    ("senders", "lowest", "highest"), [(1, 1, 1), (8, 7, 9), (30, 24, 36), (100, 75, 135)]
)
def test_senders_are_counted_about_right(senders: int, lowest: int, highest: int) -> None:
    bits = 0
    for account in range(1, senders + 1):
        bits |= sender_bit(account * 37)

    assert lowest <= distinct(bits) <= highest
    assert bits < 1 << 60


def test_cash_has_no_sender() -> None:
    assert sender_bit(None) == 0
