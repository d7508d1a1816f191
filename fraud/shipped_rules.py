"""The rules as the bank ships them: what each means, its weight, its thresholds, and the hands it looks at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fraud.contracts import Origin, Rule, RuleBook, RuleKind, RuleMode
from fraud.rules import RuleDefinition, places
from fraud.rules.definition import Parameter

HOLD_AT: Final = 60
BLOCK_AT: Final = 90
FIRST_VERSION: Final = 1

_BY_HAND: Final = (Origin.CUSTOMER, Origin.STAFF)
_EVERY_HAND: Final = tuple(Origin)

_DEFINITIONS: Final = (
    RuleDefinition(
        kind=RuleKind.NEW_DEVICE,
        meaning="A device that was never used for this account, or only since a short while.",
        find=places.new_device,
        weight=15,
        origins=(Origin.CUSTOMER,),
        parameters=(
            Parameter(
                name="settled_hours",
                meaning="How long a device must have been known to be one of the customer's.",
                unit="hours",
                default=24,
                lowest=0,
                highest=8_760,
            ),
        ),
    ),
)

DEFINITIONS: Final[Mapping[RuleKind, RuleDefinition]] = {
    definition.kind: definition for definition in _DEFINITIONS
}


def shipped_rule(kind: RuleKind, mode: RuleMode | None = None) -> Rule:
    """Return a rule as it ships; one that ships switched off stays off whatever `mode` says."""
    definition = DEFINITIONS[kind]
    off = definition.mode is RuleMode.OFF
    return Rule(
        kind=kind,
        mode=definition.mode if off or mode is None else mode,
        weight=definition.weight,
        parameters={parameter.name: parameter.default for parameter in definition.parameters},
        origins=definition.origins,
    )


def shipped_book(mode: RuleMode = RuleMode.ON, *, version: int = FIRST_VERSION) -> RuleBook:
    """Return the book the bank ships, every rule in `mode` except those that ship switched off."""
    rules = tuple(shipped_rule(kind, mode) for kind in DEFINITIONS)
    return RuleBook(version=version, hold_at=HOLD_AT, block_at=BLOCK_AT, rules=rules)
