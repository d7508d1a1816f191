"""The form by which staff deals with a message on the staff site."""

from __future__ import annotations

from typing import Any

from django import forms

from support.contracts import MESSAGE_LENGTH, MessageStatus
from support.models import ContactMessage

_OUTCOMES = [
    (MessageStatus.ANSWERED.value, "Send this answer"),
    (MessageStatus.HANDLED.value, "It needs no answer"),
]


class DealWithMessageForm(forms.ModelForm[ContactMessage]):
    """What becomes of a message, said expressly, so that pressing "Save" alone neither sends nor settles anything."""

    outcome = forms.ChoiceField(label="What to do", choices=_OUTCOMES, widget=forms.RadioSelect)
    answer = forms.CharField(
        max_length=MESSAGE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "cols": 80}),
        help_text="Goes to the writer by e-mail, and to the inbox of one who was signed in.",
    )
    note = forms.CharField(
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"size": 80}),
        help_text="For the staff alone, with a message that needs no answer.",
    )

    class Meta:
        model = ContactMessage
        fields = ["answer", "note"]

    def clean(self) -> dict[str, Any]:
        """Refuse what would be lost: an answer that is not sent, a note that is not kept, and an empty answer."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        is_answered = given.get("outcome") == MessageStatus.ANSWERED
        if is_answered and not given.get("answer"):
            self.add_error("answer", "Write an answer.")
        if is_answered and given.get("note"):
            self.add_error("note", "A note is kept with a message that needs no answer.")
        if given.get("outcome") == MessageStatus.HANDLED and given.get("answer"):
            self.add_error("answer", "This would not be sent. Choose to send it, or take it away.")
        return given
