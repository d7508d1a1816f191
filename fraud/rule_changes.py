"""What staff may change of a rule book: pure, every wrong field named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from core_banking.kernel.errors import InvalidInput
from fraud.contracts import HIGHEST_SCORE, Rule, RuleBook, RuleKind
from fraud.rule_rows import rule_as_row
from fraud.rules import RuleDefinition
from fraud.shipped_rules import DEFINITIONS

NEVER: Final = HIGHEST_SCORE + 1
"""A threshold that no score reaches."""

RuleChange = Mapping[str, Any]
"""Members of a rule to be set: mode, weight, parameters, origins, valid_from, valid_until."""

Changes = dict[str, tuple[object, object]]


def changed_book(
    book: RuleBook,
    *,
    hold_at: int | None = None,
    block_at: int | None = None,
    rules: Mapping[RuleKind, RuleChange] | None = None,
) -> RuleBook:
    """Return the book with these changes, of the version after it; what is left out stays.

    Raises `InvalidInput`, naming each wrong field.
    """
    wrong: dict[str, list[str]] = {}
    changes = rules or {}
    written = []
    for rule in book.rules:
        changed = replace(rule, **_members(rule, changes[rule.kind])) if rule.kind in changes else rule
        for name, message in _problems(changed, changes.get(rule.kind, {})):
            wrong.setdefault(name, []).append(message)
        written.append(changed)
    hold = book.hold_at if hold_at is None else hold_at
    block = book.block_at if block_at is None else block_at
    if not 1 <= hold <= NEVER:
        wrong["hold_at"] = [f"It must be from 1 to {NEVER} ({NEVER}: never)."]
    if not hold <= block <= NEVER:
        wrong["block_at"] = [f"It must be from hold_at to {NEVER} ({NEVER}: never)."]
    if wrong:
        raise InvalidInput(wrong)
    return RuleBook(version=book.version + 1, hold_at=hold, block_at=block, rules=tuple(written))


def differences(before: RuleBook, after: RuleBook) -> Changes:
    """Return what differs between two books by name (`hold_at`, `NEW_PAYEE.weight`), with both values."""
    found: Changes = {}
    for name in ("hold_at", "block_at"):
        _note(found, name, getattr(before, name), getattr(after, name))
    for old, new in zip(before.rules, after.rules, strict=True):
        old_row, new_row = rule_as_row(old), rule_as_row(new)
        old_values, new_values = old_row.pop("parameters"), new_row.pop("parameters")
        for name in new_row:
            _note(found, f"{new.kind}.{name}", old_row[name], new_row[name])
        for name in new_values:
            _note(found, f"{new.kind}.{name}", old_values.get(name), new_values[name])
    return found


def _note(found: Changes, name: str, old: object, new: object) -> None:
    if old != new:
        found[name] = (old, new)


def _members(rule: Rule, change: RuleChange) -> dict[str, Any]:
    members = dict(change)
    if "parameters" in members:
        members["parameters"] = {**rule.parameters, **members["parameters"]}
    if "origins" in members:
        members["origins"] = tuple(dict.fromkeys(members["origins"]))
    return members


def _problems(rule: Rule, change: RuleChange) -> list[tuple[str, str]]:
    """Return the wrong fields of a changed rule with what is wrong with each."""
    definition = DEFINITIONS[rule.kind]
    problems = _problems_of_parameters(definition, rule.parameters) if "parameters" in change else []
    if not 0 <= rule.weight <= definition.highest_weight:
        problems.append(("weight", f"It must be from 0 to {definition.highest_weight}."))
    if not rule.origins:
        problems.append(("origins", "Name at least one; to switch the rule off set its mode."))
    if _is_before(rule.valid_until, rule.valid_from):
        problems.append(("valid_until", "It must be after valid_from."))
    return problems


def _problems_of_parameters(definition: RuleDefinition, values: Mapping[str, Any]) -> list[tuple[str, str]]:
    known = {parameter.name: parameter for parameter in definition.parameters}
    problems = [
        (f"parameters.{name}", "This rule has no such parameter.") for name in values if name not in known
    ]
    for name, parameter in known.items():
        value = values[name]
        if type(value) is not int or not parameter.lowest <= value <= parameter.highest:
            allowed = f"{parameter.lowest} to {parameter.highest}"
            problems.append(
                (f"parameters.{name}", f"It must be a whole number from {allowed} ({parameter.unit}).")
            )
        elif name.replace("full", "start") in known and name != name.replace("full", "start"):
            start = values[name.replace("full", "start")]
            if type(start) is int and value < start:
                problems.append(
                    (f"parameters.{name}", f"It must be at least {name.replace('full', 'start')}.")
                )
    return problems


def _is_before(moment: dt.datetime | None, other: dt.datetime | None) -> bool:
    return moment is not None and other is not None and moment <= other
