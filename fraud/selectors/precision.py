"""How often each rule was right, by what staff found of the alerts it was part of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from fraud.contracts import Disposition
from fraud.models import AlertHit


@dataclass(frozen=True, slots=True)
class RulePrecision:
    """Alerts that a rule was part of, and what they were found to be; those still open are neither."""

    fired: int = 0
    confirmed: int = 0
    false_positives: int = 0

    @property
    def thousandths(self) -> int | None:
        """Return the share of decided alerts that were fraud; None before the first one is decided."""
        return precision_thousandths(self.confirmed, self.false_positives)


def precision_thousandths(confirmed: int, false_positives: int) -> int | None:
    """Return confirmed ÷ decided in thousandths, rounded half up; None if nothing is decided."""
    decided = confirmed + false_positives
    return (confirmed * 2000 + decided) // (2 * decided) if decided else None


def rule_precisions() -> Mapping[str, RulePrecision]:
    """Return the precision of each rule that was part of an alert, by its kind; shadow rules as well."""
    rows = AlertHit.objects.values("rule").annotate(
        fired=Count("id"),
        confirmed=Count("id", filter=Q(alert__disposition=Disposition.CONFIRMED_FRAUD.value)),
        false_positives=Count("id", filter=Q(alert__disposition=Disposition.FALSE_POSITIVE.value)),
    )
    return {
        row["rule"]: RulePrecision(row["fired"], row["confirmed"], row["false_positives"])
        for row in rows.order_by("rule")
    }
