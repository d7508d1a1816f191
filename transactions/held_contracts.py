"""The frozen values of payments that fraud scoring holds."""

from __future__ import annotations

from enum import StrEnum


class HeldOutcome(StrEnum):
    """How a held payment was decided: made after all, or not."""

    RELEASED = "RELEASED"
    DECLINED = "DECLINED"
