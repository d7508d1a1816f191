"""Each rule on its own: what it finds, at its thresholds and beside them. Shares are thousandths of its weight."""

from __future__ import annotations

from typing import Any

import pytest

from fraud.contracts import RuleKind
from fraud.decay import DAY, HOUR
from tests.unit.fraud.facts import finding

_PATTERN = {
    "amounts_thousandths": 20_000,
    "usual_log_thousandths": 12_000,
    "spread_log_thousandths": 1_000,
    "largest": 100_000,
}
_SETTLED = {"payee_known_s": 24 * HOUR, "payee_largest": 100_000}
_MULE = {"received_2h": 200_000, "paid_2h": 0, "available": 200_000, "amount": 190_000}
_BELOW = {"movement": "DEPOSIT", "pays_out": False, "amount": 950_000}


@pytest.mark.parametrize(
    ("kind", "changed", "share"),
    [
        # Standard deviations 1.5 to 3.5 above the usual logarithm, one to three times the largest: half each.
        (RuleKind.UNUSUAL_AMOUNT, {**_PATTERN, "log_thousandths": 15_500, "amount": 300_000}, 1000),
        (RuleKind.UNUSUAL_AMOUNT, {**_PATTERN, "log_thousandths": 14_500, "amount": 200_000}, 500),
        (RuleKind.UNUSUAL_AMOUNT, {**_PATTERN, "log_thousandths": 15_500, "amount": 100_000}, 500),
        (RuleKind.UNUSUAL_AMOUNT, {**_PATTERN, "log_thousandths": 13_500, "amount": 100_000}, 0),
        (RuleKind.UNUSUAL_AMOUNT, {**_PATTERN, "log_thousandths": 15_500, "amount": 4_999}, 0),
        (RuleKind.UNUSUAL_AMOUNT, {**_PATTERN, **_SETTLED, "log_thousandths": 15_500, "amount": 150_000}, 0),
        (
            RuleKind.UNUSUAL_AMOUNT,
            {**_PATTERN, **_SETTLED, "log_thousandths": 15_500, "amount": 150_001},
            625,
        ),
        (RuleKind.UNUSUAL_AMOUNT, {**_PATTERN, "log_thousandths": 15_500, "to_oneself": True}, 0),
        # Without a pattern only what nearly empties the account, and by half.
        (RuleKind.UNUSUAL_AMOUNT, {"amount": 790_000}, 0),
        (RuleKind.UNUSUAL_AMOUNT, {"amount": 1_000_000}, 500),
        (RuleKind.ROUND_AMOUNT, {"amount": 50_000}, 1000),
        (RuleKind.ROUND_AMOUNT, {"amount": 50_001}, 0),
        (RuleKind.ROUND_AMOUNT, {"amount": 40_000}, 0),
        (RuleKind.ROUND_AMOUNT, {"amount": 50, "unit": 1}, 0),
        (RuleKind.ROUND_AMOUNT, {"amount": 500, "unit": 1}, 1000),
        (RuleKind.LIMIT_USE, {"amount": 10_000}, 0),
        (RuleKind.LIMIT_USE, {"amount": 85_000, "single_limit": 100_000}, 500),
        (RuleKind.LIMIT_USE, {"amount": 50_000, "daily_limit": 100_000, "spent_today": 50_000}, 1000),
        (RuleKind.LIMIT_USE, {"amount": 70_000, "daily_limit": 100_000}, 0),
        (RuleKind.STRUCTURING, _BELOW, 250),
        (RuleKind.STRUCTURING, {**_BELOW, "like_amounts": "980000@86400 850000@604800"}, 666),
        (RuleKind.STRUCTURING, {**_BELOW, "like_amounts": "849999@86400 1000000@86400 980000@604801"}, 250),
        (RuleKind.STRUCTURING, {**_BELOW, "like_amounts": "950000@9 950000@8 950000@7"}, 1000),
        (RuleKind.STRUCTURING, {**_BELOW, "amount": 849_999}, 0),
        (RuleKind.STRUCTURING, {**_BELOW, "amount": 1_000_000}, 0),
        (
            RuleKind.STRUCTURING,
            {"amount": 500_000, "single_limit": 500_000, "like_amounts": "490000@60"},
            333,
        ),
        (RuleKind.VELOCITY_COUNT, {"count_10m_thousandths": 2_000}, 0),
        (RuleKind.VELOCITY_COUNT, {"count_10m_thousandths": 4_500}, 500),
        (RuleKind.VELOCITY_COUNT, {"count_10m_thousandths": 7_000}, 1000),
        (RuleKind.VELOCITY_COUNT, {"count_6h_thousandths": 12_000}, 200),
        (RuleKind.VELOCITY_COUNT, {"count_7d_thousandths": 199_000}, 1000),
        (RuleKind.VELOCITY_COUNT, {"count_10m_thousandths": 9_000, "pays_out": False}, 0),
        # 95 % of what there was six hours ago has gone, in several payments.
        (RuleKind.VELOCITY_SUM, {"sum_6h": 450_000, "available": 550_000, "amount": 500_000}, 1000),
        (RuleKind.VELOCITY_SUM, {"sum_6h": 100_000, "available": 900_000, "amount": 850_000}, 0),
        (RuleKind.VELOCITY_SUM, {"sum_6h": 50_000, "available": 50_000, "amount": 28_000}, 514),
        (
            RuleKind.VELOCITY_SUM,
            {"sum_7d": 490_000, "daily_limit": 100_000, "amount": 10_000, "sum_6h": 9_999},
            0,
        ),
        (
            RuleKind.VELOCITY_SUM,
            {"sum_7d": 490_000, "daily_limit": 100_000, "amount": 10_000, "sum_6h": 10_000},
            500,
        ),
        (RuleKind.ODD_HOUR, {"hours_thousandths": 10_000, "near_hours_thousandths": 0}, 1000),
        (RuleKind.ODD_HOUR, {"hours_thousandths": 100_000, "near_hours_thousandths": 1_500}, 500),
        (RuleKind.ODD_HOUR, {"hours_thousandths": 100_000, "near_hours_thousandths": 3_000}, 0),
        (RuleKind.ODD_HOUR, {"local_hour": 4}, 500),
        (RuleKind.ODD_HOUR, {"local_hour": 5}, 0),
        (RuleKind.DORMANT_ACCOUNT, {"idle_s": 60 * DAY, "amount": 100_000}, 0),
        (RuleKind.DORMANT_ACCOUNT, {"idle_s": 120 * DAY, "amount": 100_000}, 500),
        (RuleKind.DORMANT_ACCOUNT, {"idle_s": 400 * DAY, "amount": 100_000}, 1000),
        (RuleKind.DORMANT_ACCOUNT, {"idle_s": 400 * DAY, "amount": 99_999}, 0),
        (RuleKind.DORMANT_ACCOUNT, {"idle_s": None, "amount": 100_000}, 0),
        (RuleKind.NEW_PAYEE, {"amount": 10_000}, 200),
        (RuleKind.NEW_PAYEE, {"amount": 275_000}, 590),
        (RuleKind.NEW_PAYEE, {"amount": 500_000}, 1000),
        (RuleKind.NEW_PAYEE, {"amount": 500_000, "payee_saved": True}, 500),
        (RuleKind.NEW_PAYEE, {"amount": 500_000, "payee_known_s": 168 * HOUR - 1}, 1000),
        (RuleKind.NEW_PAYEE, {"amount": 500_000, "payee_known_s": 168 * HOUR}, 0),
        (RuleKind.NEW_PAYEE, {"amount": 500_000, "to_oneself": True}, 0),
        (RuleKind.NEW_PAYEE, {"amount": 500_000, "has_payee": False}, 0),
        (RuleKind.FAN_OUT, {"new_payees_1h": 1}, 0),
        (RuleKind.FAN_OUT, {"new_payees_1h": 3}, 666),
        (RuleKind.FAN_OUT, {"new_payees_1h": 6, "payee_known_s": 60}, 1000),
        (RuleKind.FAN_OUT, {"new_payees_24h": 11}, 1000),
        (RuleKind.FAN_OUT, {"new_payees_24h": 11, "payee_known_s": 24 * HOUR}, 0),
        (RuleKind.FAN_IN, {"received_2h_senders": 3, "received_2d_senders": 6}, 0),
        (RuleKind.FAN_IN, {"received_2h_senders": 8}, 1000),
        (RuleKind.FAN_IN, {"received_2d_senders": 13}, 500),
        (RuleKind.FAN_IN, {"payee_received_2d_senders": 20}, 500),
        (RuleKind.FAN_IN, {"payee_received_2d_senders": 20, "payee_known_s": 24 * HOUR}, 0),
        (RuleKind.RAPID_IN_OUT, _MULE, 1000),
        (RuleKind.RAPID_IN_OUT, {**_MULE, "amount": 140_000}, 0),
        (RuleKind.RAPID_IN_OUT, {**_MULE, "amount": 165_000}, 480),
        (RuleKind.RAPID_IN_OUT, {**_MULE, "payee_known_s": 24 * HOUR}, 300),
        (RuleKind.RAPID_IN_OUT, {**_MULE, "received_2h": 0, "received_2d": 200_000}, 600),
        (RuleKind.RAPID_IN_OUT, {**_MULE, "received_2h": 0, "brought_2h": 200_000}, 315),
        (RuleKind.RAPID_IN_OUT, {**_MULE, "available": 1_000_000}, 0),
        (RuleKind.RAPID_IN_OUT, {**_MULE, "received_2h": 19_999}, 0),
        (RuleKind.NEW_DEVICE, {"has_device": True, "devices": 2, "device_known_s": None}, 1000),
        (RuleKind.NEW_DEVICE, {"has_device": True, "devices": 0, "device_known_s": None}, 0),
        (RuleKind.NEW_DEVICE, {"has_device": True, "devices": 2, "device_known_s": HOUR}, 1000),
        (RuleKind.NEW_DEVICE, {"has_device": True, "devices": 2, "device_known_s": 24 * HOUR}, 0),
        (RuleKind.NEW_DEVICE, {"has_device": True, "devices": 1, "device_known_s": HOUR}, 0),
        (RuleKind.NEW_ADDRESS, {"has_network": True, "networks": 1, "network_known_s": None}, 1000),
        (RuleKind.NEW_ADDRESS, {"has_network": False, "networks": 1}, 0),
        (RuleKind.FAILED_SECRETS, {"failed_pins": 1, "failed_pin_s": HOUR}, 250),
        (RuleKind.FAILED_SECRETS, {"failed_pins": 4, "failed_pin_s": 24 * HOUR + 1}, 0),
        (RuleKind.FAILED_SECRETS, {"failed_sign_ins": 1, "failed_sign_in_s": 0}, 0),
        (
            RuleKind.FAILED_SECRETS,
            {"failed_sign_ins": 3, "failed_sign_in_s": 0, "secret_changed_s": 60},
            1000,
        ),
        (RuleKind.FAILED_SECRETS, {"secret_changed_s": 24 * HOUR}, 500),
        (RuleKind.LISTED_NAME, {"listed_name": True}, 1000),
        (RuleKind.LISTED_NAME, {}, 0),
        (RuleKind.LEARNED_SCORE, {"learned_score": 725}, 500),
        (RuleKind.LEARNED_SCORE, {"learned_score": None}, 0),
    ],
)
def test_a_rule_finds_its_share(kind: RuleKind, changed: dict[str, Any], share: int) -> None:
    found = finding(kind, changed)

    assert (found.share if found else 0) == share


def test_a_finding_says_why_in_plain_facts() -> None:
    found = finding(RuleKind.NEW_PAYEE, {"amount": 500_000})

    assert found is not None
    assert found.why == {"percent_of_balance": 50, "saved": False, "paid_before": 0}


def test_a_threshold_moves_what_a_rule_finds() -> None:
    assert finding(RuleKind.LIMIT_USE, {"amount": 85_000, "single_limit": 100_000}, start_percent=85) is None
