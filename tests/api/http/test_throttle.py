"""Counters that hold across threads, and are committed before the verdict."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from core_banking.api.throttling import purge_old_windows, throttle
from core_banking.kernel.actors import Actor
from core_banking.kernel.clock import frozen_at
from core_banking.kernel.db import use_case
from core_banking.kernel.errors import Throttled
from core_banking.kernel.models import ThrottleWindow

NOON = dt.datetime(2024, 1, 15, 12, 0, 0, tzinfo=dt.UTC)


def attempt(
    times: int = 1, *, subject: str = "203.0.113.7", limit: int = 3, window_seconds: int = 60
) -> None:
    for _ in range(times):
        throttle("login", subject, limit, window_seconds)


@pytest.mark.django_db
class TestOneAfterTheOther:
    def test_as_many_as_the_limit_pass_and_the_next_hears_when_to_return(self) -> None:
        with frozen_at(NOON + dt.timedelta(seconds=20)):
            attempt(3)
            with pytest.raises(Throttled) as refusal:
                attempt()

        assert refusal.value.retry_after == 40

    def test_the_next_window_starts_from_nothing(self) -> None:
        with frozen_at(NOON + dt.timedelta(seconds=59)):
            attempt(3)
            with pytest.raises(Throttled):
                attempt()
        with frozen_at(NOON + dt.timedelta(seconds=60)):
            attempt(3)

    def test_the_wait_is_never_nothing(self) -> None:
        with frozen_at(NOON + dt.timedelta(seconds=59, milliseconds=999)):
            attempt(3)
            with pytest.raises(Throttled) as refusal:
                attempt()

        assert refusal.value.retry_after == 1

    def test_subjects_and_scopes_are_counted_apart(self) -> None:
        with frozen_at(NOON):
            attempt(3)
            attempt(3, subject="203.0.113.8")
            throttle("registration", "203.0.113.7", 1, 3600)

        assert sorted(ThrottleWindow.objects.values_list("scope", "hits")) == [
            ("login", 3),
            ("login", 3),
            ("registration", 1),
        ]

    def test_refused_attempts_are_counted_too(self) -> None:
        with frozen_at(NOON):
            attempt(3)
            for _ in range(2):
                with pytest.raises(Throttled):
                    attempt()

        assert ThrottleWindow.objects.get().hits == 5

    def test_the_address_itself_is_not_stored(self) -> None:
        attempt()

        assert b"203" not in bytes(ThrottleWindow.objects.get().subject_digest)

    def test_a_limit_of_nothing_switches_it_off(self) -> None:
        attempt(10, limit=0)

        assert ThrottleWindow.objects.count() == 0

    @pytest.mark.parametrize("window_seconds", [0, -60, 86_401])
    def test_a_window_is_at_most_a_day_long(self, window_seconds: int) -> None:
        with pytest.raises(ValueError, match="one second to one day"):
            attempt(window_seconds=window_seconds)

    def test_the_window_is_stored_as_the_instant_it_began(self) -> None:
        with frozen_at(NOON + dt.timedelta(seconds=59)):
            attempt()

        assert ThrottleWindow.objects.get(window_start=NOON).hits == 1

    def test_windows_long_past_are_deleted_and_others_stay(self) -> None:
        with frozen_at(NOON - dt.timedelta(days=3)):
            attempt()
        with frozen_at(NOON):
            attempt()
            assert purge_old_windows() == 1

        assert ThrottleWindow.objects.get().window_start == NOON

    def test_now_and_then_an_attempt_sweeps_up(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with frozen_at(NOON - dt.timedelta(days=3)):
            attempt()
        monkeypatch.setattr("core_banking.api.throttling.secrets.randbelow", lambda _: 0)
        with frozen_at(NOON):
            attempt()

        assert ThrottleWindow.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_it_cannot_share_the_fate_of_a_use_case() -> None:
    @use_case
    def careless(*, actor: Actor) -> None:
        attempt()

    with pytest.raises(RuntimeError, match="inside a use case"):
        careless(actor=Actor())

    assert ThrottleWindow.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_parallel_attempts_are_all_counted() -> Any:
    def one_attempt(_: int) -> bool:
        try:
            attempt(limit=5, window_seconds=86_400)
        except Throttled:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        passed = sum(pool.map(one_attempt, range(24)))

    assert passed == 5
    assert ThrottleWindow.objects.get().hits == 24
