"""What an alert says to staff, from what scoring found. A customer never reads any of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fraud.contracts import AlertType, Hit, RuleKind, Screening, Severity, Verdict

_CRITICAL_FROM: Final = 90
_HIGH_FROM: Final = 70
_MEDIUM_FROM: Final = 40
_LONGEST_DESCRIPTION: Final = 500
_ORDER: Final = tuple(RuleKind)

ALERT_TYPES: Final[Mapping[RuleKind, AlertType]] = {
    RuleKind.UNUSUAL_AMOUNT: AlertType.SUSPICIOUS_TRANSACTION,
    RuleKind.VELOCITY_COUNT: AlertType.VELOCITY,
    RuleKind.VELOCITY_SUM: AlertType.VELOCITY,
    RuleKind.NEW_PAYEE: AlertType.NEW_PAYEE,
    RuleKind.NEW_DEVICE: AlertType.SUSPICIOUS_TRANSACTION,
    RuleKind.NEW_ADDRESS: AlertType.SUSPICIOUS_TRANSACTION,
    RuleKind.DORMANT_ACCOUNT: AlertType.DORMANT_ACCOUNT,
    RuleKind.STRUCTURING: AlertType.STRUCTURING,
    RuleKind.RAPID_IN_OUT: AlertType.SUSPICIOUS_TRANSACTION,
    RuleKind.ROUND_AMOUNT: AlertType.SUSPICIOUS_TRANSACTION,
    RuleKind.ODD_HOUR: AlertType.SUSPICIOUS_TRANSACTION,
    RuleKind.FAILED_SECRETS: AlertType.SUSPICIOUS_TRANSACTION,
    RuleKind.FAN_IN: AlertType.SUSPICIOUS_TRANSACTION,
    RuleKind.FAN_OUT: AlertType.SUSPICIOUS_TRANSACTION,
    RuleKind.LIMIT_USE: AlertType.LIMIT,
    RuleKind.LISTED_NAME: AlertType.LISTED_NAME,
    RuleKind.LEARNED_SCORE: AlertType.SUSPICIOUS_TRANSACTION,
}
"""What an alert is about when a rule leads it."""

_TITLES: Final[Mapping[RuleKind, str]] = {
    RuleKind.UNUSUAL_AMOUNT: "Large Unusual Transaction",
    RuleKind.VELOCITY_COUNT: "Many Transactions in a Short Time",
    RuleKind.VELOCITY_SUM: "Large Sum in a Short Time",
    RuleKind.NEW_PAYEE: "Payment to a New Payee",
    RuleKind.NEW_DEVICE: "Payment from a New Device",
    RuleKind.NEW_ADDRESS: "Payment from a New Network",
    RuleKind.DORMANT_ACCOUNT: "Dormant Account Woke Up",
    RuleKind.STRUCTURING: "Amounts Kept under a Limit",
    RuleKind.RAPID_IN_OUT: "Money In and Out Again",
    RuleKind.ROUND_AMOUNT: "Round Amount",
    RuleKind.ODD_HOUR: "Payment at an Odd Hour",
    RuleKind.FAILED_SECRETS: "Payment after Wrong PINs or Sign-ins",
    RuleKind.FAN_IN: "Money from Many Accounts",
    RuleKind.FAN_OUT: "Money to Many Accounts",
    RuleKind.LIMIT_USE: "Limit Nearly Used Up",
    RuleKind.LISTED_NAME: "Payee Like a Listed Name",
    RuleKind.LEARNED_SCORE: "Unlike Ordinary Payments",
}

_SENTENCES: Final[Mapping[RuleKind, str]] = {
    RuleKind.UNUSUAL_AMOUNT: "Transaction amount exceeds normal pattern",
    RuleKind.VELOCITY_COUNT: "More transactions in a short time than this account makes",
    RuleKind.VELOCITY_SUM: "A larger sum in a short time than this account moves",
    RuleKind.NEW_PAYEE: "The account has never paid this payee before",
    RuleKind.NEW_DEVICE: "The order came from a device this account has not used before",
    RuleKind.NEW_ADDRESS: "The order came from a network this account has not used before",
    RuleKind.DORMANT_ACCOUNT: "The account had not moved money for a long time",
    RuleKind.STRUCTURING: "Several amounts just under a limit",
    RuleKind.RAPID_IN_OUT: "Money that had just come in leaves again",
    RuleKind.ROUND_AMOUNT: "The amount is conspicuously round",
    RuleKind.ODD_HOUR: "The account does not move money at this hour",
    RuleKind.FAILED_SECRETS: "Wrong PINs, failed sign-ins or a changed secret came before",
    RuleKind.FAN_IN: "Many different senders paid into the account",
    RuleKind.FAN_OUT: "The account pays many different receivers",
    RuleKind.LIMIT_USE: "Nearly all of a limit is used",
    RuleKind.LISTED_NAME: "The payee's name is like one on a list",
    RuleKind.LEARNED_SCORE: "The learned score finds the payment unlike ordinary ones",
}

_OUTCOMES: Final[Mapping[Verdict, str]] = {
    Verdict.ALLOW: "It was made.",
    Verdict.HOLD: "It waits for a decision, with its money set aside.",
    Verdict.BLOCK: "It was refused.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertText:
    """How an alert presents itself."""

    alert_type: AlertType
    severity: Severity
    title: str
    description: str


def describe(screening: Screening) -> AlertText:
    """Return type, severity, title and description of the alert about a screened movement.

    The rule with the most points that counted leads; among equals, the first of `RuleKind`.
    """
    counted = sorted((hit for hit in screening.hits if hit.counted and hit.points), key=_rank)
    if not counted:
        return AlertText(
            alert_type=AlertType.SUSPICIOUS_TRANSACTION,
            severity=severity_of(screening.score, screening.verdict),
            title="Suspicious Transaction",
            description=_OUTCOMES[screening.verdict],
        )
    leading = counted[0].rule
    return AlertText(
        alert_type=ALERT_TYPES[leading],
        severity=severity_of(screening.score, screening.verdict),
        title=_TITLES[leading],
        description=_description([hit.rule for hit in counted], screening.verdict),
    )


def severity_of(score: int, verdict: Verdict) -> Severity:
    """Return how urgent an alert is: by its score, and what was refused is never less than high."""
    if score >= _CRITICAL_FROM:
        return Severity.CRITICAL
    if score >= _HIGH_FROM or verdict is Verdict.BLOCK:
        return Severity.HIGH
    return Severity.MEDIUM if score >= _MEDIUM_FROM else Severity.LOW


def _rank(hit: Hit) -> tuple[int, int]:
    return -hit.points, _ORDER.index(hit.rule)


def _description(rules: list[RuleKind], verdict: Verdict) -> str:
    """Return one sentence for each rule, as many as fit, and what became of the movement."""
    outcome = _OUTCOMES[verdict]
    said = ""
    for rule in rules:
        longer = f"{said}{_SENTENCES[rule]}. "
        if len(longer) + len(outcome) > _LONGEST_DESCRIPTION:
            break
        said = longer
    return said + outcome
