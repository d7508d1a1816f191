"""The form by which staff deals with an alert on the staff site."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from fraud.alert_cards import LONGEST_NOTE
from fraud.contracts import Disposition
from fraud.models import Alert

TAKE_IT: Final = "TAKE_IT"

_OUTCOMES: Final = [
    (TAKE_IT, "I look at it"),
    (Disposition.FALSE_POSITIVE.value, "It is harmless: a payment that waits is made"),
    (Disposition.CONFIRMED_FRAUD.value, "It is fraud: a payment that waits is declined"),
]


class DealWithAlertForm(forms.ModelForm[Alert]):
    """What becomes of an alert, said expressly, so that pressing "Save" alone decides nothing."""

    outcome = forms.ChoiceField(label="What to do", choices=_OUTCOMES, widget=forms.RadioSelect)
    note = forms.CharField(
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 80}),
        help_text="Why; for the staff alone.",
    )

    class Meta:
        model = Alert
        fields = ["note"]

    def clean(self) -> dict[str, Any]:
        """Refuse a decision without a reason, and a reason that would be lost."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        outcome, note = given.get("outcome"), given.get("note", "").strip()
        if outcome in set(Disposition) and not note:
            self.add_error("note", "Say why.")
        if outcome == TAKE_IT and note:
            self.add_error("note", "A note is kept with a decision.")
        return given
