"""What fraud does: each deed a use case or a part of one."""

from __future__ import annotations

from fraud.services.alerts import (
    raise_alert,
    raise_failure_alert,
    report_failed_screening,
    settle_alert_of,
)
from fraud.services.rulebook import book_of_version, forget_book, read_book, ship_rule_book

__all__ = [
    "book_of_version",
    "forget_book",
    "raise_alert",
    "raise_failure_alert",
    "read_book",
    "report_failed_screening",
    "settle_alert_of",
    "ship_rule_book",
]
