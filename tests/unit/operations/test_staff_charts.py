"""Charts of the staff site: where bars and lines stand, and that every figure also stands in the table."""

from __future__ import annotations

import datetime as dt

import pytest

from operations.admin.charts import (
    Caption,
    Series,
    bar_chart,
    days_between,
    line_chart,
    round_top,
    short_number,
)

CAPTION = Caption("volume", "Movements", "What moved.")


@pytest.mark.parametrize(
    ("highest", "top"),
    [(1, 1), (3, 4), (4, 4), (6, 8), (9, 10), (10, 10), (11, 20), (450, 500), (999_999, 1_000_000)],
)
def test_an_axis_ends_at_a_round_number_no_lower_than_the_highest_value(highest: int, top: int) -> None:
    assert round_top(highest) == top


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"),
        (950, "950"),
        (1_000, "1k"),
        (1_550, "1.5k"),
        (250_000, "250k"),
        (2_500_000, "2.5M"),
        (10**12, "1T"),
    ],
)
def test_an_axis_is_written_short_and_rounded_down(value: int, written: str) -> None:
    assert short_number(value) == written


def test_bars_of_two_series_stand_side_by_side_in_proportion() -> None:
    chart = bar_chart(CAPTION, ["Mon", "Tue"], [Series("In", (100, 50)), Series("Out", (0, 25))])

    assert [(bar.height, bar.tone, bar.words) for bar in chart.bars] == [
        (156, 1, "Mon: In 100"),
        (78, 1, "Tue: In 50"),
        (39, 2, "Tue: Out 25"),
    ]
    assert {bar.y + bar.height for bar in chart.bars} == {166}
    assert chart.rows == (("Mon", ("100", "0")), ("Tue", ("50", "25")))
    assert [mark.words for mark in chart.grid] == ["0", "25", "50", "75", "100"]


def test_stacked_bars_stand_on_each_other() -> None:
    chart = bar_chart(CAPTION, ["Mon"], [Series("Low", (1,)), Series("High", (3,))], stacked=True)

    low, high = chart.bars
    assert (low.height, high.height, high.y + high.height) == (39, 117, low.y)


def test_a_line_begins_and_ends_over_the_floor_of_its_area() -> None:
    chart = line_chart(CAPTION, ["1", "2"], Series("Deposits", (0, 1_000)))

    assert chart.points == "185,166 431,10"
    assert chart.area == "185,166 185,166 431,10 431,166"


@pytest.mark.parametrize("values", [(), (0, 0)])
def test_where_nothing_happened_nothing_is_drawn_and_the_table_says_so(values: tuple[int, ...]) -> None:
    chart = bar_chart(CAPTION, ["Mon", "Tue"][: len(values)], [Series("In", values)])

    assert chart.is_empty
    assert [row[1] for row in chart.rows] == [("0",)] * len(values)


def test_a_range_of_days_has_both_ends() -> None:
    assert days_between(dt.date(2026, 2, 27), dt.date(2026, 3, 1)) == [
        dt.date(2026, 2, 27),
        dt.date(2026, 2, 28),
        dt.date(2026, 3, 1),
    ]
