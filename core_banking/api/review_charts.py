"""Charts of the review pages: SVG drawn on the server from whole numbers, no script, no style of its own.

Each says in words what it shows and is followed by its figures as a table, closed until somebody opens it. Heights are
whole thousandths of the largest value, so that no amount is ever a float.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

_WIDTH: Final = 640
_LEFT: Final = 8
_LABEL_ROOM: Final = 18
_MOST_LABELS: Final = 6
_WIDEST_STEP: Final = 10_000
_WIDEST_BAR: Final = 44


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One place on the axis: its label, and a value for each series in minor units, with how it is written."""

    label: str
    values: tuple[int, ...]
    written: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What a chart shows: its title, a sentence that says it in words, its series and its columns.

    `axis` heads the column of labels in the table of figures. The colours of the series are those of the style sheet,
    by their place from one on.
    """

    title: str
    summary: str
    axis: str
    series: tuple[str, ...]
    columns: Sequence[Column]


def up_and_down(chart: Chart, *, height: int = 180) -> SafeString:
    """Draw two series as bars: the first upwards from the middle, the second downwards."""
    largest = max((value for column in chart.columns for value in column.values), default=0)
    half = (height - _LABEL_ROOM) // 2
    step, width = _steps(len(chart.columns))
    bars: list[SafeString] = []
    for place, column in enumerate(chart.columns):
        x = _LEFT + place * step // 100
        up, down = (_scaled(value, largest, half - 6) for value in column.values)
        title = f"{column.label}: " + ", ".join(
            f"{name} {written}" for name, written in zip(chart.series, column.written, strict=True)
        )
        bars.append(_bar(x, half - up, width, up, 1, title))
        bars.append(_bar(x, half, width, down, 3, title))
    axis = _line(half)
    return _figure(chart, [*bars, axis, *_labels(chart.columns, step, width, height)], height, (1, 3))


def stacked_with_line(chart: Chart, *, height: int = 200) -> SafeString:
    """Draw all series but the last as one stack for each column, and the last as a line on a scale of its own."""
    stacks = [sum(column.values[:-1]) for column in chart.columns]
    tallest, highest = max(stacks, default=0), max((each.values[-1] for each in chart.columns), default=0)
    floor = height - _LABEL_ROOM
    step, width = _steps(len(chart.columns))
    parts: list[SafeString] = []
    points: list[str] = []
    for place, column in enumerate(chart.columns):
        x, y = _LEFT + place * step // 100, floor
        title = f"{column.label}: " + ", ".join(
            f"{name} {written}" for name, written in zip(chart.series, column.written, strict=True)
        )
        for number, value in enumerate(column.values[:-1], start=1):
            tall = _scaled(value, tallest, floor - 10)
            y -= tall
            parts.append(_bar(x, y, width, tall, number, title))
        points.append(f"{x + width // 2},{floor - _scaled(column.values[-1], highest, floor - 10)}")
    line = format_html(
        '<polyline class="bank-chart__line bank-chart__line--4" points="{}"/>', " ".join(points)
    )
    colours = (*range(1, len(chart.series)), 4)
    return _figure(
        chart,
        [*parts, _line(floor), line, *_labels(chart.columns, step, width, height)],
        height,
        colours,
    )


def score_bar(value: int, most: int, *, tone: str = "") -> SafeString:
    """Draw a share of a whole as a bar of one line; what it says stands beside it in words."""
    share = _scaled(min(value, most), most, 100)
    modifier = f" bank-score-bar__share--{tone}" if tone else ""
    return format_html(
        '<svg class="bank-score-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="bank-score-bar__track" width="100" height="8" rx="2"/>'
        '<rect class="bank-score-bar__share{}" width="{}" height="8" rx="2"/></svg>',
        modifier,
        share,
    )


def _steps(count: int) -> tuple[int, int]:
    """Return the distance of two columns in hundredths, and the width of a bar."""
    step = (_WIDTH - 2 * _LEFT) * 100 // max(1, count)
    step = min(step, _WIDEST_STEP)
    return step, max(1, min(_WIDEST_BAR, step * 7 // 1000))


def _scaled(value: int, largest: int, room: int) -> int:
    if value <= 0 or largest <= 0:
        return 0
    return max(1, value * room // largest)


def _bar(x: int, y: int, width: int, height: int, series: int, title: str) -> SafeString:
    if not height:
        return mark_safe("")
    return format_html(
        '<rect class="bank-chart__bar bank-chart__bar--{}" x="{}" y="{}" width="{}" height="{}">'
        "<title>{}</title></rect>",
        series,
        x,
        y,
        width,
        height,
        title,
    )


def _line(y: int) -> SafeString:
    return format_html(
        '<line class="bank-chart__grid" x1="{}" x2="{}" y1="{}" y2="{}"/>', _LEFT, _WIDTH - _LEFT, y, y
    )


def _labels(columns: Sequence[Column], step: int, width: int, height: int) -> Iterable[SafeString]:
    every = -(-len(columns) // _MOST_LABELS) or 1
    for place, column in enumerate(columns):
        if place % every == 0:
            x = _LEFT + place * step // 100
            yield format_html('<text x="{}" y="{}">{}</text>', x, height - 4, column.label)


def _figure(chart: Chart, parts: Sequence[SafeString], height: int, colours: tuple[int, ...]) -> SafeString:
    legend = format_html_join(
        "",
        '<li><svg viewBox="0 0 10 10" aria-hidden="true" focusable="false">'
        '<rect class="bank-chart__bar bank-chart__bar--{}" width="10" height="10" rx="2"/></svg>{}</li>',
        zip(colours, chart.series, strict=True),
    )
    return format_html(
        '<figure class="bank-chart"><figcaption>{}</figcaption>'
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>'
        '<ul class="bank-review-legend">{}</ul>{}</figure>',
        chart.title,
        _WIDTH,
        height,
        chart.summary,
        mark_safe("".join(parts)),  # noqa: S308 - each part was made by format_html
        legend,
        _table(chart),
    )


def _table(chart: Chart) -> SafeString:
    heads = format_html_join(
        "", '<th scope="col" class="bank-number">{}</th>', ((name,) for name in chart.series)
    )
    rows = format_html_join(
        "",
        '<tr><th scope="row">{}</th>{}</tr>',
        (
            (
                column.label,
                format_html_join("", '<td class="bank-number">{}</td>', ((text,) for text in column.written)),
            )
            for column in chart.columns
        ),
    )
    return format_html(
        "<details><summary>Figures of this chart</summary>"
        '<div class="bank-scroll" tabindex="0" role="region" aria-label="{}">'
        '<table class="bank-table"><thead><tr><th scope="col">{}</th>{}</tr></thead><tbody>{}</tbody></table>'
        "</div></details>",
        f"Figures: {chart.title}",
        chart.axis,
        heads,
        rows,
    )
