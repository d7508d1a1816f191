"""Charts of the staff site as plain values: a template draws them as SVG, with the same figures as a table.

Pure functions; whole numbers only, amounts in minor units. Nothing runs in the browser.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

WIDTH: Final = 560
HEIGHT: Final = 190
_LEFT: Final = 62
_RIGHT: Final = 6
_TOP: Final = 10
_BOTTOM: Final = 24
_PLOT_WIDTH: Final = WIDTH - _LEFT - _RIGHT
_PLOT_HEIGHT: Final = HEIGHT - _TOP - _BOTTOM
_MOST_LABELS: Final = 7

Written = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Series:
    """One row of values under a name, as long as the labels."""

    name: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar where it stands; `tone` is the number of its series, from 1."""

    x: int
    y: int
    width: int
    height: int
    tone: int
    words: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A word beside an axis, and for a line of the grid its height."""

    x: int
    y: int
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with everything that is said beside it. `points` and `area` are of a line, `bars` of bars."""

    key: str
    title: str
    description: str
    label_heading: str
    names: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    grid: tuple[Mark, ...] = ()
    labels: tuple[Mark, ...] = ()
    bars: tuple[Bar, ...] = ()
    points: str = ""
    area: str = ""
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self.bars and not self.points

    @property
    def legend(self) -> tuple[tuple[int, str], ...]:
        """The names of the series with their tones; none where one series speaks for itself."""
        return tuple(enumerate(self.names, 1)) if len(self.names) > 1 else ()


@dataclass(frozen=True, slots=True)
class Caption:
    """What is said of a chart: its key in the page, its title, a sentence, and what its labels are."""

    key: str
    title: str
    description: str
    label_heading: str = "Business date"


def bar_chart(
    caption: Caption,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    written: Written = str,
    short: Written = str,
    stacked: bool = False,
) -> Chart:
    """Return bars side by side for each label, or stacked; `written` writes a value, `short` one of the axis."""
    totals = [sum(each.values[place] for each in series) for place in range(len(labels))]
    highest = max(totals if stacked else [value for each in series for value in each.values], default=0)
    if highest <= 0:
        return _nothing_to_draw(caption, labels, series, written)
    top = round_top(highest)
    bars: list[Bar] = []
    room = _PLOT_WIDTH // max(1, len(labels))
    gap = max(1, room // 5)
    wide = max(1, (room - gap) // (1 if stacked else len(series)))
    for place, label in enumerate(labels):
        left, floor = _LEFT + place * _PLOT_WIDTH // len(labels) + gap // 2, _TOP + _PLOT_HEIGHT
        for tone, each in enumerate(series, 1):
            value = each.values[place]
            if value <= 0:
                continue
            height = max(1, value * _PLOT_HEIGHT // top)
            x = left if stacked else left + (tone - 1) * wide
            bars.append(Bar(x, floor - height, wide, height, tone, f"{label}: {each.name} {written(value)}"))
            floor -= height if stacked else 0
    return Chart(
        **_said(caption, labels, series, written),
        grid=_grid(top, short),
        labels=_labels_below(labels),
        bars=tuple(bars),
    )


def line_chart(
    caption: Caption, labels: Sequence[str], series: Series, *, written: Written = str, short: Written = str
) -> Chart:
    """Return one line with the area below it."""
    highest = max(series.values, default=0)
    if highest <= 0 or len(labels) < 2:
        return _nothing_to_draw(caption, labels, [series], written)
    top, floor = round_top(highest), _TOP + _PLOT_HEIGHT
    places = [
        (_middle_of(place, len(labels)), floor - max(0, value) * _PLOT_HEIGHT // top)
        for place, value in enumerate(series.values)
    ]
    line = " ".join(f"{x},{y}" for x, y in places)
    return Chart(
        **_said(caption, labels, [series], written),
        grid=_grid(top, short),
        labels=_labels_below(labels),
        points=line,
        area=f"{places[0][0]},{floor} {line} {places[-1][0]},{floor}",
    )


def round_top(highest: int) -> int:
    """Return the smallest round number (1, 2, 4, 5 or 8 and zeros) that is no less than a value."""
    magnitude: int = 10 ** (len(str(max(1, highest))) - 1)
    return next(step * magnitude for step in (1, 2, 4, 5, 8, 10) if step * magnitude >= highest)


def short_number(value: int) -> str:
    """Return a number as an axis writes it, rounded down to three digits: `950`, `12k`, `1.5M`."""
    for power, letter in ((12, "T"), (9, "G"), (6, "M"), (3, "k")):
        if value >= 10**power:
            tenths = value // 10 ** (power - 1)
            whole, tenth = divmod(tenths, 10)
            return f"{whole}.{tenth}{letter}" if tenth and whole < 100 else f"{whole}{letter}"
    return str(value)


def days_between(first: dt.date, last: dt.date) -> list[dt.date]:
    """Return every day of a range, both inclusive."""
    return [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]


def _said(
    caption: Caption, labels: Sequence[str], series: Sequence[Series], written: Written
) -> dict[str, Any]:
    rows = tuple(
        (label, tuple(written(each.values[place]) for each in series)) for place, label in enumerate(labels)
    )
    return {
        "key": caption.key,
        "title": caption.title,
        "description": caption.description,
        "label_heading": caption.label_heading,
        "names": tuple(each.name for each in series),
        "rows": rows,
    }


def _nothing_to_draw(
    caption: Caption, labels: Sequence[str], series: Sequence[Series], written: Written
) -> Chart:
    return Chart(**_said(caption, labels, series, written))


def _grid(top: int, short: Written) -> tuple[Mark, ...]:
    steps = next(number for number in (4, 5, 2, 1) if top % number == 0)
    return tuple(
        Mark(_LEFT - 8, _TOP + _PLOT_HEIGHT - step * _PLOT_HEIGHT // steps, short(top * step // steps))
        for step in range(steps + 1)
    )


def _labels_below(labels: Sequence[str]) -> tuple[Mark, ...]:
    every = -(-len(labels) // _MOST_LABELS)
    return tuple(
        Mark(_middle_of(place, len(labels)), HEIGHT - 6, label)
        for place, label in enumerate(labels)
        if place % every == 0
    )


def _middle_of(place: int, number: int) -> int:
    return _LEFT + (2 * place + 1) * _PLOT_WIDTH // (2 * number)
