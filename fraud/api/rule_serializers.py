"""The shapes of the rules of fraud scoring in the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from rest_framework import serializers

from core_banking.api.serializers import StrictSerializer
from fraud.contracts import Origin, Rule, RuleBook, RuleKind, RuleMode
from fraud.models import RuleBookVersion
from fraud.rule_changes import NEVER
from fraud.rule_rows import rule_as_row
from fraud.selectors.precision import RulePrecision
from fraud.shipped_rules import DEFINITIONS

_REASON_LENGTH: Final = 500
_MODES: Final = [mode.value for mode in RuleMode]
_ORIGINS: Final = [origin.value for origin in Origin]
_KINDS: Final = [kind.value for kind in RuleKind]
_CHANGEABLE: Final = ("mode", "weight", "parameters", "origins", "valid_from", "valid_until")


class RuleParameterAnswer(serializers.Serializer[Any]):
    """A threshold of a rule."""

    name = serializers.CharField()
    value = serializers.IntegerField()
    shipped = serializers.IntegerField(help_text="The value it ships with.")
    unit = serializers.CharField()
    meaning = serializers.CharField()
    lowest = serializers.IntegerField()
    highest = serializers.IntegerField()


class RulePrecisionAnswer(serializers.Serializer[Any]):
    """How often a rule was right, by what staff found."""

    fired = serializers.IntegerField(help_text="Alerts the rule was part of; in the shadow as well.")
    confirmed = serializers.IntegerField()
    false_positives = serializers.IntegerField()
    precision = serializers.CharField(allow_null=True, help_text="Percent of the decided ones.")


class FraudRuleAnswer(serializers.Serializer[Any]):
    """A rule of fraud scoring: how it is set, what its thresholds mean, and how often it was right."""

    kind = serializers.ChoiceField(_KINDS)
    meaning = serializers.CharField()
    mode = serializers.ChoiceField(_MODES)
    weight = serializers.IntegerField(help_text="The most points it adds.")
    highest_weight = serializers.IntegerField()
    origins = serializers.ListField(child=serializers.ChoiceField(_ORIGINS))
    valid_from = serializers.DateTimeField(allow_null=True)
    valid_until = serializers.DateTimeField(allow_null=True)
    parameters = RuleParameterAnswer(many=True)
    precision = RulePrecisionAnswer()


class ThresholdsAnswer(serializers.Serializer[Any]):
    """The scores from which a movement is held and blocked; 101 is never."""

    version = serializers.IntegerField()
    hold_at = serializers.IntegerField()
    block_at = serializers.IntegerField()


class RuleBookAnswer(ThresholdsAnswer):
    """All rules of the newest version."""

    rules = FraudRuleAnswer(many=True)


class RuleVersionAnswer(ThresholdsAnswer):
    """One version of the rules: who wrote it, and why."""

    created_at = serializers.DateTimeField()
    created_by = serializers.CharField(allow_null=True, help_text="Null for what the bank shipped.")
    reason = serializers.CharField()


class RuleVersionWithRules(RuleVersionAnswer):
    """One version with its rules as they were."""

    rules = serializers.JSONField()


class _Change(StrictSerializer):
    """What every change takes: why it is made, and the version it was made for."""

    reason = serializers.CharField(max_length=_REASON_LENGTH)
    version = serializers.IntegerField(
        min_value=0, required=False, help_text="The version you read; another one is refused with 409."
    )


class _RuleMembers(StrictSerializer):
    """Members of a rule; what is left out stays."""

    mode = serializers.ChoiceField(_MODES, required=False)
    weight = serializers.IntegerField(min_value=0, max_value=100, required=False)
    parameters = serializers.DictField(
        child=serializers.IntegerField(), required=False, help_text="Thresholds by name; the others stay."
    )
    origins = serializers.ListField(child=serializers.ChoiceField(_ORIGINS), required=False, max_length=5)
    valid_from = serializers.DateTimeField(required=False, allow_null=True)
    valid_until = serializers.DateTimeField(required=False, allow_null=True)


class FraudRuleChange(_RuleMembers, _Change):
    """A change of one rule."""


class RuleInBook(_RuleMembers):
    """A change of a rule among others."""

    kind = serializers.ChoiceField(_KINDS)


class ThresholdsChange(_Change):
    """A change of the thresholds."""

    hold_at = serializers.IntegerField(min_value=1, max_value=NEVER, required=False)
    block_at = serializers.IntegerField(min_value=1, max_value=NEVER, required=False)


class RuleBookChange(ThresholdsChange):
    """A change of several rules and the thresholds at once: one new version."""

    rules = RuleInBook(many=True, required=False)

    def validate_rules(self, rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Refuse two changes of one rule, of which one would silently be lost."""
        if len({each["kind"] for each in rules}) < len(rules):
            raise serializers.ValidationError("Name each rule once.")
        return rules


def rule_members(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of a rule that a valid body sets, as the use case takes them."""
    members = {name: values[name] for name in _CHANGEABLE if name in values}
    if "mode" in members:
        members["mode"] = RuleMode(members["mode"])
    if "origins" in members:
        members["origins"] = tuple(Origin(origin) for origin in members["origins"])
    return members


def rule_body(rule: Rule, precisions: Mapping[str, RulePrecision]) -> dict[str, Any]:
    """Return a rule as the API shows it."""
    definition = DEFINITIONS[rule.kind]
    parameters = [
        {
            "name": each.name,
            "value": rule.parameters[each.name],
            "shipped": each.default,
            "unit": each.unit,
            "meaning": each.meaning,
            "lowest": each.lowest,
            "highest": each.highest,
        }
        for each in definition.parameters
    ]
    return {
        **rule_as_row(rule),
        "meaning": definition.meaning,
        "highest_weight": definition.highest_weight,
        "parameters": parameters,
        "precision": _precision_body(precisions.get(rule.kind.value, RulePrecision())),
    }


def book_body(book: RuleBook, precisions: Mapping[str, RulePrecision]) -> dict[str, Any]:
    """Return a rule book as the API shows it."""
    return {**thresholds_body(book), "rules": [rule_body(rule, precisions) for rule in book.rules]}


def thresholds_body(book: RuleBook) -> dict[str, Any]:
    """Return the thresholds of a book as the API shows them."""
    return {"version": book.version, "hold_at": book.hold_at, "block_at": book.block_at}


def version_body(row: RuleBookVersion) -> dict[str, Any]:
    """Return a version as the API lists it."""
    return {
        "version": row.version,
        "hold_at": row.hold_at,
        "block_at": row.block_at,
        "created_at": row.created_at,
        "created_by": None if row.created_by is None else row.created_by.get_username(),
        "reason": row.reason,
        "rules": row.rules,
    }


def _precision_body(precision: RulePrecision) -> dict[str, Any]:
    share = precision.thousandths
    return {
        "fired": precision.fired,
        "confirmed": precision.confirmed,
        "false_positives": precision.false_positives,
        "precision": None if share is None else f"{share // 10}.{share % 10}",
    }
