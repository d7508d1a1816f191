"""The audit trail's seal and its auditors, as an operator sets them by environment."""

from __future__ import annotations
