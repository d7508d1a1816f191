"""Many movements scored in one go: each as it is scored alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from fraud.contracts import Origin, ProfileRow, RuleMode, ScreeningRequest
from fraud.scoring import screen
from fraud.series_scoring import SeriesScoring
from fraud.shipped_rules import shipped_book

BOOK = shipped_book(RuleMode.ON)
LINE = ScreeningRequest(
    origin=Origin.BULK,
    movement="TRANSFER",
    amount_minor=40_000,
    currency="USD",
    at=dt.datetime(2026, 3, 2, 3, 15, tzinfo=dt.UTC),
    business_date=dt.date(2026, 3, 2),
    account_id=1,
    customer_user_id=7,
    other_account_id=2,
    other_customer_user_id=8,
    counterparty="account:2",
    balance_minor=1_000_000,
    available_minor=1_000_000,
    single_limit_minor=1_000_000,
    daily_limit_minor=5_000_000,
    other=ProfileRow(),
)


def test_a_series_is_scored_as_its_movements_are_one_after_the_other() -> None:
    past = replace(LINE, origin=Origin.CUSTOMER, at=LINE.at - dt.timedelta(days=9))
    state = screen(past, BOOK).state_after
    lines = [replace(LINE, amount_minor=40_000 + number, own=ProfileRow(state=state)) for number in range(12)]
    series, alone = SeriesScoring(lines[0].own, BOOK, LINE.at), state
    for line in lines:
        expected = screen(replace(line, own=ProfileRow(state=alone)), BOOK)
        assert series.screen(line) == replace(expected, state_after="")
        series.made(line)
        alone = expected.state_after
    assert series.state == alone
