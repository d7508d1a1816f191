"""The health of the books: what proofs found is kept and shown, what was not computed is said to be so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import override_settings

from audit.models import AuditLog
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor, system_actor
from core_banking.kernel.errors import NotAllowed
from core_banking.kernel.models import BusinessDay
from ledger.book_models import BookCheck, DailyTotal
from ledger.entries import credit, debit
from ledger.models import Balance, JournalLine
from ledger.selectors import days_to_roll_up, rolled_up_through
from ledger.services import ChartRole, bank_account_id, keep_book_checks, roll_up_day
from operations import books_health
from operations.books_health import PROOFS, Health, prove_books
from operations.metrics import BankCollector
from operations.models import ClosingFailure
from operations.services import close_business_day, prove_books_now_and_then
from tests.append_only_tables import triggers_aside
from tests.builders import people
from tests.services.ledger.books import NOON, TELLER, account, cash, entry, open_account, pay_in, post

pytestmark = pytest.mark.django_db

BANK = system_actor("proof of the books")
DAY = dt.timedelta(days=1)
ADDRESS = "/api/ledger/health/"


@pytest.fixture(autouse=True)
def _young_bank() -> Iterator[None]:
    """The day of the first entries: nothing had to be closed yet."""
    with clock.frozen_at(NOON):
        yield


def _found() -> dict[str, Health]:
    return {check.name: check.result for check in books_health.books_health().checks}


def test_before_the_first_proof_nothing_is_claimed_and_after_it_the_books_are_healthy() -> None:
    account(balance_minor=500)
    live = {
        "business_day": Health.HEALTHY,
        "close_failures": Health.HEALTHY,
        "audit_sealing": Health.HEALTHY,
    }
    assert _found() == {**dict.fromkeys(PROOFS, Health.NOT_COMPUTED), **live}
    assert books_health.books_health().result is Health.NOT_COMPUTED

    prove_books(actor=BANK)
    assert _found() == {**dict.fromkeys(PROOFS, Health.HEALTHY), **live}
    assert books_health.books_health().result is Health.HEALTHY
    assert not AuditLog.objects.filter(action_type="VERIFY").exists()


def _balance_wrong() -> None:
    Balance.objects.update(balance_minor=501)


def _line_lost() -> None:
    JournalLine.objects.filter(version=1).delete()


def _line_on_control_account() -> None:
    deposits = bank_account_id(ChartRole.CUSTOMER_DEPOSITS, "USD")
    post(actor=TELLER, draft=entry(debit(cash(), 5, "FEE"), credit(deposits, 5, "FEE"), at=NOON + 3 * DAY))


def _total_wrong() -> None:
    with clock.frozen_at(NOON + 2 * DAY):
        roll_up_day(actor=BANK, date=NOON.date())
    DailyTotal.objects.filter(debits_minor=0).update(credits_minor=499)


@pytest.mark.parametrize(
    ("corrupt", "unhealthy"),
    [
        (_balance_wrong, {"balances_equal_lines"}),
        (
            _line_lost,
            {"entries_balance", "versions_without_gap", "balances_equal_lines", "currencies_sum_to_zero"},
        ),
        (_line_on_control_account, {"sub_ledgers_equal_control"}),
        (_total_wrong, {"daily_totals_equal_lines"}),
    ],
)
def test_what_is_wrong_is_found_by_the_proofs_of_it_and_told_to_the_trail(
    corrupt: Callable[[], None], unhealthy: set[str]
) -> None:
    ann = account(balance_minor=400)
    pay_in(ann, 100)
    with triggers_aside():
        corrupt()
    prove_books(actor=BANK)

    assert {name for name, result in _found().items() if result is Health.UNHEALTHY} == unhealthy
    assert books_health.books_health().result is Health.UNHEALTHY
    assert all(BookCheck.objects.get(name=name).problems for name in unhealthy)
    told = AuditLog.objects.get(action_type="VERIFY")
    assert set(told.details["checks"]) == unhealthy


def test_a_business_date_that_lags_and_what_a_close_set_aside_show_at_once() -> None:
    with clock.frozen_at(NOON):
        day = BusinessDay.objects.create(
            date=NOON.date() - DAY, closed_through=NOON.date() - 2 * DAY, updated_at=NOON
        )
        assert _found()["business_day"] is Health.HEALTHY
        day.date, day.closed_through = NOON.date() - 2 * DAY, NOON.date() - 3 * DAY
        day.save()
        failure = ClosingFailure.objects.create(
            date=NOON.date(), kind="mature deposits", subject_id=7, sentence="?", first_failed_at=NOON,
            last_failed_at=NOON,
        )  # fmt: skip
        assert (_found()["business_day"], _found()["close_failures"]) == (Health.UNHEALTHY, Health.UNHEALTHY)
        failure.resolved_at = NOON
        failure.save()
        assert _found()["close_failures"] is Health.HEALTHY


def test_a_bank_that_posts_and_never_closes_a_day_is_not_healthy() -> None:
    account(balance_minor=500)
    with clock.frozen_at(NOON + DAY):
        assert _found()["business_day"] is Health.HEALTHY

    with clock.frozen_at(NOON + 2 * DAY):
        [check] = [each for each in books_health.books_health().checks if each.name == "business_day"]

    assert check.problems == ("No business day was ever closed, and the first entry is of 2026-05-01.",)


def test_a_proof_that_is_long_overdue_claims_nothing_but_what_was_wrong_stays_so() -> None:
    account(balance_minor=500)
    prove_books(actor=BANK)
    BookCheck.objects.filter(name="entries_balance").update(healthy=False, problems=["Entry 1"])
    BusinessDay.objects.create(date=NOON.date() + 2 * DAY, closed_through=NOON.date(), updated_at=NOON)

    with clock.frozen_at(NOON + 2 * DAY):
        assert _found()["movements_equal_ledger"] is Health.HEALTHY
    with clock.frozen_at(NOON + 2 * DAY + dt.timedelta(seconds=1)):
        found = _found()
        scraped = {
            sample.labels["check"]: sample.value
            for family in BankCollector().collect()
            if family.name == "bank_books_healthy"
            for sample in family.samples
        }
        with override_settings(BOOKS_PROVEN_EVERY_HOURS=0):
            assert _found()["movements_equal_ledger"] is Health.HEALTHY

    assert (found["movements_equal_ledger"], found["entries_balance"]) == (
        Health.NOT_COMPUTED,
        Health.UNHEALTHY,
    )
    assert scraped == {"entries_balance": 0, "business_day": 1, "close_failures": 1, "audit_sealing": 1}


def test_the_worker_proves_the_books_now_and_then() -> None:
    with clock.frozen_at(NOON):
        assert prove_books_now_and_then() is True
        assert prove_books_now_and_then() is False
    with clock.frozen_at(NOON + DAY), override_settings(BOOKS_PROVEN_EVERY_HOURS=0):
        assert prove_books_now_and_then() is False
    with clock.frozen_at(NOON + DAY):
        assert prove_books_now_and_then() is True
    assert {*BookCheck.objects.values_list("computed_at", flat=True)} == {NOON + DAY}


def test_a_proof_of_an_earlier_release_counts_for_nothing_and_a_new_one_is_computed_at_once() -> None:
    prove_books(actor=BANK)
    BookCheck.objects.create(name="long_gone", healthy=True, computed_at=NOON - 90 * DAY, took_ms=1)
    assert prove_books_now_and_then() is False

    BookCheck.objects.filter(name="loans_equal_ledger").delete()
    assert prove_books_now_and_then() is True


def test_only_the_bank_and_who_sees_the_books_keeps_what_proofs_found() -> None:
    with pytest.raises(NotAllowed):
        keep_book_checks(actor=Actor(username="somebody"), results=[])


def test_the_address_shows_what_is_kept_and_proves_a_small_book_when_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    open_account(actor=TELLER)
    auditor = people.signed_in_client(people.auditor())
    assert auditor.get(ADDRESS).json()["result"] == "NOT_COMPUTED"

    answer: dict[str, Any] = auditor.get(f"{ADDRESS}?fresh=true").json()
    assert answer["result"] == "HEALTHY"
    by_name = {check["name"]: check for check in answer["checks"]}
    assert by_name["currencies_sum_to_zero"]["result"] == "HEALTHY"
    assert by_name["currencies_sum_to_zero"]["computed_at"].endswith("Z")
    assert by_name["currencies_sum_to_zero"]["took_ms"] >= 0
    assert (by_name["audit_chain"]["result"], by_name["audit_sealing"]["result"]) == ("HEALTHY", "HEALTHY")
    assert auditor.get(ADDRESS).json()["result"] == "HEALTHY"

    account(balance_minor=5)
    monkeypatch.setattr(books_health, "MOST_LINES_PROVEN_AT_ONCE", 1)
    refused = auditor.get(f"{ADDRESS}?fresh=true")
    assert (refused.status_code, refused.json()["code"]) == (422, "books_too_large")
    assert auditor.get(f"{ADDRESS}?fresh=maybe").status_code == 400


def test_the_close_of_business_rolls_up_what_it_has_closed() -> None:
    account(balance_minor=500)
    with clock.frozen_at(NOON + DAY, business_date_from_row=True):
        close_business_day()
    assert rolled_up_through() == NOON.date()
    assert sum(DailyTotal.objects.values_list("debits_minor", flat=True)) == 500
    with clock.frozen_at(NOON + 2 * DAY, business_date_from_row=True):
        close_business_day()
    assert rolled_up_through() == NOON.date()  # nothing was posted since
    assert days_to_roll_up(NOON.date() + DAY) == []
