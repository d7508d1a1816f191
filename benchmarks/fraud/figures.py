"""How well a ranking of movements finds the frauds among them: exact, in integers, ties treated fairly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from statistics import median
from typing import Final

from benchmarks.fraud.movements import Intent, Scenario
from fraud.ranking import area_under_curve

ALERTS_IN_A_THOUSAND: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a detector reaches. Shares are fractions of one; `delays` are medians in movements, from 1, of cases found.

    The budget is five alerts in a thousand movements: the highest scores, equal ones in an order drawn once.
    """

    name: str
    auc: Fraction
    precision: Fraction
    recall: Fraction
    by_scenario: dict[Scenario, Fraction]
    cases: int
    cases_found: int
    delay: int | None


def within_budget(scores: Sequence[int], *, per_mille: int = ALERTS_IN_A_THOUSAND) -> frozenset[int]:
    """Return where the highest scores are that a budget allows; who is first among equals is drawn, always alike."""
    order = list(range(len(scores)))
    Random(0).shuffle(order)
    order.sort(key=lambda position: -scores[position])
    return frozenset(order[: len(scores) * per_mille // 1000])


def measured(name: str, scores: Sequence[int], intents: Sequence[Intent]) -> Figures:
    """Return the figures of a ranking over movements in the order of time."""
    frauds = [intent.scenario is not None for intent in intents]
    alerts = within_budget(scores)
    caught = sum(frauds[position] for position in alerts)
    delays = detection_delays(alerts, intents)
    found = [delay for delay in delays.values() if delay is not None]
    return Figures(
        name=name,
        auc=area_under_curve(scores, frauds),
        precision=Fraction(caught, max(1, len(alerts))),
        recall=Fraction(caught, sum(frauds)),
        by_scenario=_recall_by_scenario(alerts, intents),
        cases=len(delays),
        cases_found=len(found),
        delay=int(median(found)) if found else None,
    )


def detection_delays(alerts: frozenset[int], intents: Sequence[Intent]) -> dict[int, int | None]:
    """Return for each case which of its movements (from 1) was the first among the alerts; None for never."""
    movements: dict[int, int] = {}
    delays: dict[int, int | None] = {}
    for position, intent in enumerate(intents):
        if intent.scenario is None:
            continue
        movements[intent.case] = movements.get(intent.case, 0) + 1
        delays.setdefault(intent.case, None)
        if delays[intent.case] is None and position in alerts:
            delays[intent.case] = movements[intent.case]
    return delays


def _recall_by_scenario(alerts: frozenset[int], intents: Sequence[Intent]) -> dict[Scenario, Fraction]:
    caught = dict.fromkeys(Scenario, 0)
    planted = dict.fromkeys(Scenario, 0)
    for position, intent in enumerate(intents):
        if intent.scenario is not None:
            planted[intent.scenario] += 1
            caught[intent.scenario] += position in alerts
    return {kind: Fraction(caught[kind], planted[kind]) for kind in Scenario if planted[kind]}
