"""Facts and reasons of fraud as people read them: no identifiers of rules, no minor units, no JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final

from core_banking.kernel.money import Money
from fraud.contracts import AlertStatus, Disposition, RuleMode, Severity, Verdict
from fraud.name_contracts import NameMatchStatus
from fraud.risk import RiskReason
from users.contracts import RiskProfile

SEVERITY_TONES: Final = {
    Severity.LOW.value: "neutral",
    Severity.MEDIUM.value: "warn",
    Severity.HIGH.value: "bad",
    Severity.CRITICAL.value: "bad",
}
STATUS_TONES: Final = {
    AlertStatus.OPEN.value: "warn",
    AlertStatus.IN_REVIEW.value: "warn",
    AlertStatus.RESOLVED.value: "neutral",
}
DISPOSITION_TONES: Final = {
    Disposition.FALSE_POSITIVE.value: "good",
    Disposition.CONFIRMED_FRAUD.value: "bad",
}
VERDICT_TONES: Final = {
    Verdict.ALLOW.value: "good",
    Verdict.HOLD.value: "warn",
    Verdict.BLOCK.value: "bad",
}
MATCH_TONES: Final = {
    NameMatchStatus.OPEN.value: "warn",
    NameMatchStatus.PROPOSED.value: "warn",
    NameMatchStatus.CLEARED.value: "good",
    NameMatchStatus.CONFIRMED.value: "bad",
}
RISK_TONES: Final = {
    RiskProfile.LOW.value: "good",
    RiskProfile.MEDIUM.value: "warn",
    RiskProfile.HIGH.value: "bad",
}
MODE_TONES: Final = {
    RuleMode.ON.value: "good",
    RuleMode.SHADOW.value: "warn",
    RuleMode.OFF.value: "neutral",
}

_RISK_SENTENCES: Final = {
    RiskReason.LISTED_NAME.value: "Two members of staff found the name to be a listed one",
    RiskReason.CONFIRMED_FRAUD.value: "Fraud was confirmed within a year",
    RiskReason.DECLINED_PAYMENT.value: "A held payment was declined as fraud",
    RiskReason.REFUSED_PAYMENTS.value: "Scoring refused payments",
    RiskReason.OPEN_ALERTS.value: "Alerts are open",
}

_AMOUNTS: Final = frozenset(
    [
        *(
            "amount",
            "balance",
            "available",
            "single_limit",
            "daily_limit",
            "spent_today",
            "largest",
            "payee_largest",
        ),
        *(f"sum_{window}" for window in ("10m", "6h", "7d")),
        *(f"{flow}_{window}" for flow in ("paid", "brought", "received") for window in ("2h", "2d")),
        *("payee_received_2h", "payee_received_2d"),
    ]
)
_NOT_SHOWN: Final = frozenset(
    {"unit", "currency", "like_amounts", "log_thousandths", "usual_log_thousandths"}
)
_UNITS_OF_TIME: Final = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


def risk_sentences(reasons: Iterable[Mapping[str, object]]) -> list[str]:
    """Return what raises a customer's profile, a sentence each, with how often and how far."""
    return [
        f"{_RISK_SENTENCES.get(str(each['reason']), 'Another reason')}"
        f" ({each['count']}); raises the profile to {each['raises_to']}."
        for each in reasons
    ]


def fact_rows(facts: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return what the rules looked at as names and values: amounts in major units, times in words."""
    currency = facts.get("currency")
    code = currency if isinstance(currency, str) else ""
    return [
        (_label(name), _written(name, value, code)) for name, value in facts.items() if name not in _NOT_SHOWN
    ]


def amount_with_currency(amount_minor: int | None, currency: str) -> str:
    """Return an amount in major units with its currency, or nothing where one of them is unknown."""
    if amount_minor is None or not currency:
        return ""
    return f"{Money.of_minor(amount_minor, currency)} {currency}"


def duration(seconds: int) -> str:
    """Return a length of time in its largest whole unit: `3 days`."""
    for length, unit in _UNITS_OF_TIME:
        if seconds >= length:
            count = seconds // length
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "0 seconds"


def _label(name: str) -> str:
    plain = name.removesuffix("_thousandths").removesuffix("_s").replace("_", " ")
    return plain[:1].upper() + plain[1:]


def _written(name: str, value: object, currency: str) -> str:
    if value is None:
        return "never"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, int):
        return str(value)
    if name == "at":
        return dt.datetime.fromtimestamp(value, dt.UTC).strftime("%Y-%m-%d %H:%M UTC")
    if name in _AMOUNTS and currency:
        return amount_with_currency(value, currency)
    if name.endswith("_thousandths"):
        tenths = value // 100
        return f"{tenths // 10}.{tenths % 10}"
    return f"{duration(value)} before" if name.endswith("_s") else str(value)
