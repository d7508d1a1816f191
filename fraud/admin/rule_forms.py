"""The forms by which staff changes the rules of fraud scoring on the staff site; the use case judges the values."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from core_banking.kernel import clock
from fraud.contracts import Origin, Rule, RuleMode
from fraud.rule_changes import NEVER
from fraud.rules.definition import RuleDefinition
from fraud.shipped_rules import DEFINITIONS

_REASON_LENGTH: Final = 500
_THRESHOLD: Final = "parameter_"
_MODES: Final = [
    (RuleMode.ON.value, "On: its points count"),
    (RuleMode.SHADOW.value, "Shadow: looked at, not counted"),
    (RuleMode.OFF.value, "Off"),
]


def _reason() -> forms.CharField:
    return forms.CharField(
        max_length=_REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Why; it stays with the version.",
    )


class ThresholdsForm(forms.Form):
    """The scores from which a movement is held and blocked."""

    hold_at = forms.IntegerField(label="Hold from", min_value=1, max_value=NEVER)
    block_at = forms.IntegerField(
        label="Block from", min_value=1, max_value=NEVER, help_text=f"Points; {NEVER} is never."
    )
    reason = _reason()
    version = forms.IntegerField(widget=forms.HiddenInput)


class RuleForm(forms.Form):
    """One rule: whether it counts, how much at most, its thresholds, whom it looks at and when."""

    mode = forms.ChoiceField(choices=_MODES)
    weight = forms.IntegerField(label="Most points", min_value=0)
    origins = forms.MultipleChoiceField(
        label="Looks at what comes from",
        choices=[(origin.value, origin.value.replace("_", " ").capitalize()) for origin in Origin],
        widget=forms.CheckboxSelectMultiple,
    )
    valid_from = forms.DateTimeField(required=False, help_text="YYYY-MM-DD HH:MM; empty for always.")
    valid_until = forms.DateTimeField(required=False, help_text="YYYY-MM-DD HH:MM; empty for open.")
    reason = _reason()
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, rule: Rule, version: int, data: Any = None) -> None:
        definition = DEFINITIONS[rule.kind]
        super().__init__(data, initial=_values_of(rule, version))
        self.fields["weight"].widget.attrs["max"] = definition.highest_weight
        self.fields["weight"].help_text = f"From 0 to {definition.highest_weight}."
        for field in _thresholds_of(definition).items():
            self.fields[field[0]] = field[1]
        self.order_fields(
            ["mode", "weight", *_thresholds_of(definition), "origins", "valid_from", "valid_until"]
        )
        self._rule = rule

    def changes(self) -> dict[str, Any]:
        """Return the members of the rule that differ from what it is, as the use case takes them."""
        given = self.cleaned_data
        wanted: dict[str, Any] = {
            "mode": RuleMode(given["mode"]),
            "weight": given["weight"],
            "origins": tuple(Origin(origin) for origin in given["origins"]),
            "valid_from": given["valid_from"],
            "valid_until": given["valid_until"],
            "parameters": {name: given[_THRESHOLD + name] for name in self._rule.parameters},
        }
        changed = {name: value for name, value in wanted.items() if value != getattr(self._rule, name)}
        if wanted["parameters"] == dict(self._rule.parameters):
            changed.pop("parameters", None)
        if set(wanted["origins"]) == set(self._rule.origins):
            changed.pop("origins", None)
        return changed

    def field_named(self, name: str) -> str | None:
        """Return the field that a use case means by the name of a member; None for one that is not here."""
        own = _THRESHOLD + name.removeprefix("parameters.") if name.startswith("parameters.") else name
        return own if own in self.fields else None


def _values_of(rule: Rule, version: int) -> dict[str, Any]:
    zone = clock.bank_time_zone()
    return {
        "mode": rule.mode.value,
        "weight": rule.weight,
        "origins": [origin.value for origin in rule.origins],
        "valid_from": rule.valid_from.astimezone(zone) if rule.valid_from else None,
        "valid_until": rule.valid_until.astimezone(zone) if rule.valid_until else None,
        "version": version,
        **{_THRESHOLD + name: value for name, value in rule.parameters.items()},
    }


def _thresholds_of(definition: RuleDefinition) -> dict[str, forms.IntegerField]:
    return {
        _THRESHOLD + each.name: forms.IntegerField(
            label=each.name.replace("_", " ").capitalize(),
            min_value=each.lowest,
            max_value=each.highest,
            help_text=f"{each.meaning} In {each.unit}, {each.lowest} to {each.highest}; ships with {each.default}.",
        )
        for each in definition.parameters
    }
