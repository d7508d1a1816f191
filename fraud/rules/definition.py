"""What a rule is made of: a pure function from facts and thresholds to a finding, and what its thresholds mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from fraud.contracts import Facts, Origin, RuleKind, RuleMode

WHOLE: Final = 1000
"""A whole share in thousandths: a finding of this share adds all of a rule's weight."""

Parameters = Mapping[str, int]
"""Thresholds by name."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: the share of its weight it adds, in thousandths, and in plain facts why."""

    share: int
    why: Mapping[str, int | str | bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A threshold of a rule: what it means, in which unit, and between which bounds staff may set it."""

    name: str
    meaning: str
    unit: str
    default: int
    lowest: int
    highest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDefinition:
    """One kind of rule, with how it ships. `find` returns None where it has nothing to say."""

    kind: RuleKind
    meaning: str
    find: Callable[[Facts, Parameters], Finding | None]
    weight: int
    origins: tuple[Origin, ...]
    parameters: tuple[Parameter, ...] = ()
    highest_weight: int = 100
    mode: RuleMode = RuleMode.ON


def ramp(value: int, start: int, full: int) -> int:
    """Return nothing up to `start`, a whole from `full`, and in between in proportion, in thousandths."""
    if value >= full:
        return WHOLE
    return 0 if value <= start else (value - start) * WHOLE // (full - start)


def found(share: int, **why: int | str | bool) -> Finding | None:
    """Return a finding of a share, or None for a share of nothing."""
    return Finding(share, why) if share > 0 else None


def number(facts: Facts, name: str) -> int:
    """Return a fact that is a number; 0 where it is absent."""
    value = facts.get(name)
    return value if isinstance(value, int) else 0


def units(facts: Facts, whole_units: int) -> int:
    """Return an amount of whole units of the movement's currency (dollars, not cents) in its minor units."""
    return whole_units * number(facts, "unit")


def within(facts: Facts, name: str, seconds: int) -> bool:
    """Whether something happened at most so many seconds ago; never, if the fact is absent."""
    value = facts.get(name)
    return isinstance(value, int) and value <= seconds
