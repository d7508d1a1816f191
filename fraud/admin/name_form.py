"""The form by which staff deals with a name that is like a listed one on the staff site."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from fraud.models import NameMatch
from fraud.name_contracts import NameDecision, NameMatchStatus

AGREE: Final = "AGREE"
SEND_BACK: Final = "SEND_BACK"

_LONGEST_NOTE: Final = 1000
_TO_PROPOSE: Final = [
    (NameDecision.CLEARED.value, "Propose: somebody else of a like name"),
    (NameDecision.CONFIRMED.value, "Propose: the listed one"),
]
_TO_DECIDE: Final = [
    (AGREE, "Agree with the proposal"),
    (SEND_BACK, "Send it back: it is to be looked at again"),
]


class DealWithNameMatchForm(forms.ModelForm[NameMatch]):
    """What becomes of a match, said expressly, so that pressing "Save" alone decides nothing."""

    outcome = forms.ChoiceField(label="What to do", widget=forms.RadioSelect)
    note = forms.CharField(
        max_length=_LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 80}),
        help_text="Why; for the staff alone.",
    )

    class Meta:
        model = NameMatch
        fields: list[str] = []

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        is_proposed = self.instance.status == NameMatchStatus.PROPOSED.value
        if "outcome" in self.fields:
            self.fields["outcome"].choices = _TO_DECIDE if is_proposed else _TO_PROPOSE  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a proposal, and its return, without a reason."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("outcome") not in (None, AGREE) and not given.get("note", "").strip():
            self.add_error("note", "Say why.")
        return given
