"""The clock: one instant, one business date, and the bank's own midnight."""

from __future__ import annotations

import datetime as dt

import pytest
from pytest_django import Settings

from core_banking.kernel import clock


def test_now_is_aware_and_in_utc() -> None:
    before = dt.datetime.now(dt.UTC)
    now = clock.now()
    assert now.tzinfo is dt.UTC
    assert before <= now <= dt.datetime.now(dt.UTC)


def test_a_frozen_clock_stands_still_and_goes_on_afterwards() -> None:
    noon = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
    with clock.frozen_at(noon):
        assert clock.now() == noon
        assert clock.now() == noon
        with clock.frozen_at(noon + dt.timedelta(hours=1)):
            assert clock.now() == noon + dt.timedelta(hours=1)
        assert clock.now() == noon
    assert clock.now() != noon


def test_a_frozen_instant_is_given_in_utc() -> None:
    tokyo = dt.timezone(dt.timedelta(hours=9))
    with clock.frozen_at(dt.datetime(2026, 3, 1, 8, tzinfo=tokyo)):
        assert clock.now().isoformat() == "2026-02-28T23:00:00+00:00"


@pytest.mark.parametrize(
    ("zone", "instant", "date"),
    [
        ("UTC", "2026-03-01T23:59:59.999999+00:00", "2026-03-01"),
        ("UTC", "2026-03-02T00:00:00+00:00", "2026-03-02"),
        ("Asia/Kolkata", "2026-03-01T18:29:59+00:00", "2026-03-01"),
        ("Asia/Kolkata", "2026-03-01T18:30:00+00:00", "2026-03-02"),
        ("Pacific/Kiritimati", "2026-03-01T10:00:00+00:00", "2026-03-02"),
        ("Pacific/Pago_Pago", "2026-03-02T10:59:59+00:00", "2026-03-01"),
        ("America/New_York", "2026-03-08T04:59:59+00:00", "2026-03-07"),
        ("America/New_York", "2026-03-09T04:00:00+00:00", "2026-03-09"),
        ("Europe/Berlin", "2028-02-28T23:00:00+00:00", "2028-02-29"),
    ],
)
def test_the_business_date_is_the_bank_s_own_day(
    settings: Settings, zone: str, instant: str, date: str
) -> None:
    settings.BANK_TIME_ZONE = zone
    at = dt.datetime.fromisoformat(instant)
    assert clock.business_date(at).isoformat() == date
    with clock.frozen_at(at):
        assert clock.business_date().isoformat() == date


@pytest.mark.parametrize(
    "zone", ["UTC", "Asia/Kolkata", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago"]
)
def test_every_day_of_a_year_starts_where_the_day_before_ended(settings: Settings, zone: str) -> None:
    settings.BANK_TIME_ZONE = zone
    moment = dt.timedelta(microseconds=1)
    for number in range(366):
        date = dt.date(2028, 1, 1) + dt.timedelta(days=number)
        start = clock.start_of_business_date(date)
        assert clock.business_date(start) == date
        assert clock.business_date(start - moment) == date - dt.timedelta(days=1)


def test_an_instant_is_written_in_utc_ending_in_z() -> None:
    berlin = dt.timezone(dt.timedelta(hours=1))
    assert clock.isoformat_utc(dt.datetime(2026, 1, 15, 13, 0, tzinfo=berlin)) == "2026-01-15T12:00:00Z"
    assert (
        clock.isoformat_utc(dt.datetime(2026, 1, 15, 12, 0, 1, 5, tzinfo=dt.UTC))
        == "2026-01-15T12:00:01.000005Z"
    )
