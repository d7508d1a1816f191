"""Whatever is asked for: a score is within its bounds, replays from its facts, and grows with a rule's weight."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fraud.contracts import Origin, PersonSignals, ProfileRow, RuleMode, ScreeningRequest, Window
from fraud.scoring import replay
from fraud.shipped_rules import shipped_book
from tests.unit.fraud.movements import NOON, SHIPPED, lived, movement

pytestmark = pytest.mark.any_engine

_AMOUNTS = st.integers(min_value=1, max_value=2_000_000)
_BITS = st.integers(min_value=0, max_value=(1 << 60) - 1)
_HOUR = int(NOON.timestamp()) // 3600


@st.composite
def requests(draw: Any) -> ScreeningRequest:
    at = NOON + dt.timedelta(minutes=draw(st.integers(min_value=0, max_value=400 * 24 * 60)))
    window = Window(_HOUR, 3, draw(_AMOUNTS), draw(_BITS), 2, draw(_AMOUNTS), draw(_BITS))
    payee = draw(st.integers(min_value=0, max_value=40))
    return movement(
        origin=draw(st.sampled_from(Origin)),
        movement=draw(st.sampled_from(["DEPOSIT", "WITHDRAWAL", "TRANSFER", "PAYMENT"])),
        at=at,
        amount_minor=draw(_AMOUNTS),
        counterparty=f"account:{payee}" if payee else "",
        other_customer_user_id=draw(st.sampled_from([None, 1, 2])),
        device=draw(st.sampled_from(["", "telephone", "other"])),
        network=draw(st.sampled_from(["", "home", "other"])),
        available_minor=draw(st.integers(min_value=-1, max_value=5_000_000)),
        payee_name_listed=draw(st.booleans()),
        own=ProfileRow(hour=window, day=replace(window, bucket=_HOUR // 24)),
        other=draw(st.sampled_from([None, ProfileRow()])),
        signals=PersonSignals(failed_pins=draw(st.integers(min_value=0, max_value=9)), failed_pin_at=at),
    )


@settings(max_examples=60, deadline=None)
@given(life=st.lists(requests(), min_size=1, max_size=12), weight=st.integers(min_value=0, max_value=100))
def test_a_score_is_bounded_replays_and_grows_with_a_weight(
    life: list[ScreeningRequest], weight: int
) -> None:
    life.sort(key=lambda request: request.at)

    screenings, _ = lived(life)

    for found in screenings:
        facts = json.loads(json.dumps(found.facts))
        assert 0 <= found.score <= 100
        assert replay(facts, SHIPPED) == (found.score, found.verdict, found.hits)
        for place, rule in enumerate(SHIPPED.rules):
            rules = list(SHIPPED.rules)
            rules[place] = replace(rule, weight=weight)
            score, _, _ = replay(facts, replace(SHIPPED, rules=tuple(rules)))
            assert score >= found.score if weight >= rule.weight else score <= found.score
        score, _, hits = replay(facts, shipped_book(RuleMode.SHADOW))
        assert (score, [hit.points for hit in hits]) == (0, [hit.points for hit in found.hits])
