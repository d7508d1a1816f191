"""Scoring as a whole: what ordinary life comes to, what the known crimes come to, and that a score replays."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from fraud.contracts import (
    Origin,
    PersonSignals,
    ProfileRow,
    RuleBook,
    RuleKind,
    RuleMode,
    Screening,
    ScreeningRequest,
    Verdict,
    Window,
)
from fraud.decay import HOUR
from fraud.facts import second_of
from fraud.scoring import NO_RULES, replay, screen
from fraud.shipped_rules import DEFINITIONS, HOLD_AT, shipped_book
from fraud.windows import added, day_bucket, hour_bucket, sender_bit
from tests.unit.fraud.movements import NOON, SHIPPED, lived, movement, ordinary_months

_MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(scope="module")
def state() -> str:
    """What three ordinary months leave of an account."""
    return lived(ordinary_months())[1]


def after(state: str, **changed: object) -> Screening:
    return screen(movement(own=ProfileRow(version=1, state=state), **changed), SHIPPED)


def points(found: Screening) -> dict[str, int]:
    return {hit.rule.value: hit.points for hit in found.hits}


def test_ordinary_months_are_allowed_throughout() -> None:
    screenings, _ = lived(ordinary_months())

    assert len(screenings) == 48
    assert {found.verdict for found in screenings} == {Verdict.ALLOW}
    assert max(found.score for found in screenings) < HOLD_AT // 2


@pytest.mark.parametrize(
    ("changed", "score"),
    [
        ({"counterparty": "account:10", "amount_minor": 4_000}, 0),
        ({"counterparty": "account:5", "amount_minor": 125_000}, 0),
        ({"counterparty": "account:99", "amount_minor": 15_000}, 5),
        ({"counterparty": "account:10", "device": "new telephone"}, 15),
        ({"counterparty": "account:99", "amount_minor": 30_050, "device": "new", "network": "beach"}, 33),
        ({"movement": "DEPOSIT", "counterparty": "", "amount_minor": 400_000}, 0),
        ({"counterparty": "account:7", "other_customer_user_id": 1, "amount_minor": 480_000}, 14),
    ],
    ids=["groceries", "rent", "a new payee", "a new device", "on holiday", "a deposit", "to oneself"],
)
def test_ordinary_life_scores_low(state: str, changed: dict[str, object], score: int) -> None:
    found = after(state, **changed)

    assert (found.score, found.verdict) == (score, Verdict.ALLOW)


@pytest.mark.parametrize("amount_minor", [100, 10_000, 500_000, 1_000_000])
def test_a_first_payment_ever_is_allowed(amount_minor: int) -> None:
    assert screen(movement(amount_minor=amount_minor), SHIPPED).verdict is Verdict.ALLOW


def test_what_was_brought_and_is_sent_on_at_once_is_allowed() -> None:
    brought = movement(movement="DEPOSIT", counterparty="", other=None, amount_minor=100_000)
    screenings, _ = lived(
        [brought, movement(at=NOON + _MINUTE, amount_minor=90_000, available_minor=100_000)]
    )

    assert [found.verdict for found in screenings] == [Verdict.ALLOW, Verdict.ALLOW]


def test_an_account_taken_over_is_stopped(state: str) -> None:
    found = after(
        state,
        counterparty="account:99",
        amount_minor=450_000,
        device="thief",
        network="elsewhere",
        signals=PersonSignals(failed_sign_ins=3, failed_sign_in_at=NOON, secret_changed_at=NOON),
    )

    assert found.verdict is Verdict.BLOCK
    assert points(found) == {
        "UNUSUAL_AMOUNT": 30,
        "ROUND_AMOUNT": 5,
        "LIMIT_USE": 7,
        "NEW_PAYEE": 23,
        "NEW_DEVICE": 15,
        "NEW_ADDRESS": 8,
        "FAILED_SECRETS": 25,
    }


def test_a_customer_talked_into_paying_a_stranger_is_held(state: str) -> None:
    found = after(state, counterparty="name:stranger", amount_minor=500_000)

    assert (found.verdict, points(found)) == (
        Verdict.HOLD,
        {"UNUSUAL_AMOUNT": 30, "ROUND_AMOUNT": 5, "LIMIT_USE": 10, "NEW_PAYEE": 25},
    )


def test_a_tested_card_is_held_within_ten_payments(state: str) -> None:
    tries = [
        movement(
            at=NOON + i * _MINUTE / 3,
            movement="PAYMENT",
            amount_minor=199,
            counterparty=f"name:{i}",
            device="bot",
        )
        for i in range(10)
    ]
    verdicts = []
    for each in tries:
        found = screen(replace(each, network="bots", own=ProfileRow(state=state)), SHIPPED)
        state = found.state_after
        verdicts.append(found.verdict)

    assert verdicts[0] is Verdict.ALLOW
    assert verdicts.index(Verdict.HOLD) <= 9


def test_a_mule_is_stopped() -> None:
    epoch = second_of(NOON)
    hour, day = Window(), Window()
    for sender in range(100, 108):
        hour = added(hour, hour_bucket(epoch), 40_000, sender_bit(sender))
        day = added(day, day_bucket(epoch), 40_000, sender_bit(sender))

    found = screen(
        movement(amount_minor=310_000, available_minor=320_000, own=ProfileRow(hour=hour, day=day)), SHIPPED
    )

    assert found.verdict is Verdict.BLOCK
    assert points(found) == {
        "UNUSUAL_AMOUNT": 12,
        "ROUND_AMOUNT": 5,
        "NEW_PAYEE": 25,
        "FAN_IN": 20,
        "RAPID_IN_OUT": 45,
    }


def test_deposits_below_the_limit_are_held_the_fourth_time() -> None:
    deposits = [
        movement(
            at=NOON + i * dt.timedelta(days=1), movement="DEPOSIT", counterparty="", amount_minor=960_000 + i
        )
        for i in range(4)
    ]

    screenings, _ = lived(deposits)

    assert [found.score for found in screenings] == [15, 20, 40, 60]
    assert [found.verdict for found in screenings] == [Verdict.ALLOW] * 3 + [Verdict.HOLD]


def test_no_soft_rule_holds_by_itself() -> None:
    enough = {kind for kind, definition in DEFINITIONS.items() if definition.weight >= HOLD_AT}

    assert enough == {RuleKind.LISTED_NAME, RuleKind.STRUCTURING}


def test_a_listed_name_is_held_whoever_sends_it() -> None:
    found = screen(movement(origin=Origin.BULK, payee_name_listed=True), SHIPPED)

    assert (found.score, found.verdict) == (80, Verdict.HOLD)


@pytest.mark.parametrize(("origin", "rules"), [(Origin.BULK, {"NEW_PAYEE"}), (Origin.STANDING_ORDER, set())])
def test_pace_is_not_looked_for_in_what_is_ordered_at_once(origin: Origin, rules: set[str]) -> None:
    lines = [movement(origin=origin, counterparty=f"account:{i}", amount_minor=90_000) for i in range(30)]

    screenings, _ = lived(lines)

    assert {rule for found in screenings for rule in points(found)} == rules
    assert {found.verdict for found in screenings} == {Verdict.ALLOW}


def test_a_stranger_with_the_customers_password_meets_the_rules_about_him_in_bulk_too(state: str) -> None:
    found = after(
        state,
        origin=Origin.BULK,
        counterparty="account:99",
        amount_minor=900_000,
        device="thief",
        network="abroad",
        signals=PersonSignals(secret_changed_at=NOON - _MINUTE),
    )

    assert points(found) == {
        "UNUSUAL_AMOUNT": 30,
        "NEW_PAYEE": 25,
        "NEW_DEVICE": 15,
        "NEW_ADDRESS": 8,
        "FAILED_SECRETS": 13,
    }
    assert found.verdict is Verdict.BLOCK


def test_a_shadow_adds_nothing_and_is_kept(state: str) -> None:
    shadow = shipped_book(RuleMode.SHADOW)
    request = movement(own=ProfileRow(state=state), counterparty="account:99", device="thief")

    on, off = screen(request, SHIPPED), screen(request, shadow)

    assert (off.score, off.verdict) == (0, Verdict.ALLOW)
    assert [(hit.rule, hit.points) for hit in off.hits] == [(hit.rule, hit.points) for hit in on.hits]
    assert {hit.counted for hit in off.hits} == {False}
    assert off.state_after == on.state_after


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "counts"),
    [
        (NOON, None, True),
        (NOON + _MINUTE, None, False),
        (None, NOON, False),
        (None, NOON + _MINUTE, True),
    ],
)
def test_a_rule_counts_within_its_validity(
    valid_from: dt.datetime | None, valid_until: dt.datetime | None, counts: bool
) -> None:
    rules = tuple(replace(rule, valid_from=valid_from, valid_until=valid_until) for rule in SHIPPED.rules)

    found = screen(movement(payee_name_listed=True), replace(SHIPPED, rules=rules))

    assert bool(found.hits) is counts


def test_without_rules_everything_is_allowed() -> None:
    found = screen(movement(payee_name_listed=True), NO_RULES)

    assert (found.score, found.verdict, found.hits, found.book_version) == (0, Verdict.ALLOW, (), 0)


class _Certain:
    def score(self, facts: object, /) -> int:
        return 1000

    def explain(self, facts: object, /) -> str:
        return "amount+2000"


def _book_that_learnt(weight: int, hold_at: int, block_at: int) -> RuleBook:
    rules = tuple(
        replace(rule, mode=RuleMode.ON, weight=weight) if rule.kind is RuleKind.LEARNED_SCORE else rule
        for rule in SHIPPED.rules
    )
    return replace(SHIPPED, rules=rules, hold_at=hold_at, block_at=block_at, learned=_Certain())


def test_what_was_learnt_holds_and_never_blocks_by_itself() -> None:
    book = _book_that_learnt(weight=100, hold_at=20, block_at=50)

    found = screen(movement(), book)
    with_reasons = screen(movement(payee_name_listed=True), book)

    assert (found.score, found.verdict) == (100, Verdict.HOLD)
    assert found.facts["learned_score"] == 1000
    assert dict(found.hits[-1].why) == {"likely_thousandths": 1000, "reasons": "amount+2000"}
    assert (with_reasons.score, with_reasons.verdict) == (100, Verdict.BLOCK)
    assert replay(found.facts, replace(book, learned=None)) == (100, Verdict.HOLD, found.hits)


def test_sixty_four_at_once_are_seen_by_the_last(state: str) -> None:
    same_second = [movement(counterparty="account:10", amount_minor=1_000) for _ in range(64)]
    scores = []
    for each in same_second:
        found = screen(replace(each, own=ProfileRow(state=state)), SHIPPED)
        state = found.state_after
        scores.append(points(found).get("VELOCITY_COUNT", 0))

    assert scores[:4] == [0, 0, 0, 5]
    assert scores == sorted(scores)
    assert scores[10] == 25


def test_a_request_without_a_second_account_is_scored() -> None:
    cash = movement(
        movement="WITHDRAWAL", counterparty="", other=None, other_account_id=None, other_customer_user_id=None
    )

    assert screen(cash, SHIPPED).facts["to_oneself"] is False


def test_the_hour_is_that_of_the_banks_clocks(settings: object) -> None:
    settings.BANK_TIME_ZONE = "Asia/Kolkata"  # type: ignore[attr-defined]

    assert screen(movement(), SHIPPED).facts["local_hour"] == 17


def _request_at(hours: int, state: str) -> ScreeningRequest:
    return movement(at=NOON + dt.timedelta(seconds=hours * HOUR), own=ProfileRow(state=state))


def test_an_account_that_sleeps_and_wakes_says_so(state: str) -> None:
    found = screen(replace(_request_at(24 * 200, state), amount_minor=300_000), SHIPPED)

    assert points(found)["DORMANT_ACCOUNT"] == 20
