"""Fraud on the staff site, one module for each subject."""

from fraud.admin.alerts import AlertAdmin
from fraud.admin.names import NameListAdmin, NameMatchAdmin
from fraud.admin.risk import PersonSignalAdmin, RiskAssessmentAdmin
from fraud.admin.rules import RuleBookVersionAdmin

__all__ = [
    "AlertAdmin",
    "NameListAdmin",
    "NameMatchAdmin",
    "PersonSignalAdmin",
    "RiskAssessmentAdmin",
    "RuleBookVersionAdmin",
]
