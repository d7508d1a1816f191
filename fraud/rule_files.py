"""Changes of rules as somebody writes them down: in a file in the form of the API, or on a command line."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any, Final

from core_banking.kernel.errors import InvalidInput
from fraud.contracts import Origin, RuleKind, RuleMode
from fraud.rule_changes import RuleChange

_MEMBERS: Final = ("mode", "weight", "parameters", "origins", "valid_from", "valid_until")


class CannotBeRead(ValueError):
    """What was written down is no change of rules; the message says where and why."""


def written_changes(text: str) -> tuple[dict[str, int], dict[RuleKind, RuleChange]]:
    """Read `{"hold_at", "block_at", "rules": [{"kind", …}]}`, the body of a PATCH of the rules, or a list of rules.

    Returns the thresholds that are given and the changes by kind. Raises `CannotBeRead`.
    """
    try:
        body = json.loads(text)
    except ValueError as error:
        raise CannotBeRead(f"it is no JSON ({error})") from None
    if isinstance(body, list):
        body = {"rules": body}
    if not isinstance(body, dict) or not isinstance(body.get("rules", []), list):
        raise CannotBeRead("it must be an object with hold_at, block_at and a list of rules")
    thresholds = {name: body[name] for name in ("hold_at", "block_at") if name in body}
    if any(type(value) is not int for value in thresholds.values()):
        raise CannotBeRead("hold_at and block_at are whole numbers")
    changes: dict[RuleKind, RuleChange] = {}
    for rule in body.get("rules", []):
        if not isinstance(rule, dict) or "kind" not in rule:
            raise CannotBeRead("each rule is an object with its kind")
        changes[_kind(rule["kind"])] = {name: _member(name, rule[name]) for name in _MEMBERS if name in rule}
    return thresholds, changes


def set_changes(settings: Iterable[str]) -> dict[RuleKind, RuleChange]:
    """Read `KIND.weight=…`, `KIND.mode=…` and `KIND.<parameter>=…`. Raises `CannotBeRead`."""
    changes: dict[RuleKind, dict[str, Any]] = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        kind, dot, member = name.partition(".")
        if not equals or not dot:
            raise CannotBeRead(f"{setting!r} is not of the form KIND.name=value")
        change = changes.setdefault(_kind(kind), {})
        if member == "mode":
            change["mode"] = _member("mode", value)
        elif member == "weight":
            change["weight"] = _whole(setting, value)
        else:
            change.setdefault("parameters", {})[member] = _whole(setting, value)
    return dict(changes)


def sentences(refused: InvalidInput) -> str:
    """Write the wrong fields of a change as one sentence each."""
    return " ".join(f"{name}: {message}" for name, messages in refused.fields.items() for message in messages)


def _kind(written: object) -> RuleKind:
    try:
        return RuleKind(str(written))
    except ValueError:
        raise CannotBeRead(f"there is no rule {written!r}") from None


def _whole(setting: str, written: str) -> int:
    try:
        return int(written)
    except ValueError:
        raise CannotBeRead(f"{setting!r} needs a whole number") from None


def _member(name: str, value: Any) -> Any:
    try:
        if name == "mode":
            return RuleMode(value)
        if name == "origins":
            return tuple(Origin(origin) for origin in value)
        if name.startswith("valid") and value is not None:
            return _moment(value)
    except (TypeError, ValueError):
        raise CannotBeRead(f"{name} cannot be {value!r}") from None
    if (name == "weight" and type(value) is not int) or (
        name == "parameters" and not isinstance(value, dict)
    ):
        raise CannotBeRead(f"{name} cannot be {value!r}")
    return value


def _moment(written: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(written)
    if moment.tzinfo is None:
        raise ValueError("a moment needs its offset")
    return moment
