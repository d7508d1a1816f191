"""What comes into a customer's accounts a month, and what regularly leaves them."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.selectors import account_by_number
from core_banking.kernel import clock
from tests.builders import people
from tests.builders.money import TELLER, holder, second_account, submit
from tests.builders.standing_orders import standing_order
from tests.services.transactions.test_reversals import reverse
from transactions.selectors.account_picture import account_picture_for
from transactions.selectors.flows import customer_flows

pytestmark = pytest.mark.django_db


def at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)


def test_whole_months_are_added_up_without_what_moves_between_own_accounts() -> None:
    with clock.frozen_at(at(dt.date(2026, 1, 10))):
        ann, ben = holder(), holder()
        own = second_account(ann)
        submit(TELLER, "DEPOSIT", "2000.00", receiver=ann)
        submit(TELLER, "TRANSFER", "300.00", sender=ann, receiver=own)
    with clock.frozen_at(at(dt.date(2026, 2, 20))):
        submit(TELLER, "TRANSFER", "150.25", sender=ann, receiver=ben)
    with clock.frozen_at(at(dt.date(2026, 3, 5))):
        submit(TELLER, "DEPOSIT", "999.00", receiver=ann)
        standing_order(ann, ben, amount="100.00", start_date=dt.date(2026, 3, 6), rrule="FREQ=WEEKLY")
        found = customer_flows(ann.person.id, "USD")

    assert [(each.month, each.in_minor, each.out_minor) for each in found.months][-2:] == [
        (dt.date(2026, 1, 1), 200_000, 0),
        (dt.date(2026, 2, 1), 0, 15_025),
    ]
    assert [each.in_minor for each in found.months[:-2]] == [0, 0, 0, 0]
    assert (found.standing_orders, found.standing_orders_minor) == (1, -(-10_000 * 52 // 12))


def test_what_was_taken_back_later_was_nobodys_income() -> None:
    with clock.frozen_at(at(dt.date(2026, 1, 10))):
        ann = holder()
        typed_twice = submit(TELLER, "DEPOSIT", "200.00", receiver=ann)
        submit(TELLER, "DEPOSIT", "200.00", receiver=ann)
    with clock.frozen_at(at(dt.date(2026, 3, 5))):
        reverse(typed_twice)
        found = customer_flows(ann.person.id, "USD")

    assert [each.in_minor for each in found.months][-2:] == [20_000, 0]


def test_an_account_is_pictured_by_its_last_movements_and_days_and_nobody_sees_his_own() -> None:
    clerk = people.actor_for(people.bank_admin())
    ann, ben = holder(), holder()
    submit(TELLER, "DEPOSIT", "50.00", receiver=ann)
    submit(TELLER, "TRANSFER", "20.00", sender=ann, receiver=ben)
    account = account_by_number(ann.number)
    assert account is not None

    picture = account_picture_for(clerk, account.id)

    assert picture is not None
    assert [(each.is_out, each.amount_minor) for each in picture.movements] == [(True, 2_000), (False, 5_000)]
    assert (picture.days[-1].in_minor, picture.days[-1].out_minor) == (5_000, 2_100)
    assert len(picture.days) == 30
    assert account_picture_for(clerk, 999_999_999) is None
