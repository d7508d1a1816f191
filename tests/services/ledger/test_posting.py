"""Posting an entry: in order of time, within bounds, in as few statements as there can be."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from core_banking.kernel.actors import Actor
from core_banking.kernel.db import OutsideUseCase, emit, use_case
from core_banking.kernel.errors import Refused
from ledger.entries import credit, debit
from ledger.errors import BalanceTooLarge, InsufficientFunds
from ledger.models import Balance, JournalEntry, JournalLine, LedgerAccount
from ledger.receivers import create_chart
from ledger.selectors import balance_of
from ledger.services import (
    ChartRole,
    bank_account_id,
    ensure_chart,
    forget_bank_accounts,
    lock_balances,
    open_customer_ledger_account,
    post_entry,
    set_floor,
)
from ledger.verification import verify
from tests.services.ledger.books import (
    MINUTE,
    NOON,
    TELLER,
    BookTouched,
    account,
    cash,
    entry,
    move,
    pay_in,
    pay_out,
    post,
)

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
NUMBERS_OF_THE_CHART = (
    *(1010, 1020, 1210, 1220, 1230),
    *(2010, 2020, 2030),
    3010,
    *(4010, 4020, 4030, 4040),
    *(5010, 5020),
)


def test_an_entry_is_kept_as_it_was_drafted() -> None:
    account_id = account()
    draft = entry(
        debit(cash(), 5_000, "DEPOSIT"),
        credit(account_id, 4_900, "DEPOSIT"),
        credit(bank_account_id(ChartRole.FEE_INCOME, "USD"), 100, "FEE"),
        reference="TXNONE",
    )
    posted = post(actor=TELLER, draft=draft)
    kept = JournalEntry.objects.get(pk=posted.entry_id)
    assert (kept.kind, kept.currency, kept.reference, kept.description) == (
        "TRANSFER",
        "USD",
        "TXNONE",
        "A movement",
    )
    assert (kept.posted_at, kept.business_date, kept.value_date) == (NOON, NOON.date(), NOON.date())
    columns = ("position", "kind", "amount_minor", "balance_after_minor", "version")
    assert list(kept.lines.order_by("position").values_list(*columns)) == [
        (1, "DEPOSIT", 5_000, None, None),
        (2, "DEPOSIT", -4_900, 4_900, 1),
        (3, "FEE", -100, None, None),
    ]


def test_the_clock_that_goes_back_does_not_take_the_book_along() -> None:
    account_id = account()
    pay_in(account_id, 100, at=NOON)
    early = pay_in(account_id, 100, at=NOON - 26 * 60 * MINUTE)
    assert (early.posted_at, early.business_date) == (NOON, NOON.date())
    later = pay_in(account_id, 100, at=NOON + MINUTE)
    assert later.posted_at == NOON + MINUTE
    assert verify().is_clean


def test_the_business_date_never_goes_back_even_when_the_instant_goes_on() -> None:
    account_id = account()
    lines = debit(cash(), 100, "DEPOSIT"), credit(account_id, 100, "DEPOSIT")
    post(actor=TELLER, draft=entry(*lines, at=NOON, date=NOON.date() + DAY))
    posted = post(actor=TELLER, draft=entry(*lines, at=NOON + MINUTE, date=NOON.date()))
    assert posted.posted_at == NOON + MINUTE
    assert posted.business_date == NOON.date() + DAY
    assert JournalEntry.objects.get(pk=posted.entry_id).value_date == NOON.date()
    assert verify().is_clean


def test_the_account_that_is_ahead_in_time_takes_the_other_along() -> None:
    ahead, behind = account(), account(balance_minor=500)
    pay_in(ahead, 100, at=NOON + 3 * DAY)
    moved = move(behind, ahead, 200, at=NOON + MINUTE)
    assert (moved.posted_at, moved.business_date) == (NOON + 3 * DAY, NOON.date() + 3 * DAY)
    assert pay_in(behind, 1, at=NOON + 2 * MINUTE).posted_at == NOON + 3 * DAY
    assert verify().is_clean


def test_the_bank_s_own_accounts_tie_nobody_to_another_s_time() -> None:
    pay_in(account(), 100, at=NOON + DAY)
    assert pay_in(account(), 100, at=NOON).posted_at == NOON


@pytest.mark.parametrize(("floor", "amount"), [(0, 1_000), (400, 600), (1_000, 0)])
def test_the_last_available_cent_may_leave_and_not_one_more(floor: int, amount: int) -> None:
    account_id = account(floor_minor=floor, balance_minor=1_000)
    with pytest.raises(InsufficientFunds):
        pay_out(account_id, amount + 1)
    assert balance_of(account_id).balance_minor == 1_000
    if amount:
        pay_out(account_id, amount)
    assert balance_of(account_id).balance_minor == floor


def test_a_deposit_into_an_account_below_its_minimum_is_welcome() -> None:
    account_id = account(floor_minor=1_000)
    pay_in(account_id, 1)
    assert balance_of(account_id).balance_minor == 1


def test_an_account_holds_ten_to_the_fifteen_and_not_one_more() -> None:
    account_id = account(balance_minor=10**15 - 1)
    pay_in(account_id, 1)
    with pytest.raises(BalanceTooLarge):
        pay_in(account_id, 1)
    assert balance_of(account_id).balance_minor == 10**15
    assert balance_of(account_id).version == 2
    assert verify().is_clean


def test_the_bank_s_own_accounts_go_beyond_any_customer_s_bound() -> None:
    for _ in range(3):
        account(balance_minor=10**15)
    assert (
        sum(JournalLine.objects.filter(account_id=cash()).values_list("amount_minor", flat=True))
        == 3 * 10**15
    )
    assert verify().is_clean


@pytest.mark.parametrize(
    "call",
    [
        lambda: post_entry(entry(debit(1, 1, "FEE"), credit(2, 1, "FEE"))),
        lambda: open_customer_ledger_account(code="X", name="X", currency="USD"),
        lambda: set_floor(1, 1),
        lambda: lock_balances([1]),
    ],
)
def test_nothing_is_written_or_locked_outside_a_use_case(call: object) -> None:
    before = LedgerAccount.objects.count()
    with pytest.raises(OutsideUseCase):
        call()  # type: ignore[operator]
    assert LedgerAccount.objects.count() == before
    assert not JournalEntry.objects.exists()


def test_a_new_account_has_its_balance_row_at_once() -> None:
    account_id = account(floor_minor=250)
    assert Balance.objects.filter(account_id=account_id).values_list(
        "balance_minor", "version", "held_minor", "floor_minor"
    ).get() == (0, 0, 0, 250)
    control = LedgerAccount.objects.get(pk=account_id).control_account
    assert control is not None
    assert control.code == "2010-USD"


def test_locked_balances_come_with_what_they_hold() -> None:
    ann, ben = account(balance_minor=700), account(floor_minor=50, balance_minor=800)

    @use_case
    def look(*, actor: Actor) -> None:
        emit(BookTouched(actor=actor))
        facts = lock_balances([ben, ann, ben])
        assert sorted(facts) == sorted([ann, ben])
        assert (facts[ann].balance_minor, facts[ann].available_minor) == (700, 700)
        assert (facts[ben].balance_minor, facts[ben].available_minor) == (800, 750)

    look(actor=TELLER)


def test_a_raised_floor_binds_the_next_movement() -> None:
    account_id = account(balance_minor=700)

    @use_case
    def raise_floor(*, actor: Actor) -> None:
        emit(BookTouched(actor=actor))
        set_floor(account_id, 500)

    raise_floor(actor=TELLER)
    with pytest.raises(InsufficientFunds):
        pay_out(account_id, 201)
    pay_out(account_id, 200)


def test_a_refused_entry_leaves_nothing_even_when_its_use_case_goes_on_to_refuse() -> None:
    account_id = account(balance_minor=100)

    @use_case
    def post_then_refuse(*, actor: Actor) -> None:
        emit(BookTouched(actor=actor))
        post_entry(entry(debit(account_id, 60, "FEE"), credit(cash(), 60, "FEE")))
        raise Refused

    with pytest.raises(Refused):
        post_then_refuse(actor=TELLER)
    assert balance_of(account_id).balance_minor == 100
    assert JournalEntry.objects.count() == 1
    assert verify().is_clean


@pytest.mark.postgresql
def test_posting_is_one_call(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    ann, ben = account(balance_minor=700), account()
    draft = entry(debit(ann, 100, "TRANSFER"), credit(ben, 100, "TRANSFER"))

    @use_case
    def count(*, actor: Actor) -> None:
        emit(BookTouched(actor=actor))
        with django_assert_num_queries(1):
            post_entry(draft)

    count(actor=TELLER)


@pytest.mark.parametrize("line_pairs", [1, 5])
def test_posting_on_sqlite_does_not_grow_with_the_lines(
    django_assert_num_queries: DjangoAssertNumQueries, line_pairs: int
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL posts in one call")
    ann, ben = account(balance_minor=700), account()
    draft = entry(*(credit(ben, 1, "TRANSFER"), debit(ann, 1, "TRANSFER")) * line_pairs)

    @use_case
    def count(*, actor: Actor) -> None:
        emit(BookTouched(actor=actor))
        # Read the balances, number the entry, write its lines, the entry, and the balances.
        with django_assert_num_queries(5):
            post_entry(draft)

    count(actor=TELLER)
    assert balance_of(ben).version == line_pairs


def test_the_chart_is_made_once_and_completed_when_something_is_missing() -> None:
    ensure_chart("EUR")
    made = sorted(LedgerAccount.objects.filter(currency="EUR").values_list("pk", "code"))
    assert [code for _, code in made] == [f"{number}-EUR" for number in NUMBERS_OF_THE_CHART]
    ensure_chart("EUR")
    assert sorted(LedgerAccount.objects.filter(currency="EUR").values_list("pk", "code")) == made


def test_after_a_migration_each_currency_of_the_book_has_every_account_of_the_chart() -> None:
    LedgerAccount.objects.create(
        code="1010-KWD", name="Cash (KWD)", kind="ASSET", currency="KWD", created_at=NOON
    )
    create_chart()
    codes = LedgerAccount.objects.filter(currency="KWD").order_by("code").values_list("code", flat=True)
    assert list(codes) == [f"{number}-KWD" for number in NUMBERS_OF_THE_CHART]
    assert not LedgerAccount.objects.filter(currency="EUR").exists()


def test_the_bank_s_accounts_are_looked_up_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    ensure_chart("EUR")
    with django_assert_num_queries(1):
        first = bank_account_id(ChartRole.CASH, "EUR")
        assert bank_account_id(ChartRole.CASH, "EUR") == first
    forget_bank_accounts()
    with django_assert_num_queries(1):
        assert bank_account_id(ChartRole.CASH, "EUR") == first
    forget_bank_accounts()


def test_the_bank_s_own_accounts_have_no_balance_row() -> None:
    pay_in(account(), 100)
    assert not Balance.objects.filter(account__is_customer_account=False).exists()
