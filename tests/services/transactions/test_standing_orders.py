"""Standing orders: what may be ordered, what is paid when, and what becomes of a refusal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest

from accounts.services import close_account, freeze_account, unfreeze_account
from audit.models import AuditLog
from core_banking.kernel import clock
from core_banking.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound
from kyc.services import reject_kyc
from notifications.models import Notification
from tests.builders.accounts import STAFF, offer_product, take_money
from tests.builders.money import Holder, holder, pay_in, second_account
from tests.builders.people import REVIEWER, actor_for, bank_admin
from tests.builders.standing_orders import THE_BANK, outcomes, run, standing_order
from transactions.errors import (
    CurrencyMismatch,
    KycRequiredToTransact,
    SameAccount,
    SingleLimitExceeded,
    StandingOrderNotActive,
    StandingOrderNotDue,
    UnknownAccount,
)
from transactions.models import BankHoliday, StandingOrder, Transaction
from transactions.services import (
    cancel_standing_order,
    change_standing_order,
    drop_bank_holiday,
    keep_bank_holiday,
    place_standing_order,
    run_standing_order,
)
from transactions.standing_order_contracts import (
    ExecutionStatus,
    OrderStatus,
    StandingOrderChange,
    StandingOrderCommand,
)
from users.errors import PinNotSet, PinRequired
from users.models import TransactionPin

pytestmark = pytest.mark.django_db

FRIDAY = dt.date(2027, 1, 1)
MONTHLY = "FREQ=MONTHLY;BYMONTHDAY=1"


def day(number: int) -> dt.date:
    return FRIDAY + dt.timedelta(days=number)


@contextmanager
def on(date: dt.date) -> Iterator[None]:
    with clock.frozen_at(dt.datetime.combine(date, dt.time(12), tzinfo=dt.UTC)):
        yield


@pytest.fixture(autouse=True)
def _new_year() -> Iterator[None]:
    with on(FRIDAY):
        yield


@pytest.fixture
def ann() -> Holder:
    return holder(100_000)


@pytest.fixture
def ben() -> Holder:
    return holder()


def told(of: Holder) -> list[str]:
    messages = Notification.objects.filter(user_id=of.person.id, kind__startswith="STANDING_ORDER")
    return list(messages.order_by("id").values_list("kind", flat=True))


def test_an_order_pays_on_its_day_and_the_next_month_again(ann: Holder, ben: Holder) -> None:
    order = standing_order(ann, ben, rrule=MONTHLY, start_date=FRIDAY, description="Rent")
    assert order.next_dates == (
        FRIDAY,
        dt.date(2027, 2, 1),
        dt.date(2027, 3, 1),
        dt.date(2027, 4, 1),
        dt.date(2027, 5, 1),
    )

    paid = run(order, FRIDAY)

    assert paid is not None
    assert (paid.status, paid.attempts, ben.balance_minor) == (ExecutionStatus.EXECUTED, 1, 5_000)
    assert ann.balance_minor == 100_000 - 5_000 - 100
    movement = Transaction.objects.get(transaction_id=paid.transaction_id)
    assert (movement.transaction_type, movement.description) == ("TRANSFER", "Rent")
    assert (movement.initiated_by_id, movement.on_behalf) == (ann.person.id, False)
    trace = AuditLog.objects.get(target_model="StandingOrder", action_type="EXECUTE")
    assert trace.details["transaction_id"] == paid.transaction_id
    assert AuditLog.objects.get(target_id=paid.transaction_id).channel == "system"
    assert StandingOrder.objects.get().next_due_date == dt.date(2027, 2, 1)


def test_a_due_date_that_was_dealt_with_is_not_dealt_with_again(ann: Holder, ben: Holder) -> None:
    order = standing_order(ann, ben, rrule=MONTHLY, start_date=FRIDAY)
    first, traces = run(order, FRIDAY), AuditLog.objects.count()

    assert run(order, FRIDAY) == first
    assert (ben.balance_minor, AuditLog.objects.count()) == (5_000, traces)


def test_an_order_for_once_is_finished_when_it_was_paid(ann: Holder, ben: Holder) -> None:
    order = standing_order(ann, ben, start_date=FRIDAY)

    run(order, FRIDAY)

    row = StandingOrder.objects.get()
    assert (row.status, row.next_due_date, row.next_run_on) == (OrderStatus.FINISHED, None, None)
    with pytest.raises(StandingOrderNotActive):
        run(order, day(1))


def test_an_order_is_not_paid_before_its_day_nor_on_another(ann: Holder, ben: Holder) -> None:
    order = standing_order(ann, ben, rrule=MONTHLY, start_date=day(1))

    for date in (FRIDAY, dt.date(2027, 2, 1), dt.date(2027, 3, 1)):
        with pytest.raises(StandingOrderNotDue):
            run(order, date)
    assert (ben.balance_minor, outcomes(order)) == (0, [])


def test_nobody_but_the_bank_carries_orders_out(ann: Holder, ben: Holder) -> None:
    order = standing_order(ann, ben, start_date=FRIDAY)

    for actor in (ann.actor, STAFF):
        with pytest.raises(NotAllowed):
            run_standing_order(actor=actor, order_id=order.id, due_date=FRIDAY)
    with pytest.raises(NotFound):
        run_standing_order(actor=THE_BANK, order_id=order.id + 1, due_date=FRIDAY)
    assert ben.balance_minor == 0


def test_what_is_refused_is_tried_again_on_three_further_days_and_told_twice(
    ann: Holder, ben: Holder
) -> None:
    order = standing_order(ann, ben, rrule=MONTHLY, start_date=FRIDAY)
    take_money(ann.account, 100_000)

    for number in range(4):
        with on(day(number)):
            run(order, FRIDAY)
            run(order, FRIDAY)  # the second time on one day nothing is tried
        assert outcomes(order) == [("2027-01-01", "RETRYING" if number < 3 else "FAILED", number + 1)]

    assert told(ann) == ["STANDING_ORDER_REFUSED", "STANDING_ORDER_FAILED"]
    assert ben.balance_minor == 0
    traces = AuditLog.objects.filter(target_model="StandingOrder", action_type="EXECUTE")
    assert set(traces.values_list("outcome", "code")) == {("REFUSED", "insufficient_funds")}
    assert StandingOrder.objects.get().status == OrderStatus.ACTIVE


def test_a_further_try_pays_on_the_terms_of_the_first(ann: Holder, ben: Holder) -> None:
    order = standing_order(ann, ben, rrule=MONTHLY, start_date=FRIDAY)
    take_money(ann.account, 100_000)
    run(order, FRIDAY)
    change = StandingOrderChange(fields={"amount": Decimal("70.00")})
    change_standing_order(actor=ann.actor, order_id=order.id, change=change)
    pay_in(ann, 100_000)

    with on(day(1)):
        paid = run(order, FRIDAY)

    assert paid is not None
    assert (paid.status, paid.attempts, paid.code, ben.balance_minor) == ("EXECUTED", 2, "", 5_000)
    with on(dt.date(2027, 2, 1)):
        run(order, dt.date(2027, 2, 1))
    assert ben.balance_minor == 12_000


def test_the_next_due_date_is_paid_though_the_one_before_was_not(ann: Holder, ben: Holder) -> None:
    order = standing_order(ann, ben, rrule="FREQ=DAILY", start_date=FRIDAY)
    freeze_account(actor=STAFF, account_id=ann.account.id, reason="Lost card")
    run(order, FRIDAY)
    unfreeze_account(actor=STAFF, account_id=ann.account.id, reason="Found")

    with on(day(2)):
        run(order, day(1))
        run(order, day(2))

    assert outcomes(order) == [
        ("2027-01-01", "RETRYING", 1),
        ("2027-01-02", "EXECUTED", 1),
        ("2027-01-03", "EXECUTED", 1),
    ]


def test_a_suspended_owner_pays_nothing_and_keeps_his_order(ann: Holder, ben: Holder) -> None:
    order = standing_order(ann, ben, rrule=MONTHLY, start_date=FRIDAY)
    reject_kyc(actor=REVIEWER, user_id=ann.person.id, reason="Papers expired")

    refused = run(order, FRIDAY)

    assert refused is not None
    assert (refused.status, refused.code, ben.balance_minor) == ("RETRYING", "kyc_required", 0)
    assert StandingOrder.objects.get().status == OrderStatus.ACTIVE


def test_an_order_ends_with_the_account_it_is_paid_from(ann: Holder, ben: Holder) -> None:
    order = standing_order(ann, ben, rrule=MONTHLY, start_date=FRIDAY)
    take_money(ann.account, 100_000)
    close_account(actor=STAFF, account_id=ann.account.id, reason="Done")

    assert run(order, FRIDAY) is None

    row = StandingOrder.objects.get()
    assert (row.status, row.cancel_reason) == ("CANCELLED", "The account it was paid from is closed")
    assert told(ann) == ["STANDING_ORDER_CANCELLED"]


@pytest.mark.parametrize(
    ("rule", "next_dates"),
    [
        ("NEXT", [day(3), day(8)]),
        ("PREVIOUS", [FRIDAY, day(8)]),
        ("IGNORE", [day(1), day(8)]),
        ("SKIP", [day(8), day(15)]),
    ],
)
def test_the_holiday_rule_moves_a_payment(
    ann: Holder, ben: Holder, settings: Any, rule: Any, next_dates: list[dt.date]
) -> None:
    settings.BANK_WEEKEND_DAYS = ["SU"]
    BankHoliday.objects.create(date=day(1), name="Founders' day")

    order = standing_order(ann, ben, rrule="FREQ=WEEKLY", start_date=day(1), holiday_rule=rule)

    assert list(order.next_dates[:2]) == next_dates


def test_a_holiday_that_comes_later_postpones_or_skips_what_was_planned(ann: Holder, ben: Holder) -> None:
    postponed = standing_order(ann, ben, rrule="FREQ=WEEKLY", start_date=FRIDAY)
    skipped = standing_order(ann, ben, rrule="FREQ=WEEKLY", start_date=FRIDAY, holiday_rule="SKIP")
    BankHoliday.objects.create(date=FRIDAY, name="Founders' day")

    assert run(postponed, FRIDAY) is None
    assert StandingOrder.objects.get(pk=postponed.id).next_run_on == day(1)
    run(skipped, FRIDAY)

    assert (outcomes(postponed), outcomes(skipped)) == ([], [("2027-01-01", "SKIPPED", 0)])
    with on(day(1)):
        run(postponed, FRIDAY)
    assert (outcomes(postponed), ben.balance_minor) == ([("2027-01-01", "EXECUTED", 1)], 5_000)


@pytest.mark.parametrize(("rule", "moved_to"), [("NEXT", day(7)), ("PREVIOUS", day(5)), ("SKIP", day(6))])
def test_a_holiday_that_staff_keeps_moves_what_is_planned_and_one_it_drops_moves_it_back(
    ann: Holder, ben: Holder, rule: Any, moved_to: dt.date
) -> None:
    standing_order(ann, ben, start_date=day(6), holiday_rule=rule)
    staff = actor_for(bank_admin())

    holiday = keep_bank_holiday(actor=staff, date=day(6), name="Founders' day")
    moved = StandingOrder.objects.get().next_run_on
    drop_bank_holiday(actor=staff, holiday_id=holiday.pk)

    assert (moved, StandingOrder.objects.get().next_run_on) == (moved_to, day(6))
    traces = AuditLog.objects.filter(target_model="BankHoliday").order_by("id")
    assert list(traces.values_list("action_type", "target_id")) == [
        ("CREATE", "2027-01-07"),
        ("DELETE", "2027-01-07"),
    ]


def test_only_staff_keeps_holidays_and_each_once(ann: Holder) -> None:
    staff = actor_for(bank_admin())
    holiday = keep_bank_holiday(actor=staff, date=day(6), name="Founders' day")

    with pytest.raises(InvalidInput):
        keep_bank_holiday(actor=staff, date=day(6), name="Again")
    with pytest.raises(NotFound):
        drop_bank_holiday(actor=staff, holiday_id=holiday.pk + 1)
    for refused in (
        lambda: keep_bank_holiday(actor=ann.actor, date=day(7), name="Mine"),
        lambda: drop_bank_holiday(actor=ann.actor, holiday_id=holiday.pk),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert list(BankHoliday.objects.values_list("name", flat=True)) == ["Founders' day"]


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"start_date": day(-1)}, "start_date"),
        ({"start_date": dt.date.max}, "start_date"),
        ({"start_date": day(1), "end_date": FRIDAY}, "end_date"),
        ({"start_date": FRIDAY, "rrule": "FREQ=HOURLY"}, "rrule"),
        ({"start_date": FRIDAY, "rrule": "FREQ=MONTHLY;BYMONTHDAY=30;INTERVAL=12;UNTIL=20270102"}, "rrule"),
        ({"start_date": FRIDAY, "amount": "50.001"}, "amount"),
    ],
)
def test_an_order_that_comes_to_no_payment_is_refused(
    ann: Holder, ben: Holder, terms: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        standing_order(ann, ben, **terms)

    assert list(refusal.value.fields) == [field]
    assert not StandingOrder.objects.exists()


def test_what_every_payment_would_be_refused_for_is_refused_at_once(ann: Holder, ben: Holder) -> None:
    nobody = Holder(ben.person, ben.account)
    cases: list[tuple[Any, Any, dict[str, Any], type[DomainError]]] = [
        (ann, ann, {}, SameAccount),
        (ann, ben, {"amount": "10000.01"}, SingleLimitExceeded),
    ]
    for sender, receiver, terms, error in cases:
        with pytest.raises(error):
            standing_order(sender, receiver, start_date=FRIDAY, **terms)
    unapproved = holder()
    reject_kyc(actor=REVIEWER, user_id=unapproved.person.id, reason="Papers expired")
    with pytest.raises(KycRequiredToTransact):
        standing_order(unapproved, nobody, start_date=FRIDAY)
    assert not StandingOrder.objects.exists()


def test_the_accounts_of_an_order_must_fit(ann: Holder, ben: Holder) -> None:
    offer_product("EURO", currency="EUR")
    euro, deposit = (
        second_account(ann, product_code="EURO"),
        second_account(ann, account_type="FIXED_DEPOSIT"),
    )

    with pytest.raises(CurrencyMismatch):
        standing_order(ann, euro, start_date=FRIDAY)
    with pytest.raises(InvalidInput, match="not valid"):
        standing_order(deposit, ben, start_date=FRIDAY)
    command = StandingOrderCommand(
        from_account_number=ann.number, to_account_number="SAV000000000", amount=Decimal(1), start_date=FRIDAY
    )
    with pytest.raises(UnknownAccount):
        place_standing_order(actor=ann.actor, command=command)
    with pytest.raises(NotFound):
        place_standing_order(actor=ben.actor, command=command)


def test_the_pin_is_asked_for_once_for_all_payments(ann: Holder, ben: Holder, settings: Any) -> None:
    settings.TRANSACTION_PIN_POLICY = "always"
    with pytest.raises(PinNotSet):
        standing_order(ann, ben, start_date=FRIDAY)

    TransactionPin.objects.create(
        user_id=ann.person.id,
        verifier=b"0" * 32,
        salt=b"0" * 16,
        key_id="0" * 16,
        attempts_left=5,
    )
    with pytest.raises(PinRequired):
        standing_order(ann, ben, start_date=FRIDAY)
    order = standing_order(ann, ben, start_date=FRIDAY, pin_proven=True)

    run(order, FRIDAY)
    assert ben.balance_minor == 5_000


def test_whatever_moves_more_money_needs_the_pin_again_and_another_text_does_not(
    ann: Holder, ben: Holder, settings: Any
) -> None:
    order = standing_order(ann, ben, rrule=MONTHLY, start_date=FRIDAY)
    settings.TRANSACTION_PIN_POLICY = "always"

    for fields in (
        {"amount": Decimal(60)},
        {"to_account_number": second_account(ben).number},
        {"rrule": "FREQ=DAILY"},
        {"end_date": None},
        {"holiday_rule": "IGNORE"},
    ):
        with pytest.raises(PinNotSet):
            change_standing_order(
                actor=ann.actor, order_id=order.id, change=StandingOrderChange(fields=fields)
            )
    changed = change_standing_order(
        actor=ann.actor, order_id=order.id, change=StandingOrderChange(fields={"description": "Flat"})
    )

    assert (changed.description, changed.amount_minor, changed.rrule) == ("Flat", 5_000, MONTHLY)
    assert changed.to_account_number == ben.number


def test_a_new_rule_counts_from_today_and_leaves_the_past_as_it_was(ann: Holder, ben: Holder) -> None:
    order = standing_order(ann, ben, rrule="FREQ=DAILY", start_date=FRIDAY)
    run(order, FRIDAY)
    with on(day(5)):
        change = StandingOrderChange(fields={"rrule": "FREQ=WEEKLY;BYDAY=FR", "end_date": day(14)})
        changed = change_standing_order(actor=ann.actor, order_id=order.id, change=change)

    assert changed.next_dates == (day(7), day(14))
    assert outcomes(order) == [("2027-01-01", "EXECUTED", 1)]
    trace = AuditLog.objects.get(target_model="StandingOrder", action_type="UPDATE")
    assert trace.details["changes"]["rrule"] == {"old": "FREQ=DAILY", "new": "FREQ=WEEKLY;BYDAY=FR"}


def test_a_cancelled_order_pays_no_more_not_even_what_was_refused(ann: Holder, ben: Holder) -> None:
    order = standing_order(ann, ben, rrule="FREQ=DAILY", start_date=FRIDAY)
    take_money(ann.account, 100_000)
    run(order, FRIDAY)

    cancelled = cancel_standing_order(actor=ann.actor, order_id=order.id)

    assert (cancelled.status, cancelled.next_dates) == (OrderStatus.CANCELLED, ())
    assert outcomes(order) == [("2027-01-01", "CANCELLED", 1)]
    pay_in(ann, 100_000)
    with on(day(1)):
        run(order, FRIDAY)
        with pytest.raises(StandingOrderNotActive):
            run(order, day(1))
    assert ben.balance_minor == 0
    with pytest.raises(StandingOrderNotActive):
        cancel_standing_order(actor=ann.actor, order_id=order.id)


def test_an_order_of_somebody_else_is_not_there(ann: Holder, ben: Holder) -> None:
    order = standing_order(ann, ben, start_date=day(1))
    change = StandingOrderChange(fields={"description": "Mine now"})

    with pytest.raises(NotFound):
        change_standing_order(actor=ben.actor, order_id=order.id, change=change)
    with pytest.raises(NotFound):
        cancel_standing_order(actor=ben.actor, order_id=order.id)
    with pytest.raises(NotAllowed):
        cancel_standing_order(actor=STAFF, order_id=order.id)
    assert StandingOrder.objects.get().status == OrderStatus.ACTIVE
