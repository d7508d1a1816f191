"""The tables of fraud."""

from __future__ import annotations

from fraud.models.alerts import Alert, AlertHit
from fraud.models.learned import LearnedModel
from fraud.models.names import ListedName, NameList, NameMatch
from fraud.models.profiles import AccountProfile, PersonSignal
from fraud.models.risk import RiskAssessment
from fraud.models.screenings import RuleBookVersion, ScreeningRecord

__all__ = [
    "AccountProfile",
    "Alert",
    "AlertHit",
    "LearnedModel",
    "ListedName",
    "NameList",
    "NameMatch",
    "PersonSignal",
    "RiskAssessment",
    "RuleBookVersion",
    "ScreeningRecord",
]
