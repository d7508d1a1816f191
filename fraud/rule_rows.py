"""A rule book as the row keeps it: JSON, so that a version reads the same for good."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core_banking.kernel.clock import isoformat_utc
from fraud.contracts import Origin, Rule, RuleBook, RuleKind, RuleMode
from fraud.shipped_rules import DEFINITIONS, shipped_rule


def rules_as_rows(rules: Iterable[Rule]) -> list[dict[str, Any]]:
    """Write rules as JSON objects."""
    return [rule_as_row(rule) for rule in rules]


def rule_as_row(rule: Rule) -> dict[str, Any]:
    """Write one rule as a JSON object; moments as the API writes them."""
    return {
        "kind": rule.kind.value,
        "mode": rule.mode.value,
        "weight": rule.weight,
        "parameters": dict(rule.parameters),
        "origins": [origin.value for origin in rule.origins],
        "valid_from": None if rule.valid_from is None else isoformat_utc(rule.valid_from),
        "valid_until": None if rule.valid_until is None else isoformat_utc(rule.valid_until),
    }


def rules_of(rows: Sequence[Mapping[str, Any]]) -> tuple[Rule, ...]:
    """Read the rules of a version, in the order in which they ship.

    A kind that the bank has learnt since the version was written is switched off, and a threshold added since has its
    shipped value; a kind that is no more is left out.
    """
    written = {row["kind"]: row for row in rows}
    return tuple(
        _rule_of(kind, written[kind.value]) if kind.value in written else shipped_rule(kind, RuleMode.OFF)
        for kind in DEFINITIONS
    )


def book_of(version: int, hold_at: int, block_at: int, rows: Sequence[Mapping[str, Any]]) -> RuleBook:
    """Return the rule book of a stored version."""
    return RuleBook(version=version, hold_at=hold_at, block_at=block_at, rules=rules_of(rows))


def _rule_of(kind: RuleKind, row: Mapping[str, Any]) -> Rule:
    known = DEFINITIONS[kind].parameters
    return Rule(
        kind=kind,
        mode=RuleMode(row["mode"]),
        weight=row["weight"],
        parameters={each.name: row["parameters"].get(each.name, each.default) for each in known},
        origins=tuple(Origin(origin) for origin in row["origins"]),
        valid_from=_moment(row["valid_from"]),
        valid_until=_moment(row["valid_until"]),
    )


def _moment(written: str | None) -> dt.datetime | None:
    return None if written is None else dt.datetime.fromisoformat(written)
