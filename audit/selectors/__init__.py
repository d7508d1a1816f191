"""The audit trail: its selectors, one module for each subject."""

from audit.selectors.staff import days_of_work, staff_activity
from audit.selectors.trail import conditions_of, entry, piece_of_trail, trail

__all__ = ["conditions_of", "days_of_work", "entry", "piece_of_trail", "staff_activity", "trail"]
