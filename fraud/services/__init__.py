"""What fraud does: each deed a use case or a part of one."""

from __future__ import annotations

from fraud.services.alerts import (
    raise_alert,
    raise_failure_alert,
    report_failed_screening,
    settle_alert_of,
)

__all__ = [
    "raise_alert",
    "raise_failure_alert",
    "report_failed_screening",
    "settle_alert_of",
]
