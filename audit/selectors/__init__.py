"""The audit trail: its selectors, one module for each subject."""

from audit.selectors.trail import entry, trail

__all__ = ["entry", "trail"]
