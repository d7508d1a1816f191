"""How a rule of form says no: with the sentence the person reads under the field."""

from __future__ import annotations


class RuleBroken(ValueError):
    """A value breaks a rule of form; `str(error)` is a sentence for the person who wrote it."""
