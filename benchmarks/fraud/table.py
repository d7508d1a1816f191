"""The figures as a table for people."""

from __future__ import annotations

from fractions import Fraction

from benchmarks.fraud.contest import Contest
from benchmarks.fraud.figures import Figures
from benchmarks.fraud.movements import Scenario


def table(contest: Contest) -> str:
    """Return what a contest showed, as lines of text."""
    return "\n".join(
        (
            f"{contest.movements:,} movements of seed {contest.seed}, {contest.frauds} of them frauds"
            f" ({_percent(Fraction(contest.frauds, contest.movements), 2)} %)."
            " Budget: 0.5 % of all movements become alerts.",
            "",
            f"{'':<26}{'ROC AUC':>9}{'precision':>11}{'recall':>9}{'cases found':>13}{'delay':>7}",
            *(_row(figures) for figures in contest.figures.values()),
            "",
            f"{'recall by kind':<26}" + "".join(f"{kind.value:>21}" for kind in Scenario),
            *(_kinds(figures) for figures in contest.figures.values()),
            "",
            f"By its own thresholds the rule book holds {contest.held} and blocks {contest.blocked} movements;"
            f" {contest.stopped_frauds} of these are frauds.",
            "Delay: the median of which movement of a case, from 1, is the first alert; cases never found have none.",
        )
    )


def _row(figures: Figures) -> str:
    found = f"{figures.cases_found}/{figures.cases}"
    return (
        f"{figures.name:<26}{_decimal(figures.auc, 4):>9}{_percent(figures.precision):>9} %"
        f"{_percent(figures.recall):>7} %{found:>13}{figures.delay if figures.delay else '-':>7}"
    )


def _kinds(figures: Figures) -> str:
    shares = (figures.by_scenario.get(kind) for kind in Scenario)
    return f"{figures.name:<26}" + "".join(
        f"{'-' if share is None else _percent(share) + ' %':>21}" for share in shares
    )


def _percent(share: Fraction, places: int = 1) -> str:
    return _decimal(share * 100, places)


def _decimal(share: Fraction, places: int) -> str:
    scaled = round(share * 10**places)
    whole, rest = divmod(scaled, 10**places)
    return f"{whole}.{rest:0{places}d}"
