"""The rules of fraud scoring: one pure function for each kind."""

from __future__ import annotations

from fraud.rules.definition import Finding, Parameter, RuleDefinition

__all__ = ["Finding", "Parameter", "RuleDefinition"]
