"""Rules about where a movement is ordered from."""

from __future__ import annotations

from fraud.contracts import Facts
from fraud.decay import HOUR
from fraud.rules.definition import WHOLE, Finding, Parameters, found, number


def new_device(facts: Facts, parameters: Parameters) -> Finding | None:
    """A device never used for this account, or only since a short while; the very first one is nothing new."""
    return _new_place(facts, "device", "devices", parameters["settled_hours"])


def new_address(facts: Facts, parameters: Parameters) -> Finding | None:
    """A network never used for this account, or only since a short while; the very first one is nothing new."""
    return _new_place(facts, "network", "networks", parameters["settled_hours"])


def _new_place(facts: Facts, name: str, all_of_them: str, settled_hours: int) -> Finding | None:
    if not facts[f"has_{name}"]:
        return None
    known_for, known = facts[f"{name}_known_s"], number(facts, all_of_them)
    # The account's first device is the one it has been opened with.
    others = known if known_for is None else known - 1
    if others < 1 or (isinstance(known_for, int) and known_for >= settled_hours * HOUR):
        return None
    return found(WHOLE, known=known, used_before=known_for is not None)
