"""The shapes of the business day's API."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core_banking.api.serializers import StrictSerializer
from operations.closing_contracts import DayState


class BusinessDayAnswer(serializers.Serializer[Any]):
    """How the business day stands."""

    date = serializers.DateField(help_text="The business date.")
    closed_through = serializers.DateField(
        allow_null=True,
        help_text="Nothing is posted to this day or an earlier one; null before the first close.",
    )
    state = serializers.ChoiceField(
        choices=[state.value for state in DayState],
        help_text="OPEN; CLOSING while a close is unfinished; BEHIND when a day is over and not closed yet.",
    )
    open_failures = serializers.IntegerField(help_text="Items set aside that wait to be tried again.")


class AdvanceForm(StrictSerializer):
    """How far the business date moves: one of the two."""

    days = serializers.IntegerField(required=False, help_text="By so many days.")
    to = serializers.DateField(required=False, help_text="To this date.")


class ClosingAnswer(serializers.Serializer[Any]):
    """The close of one day."""

    date = serializers.DateField()
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True, help_text="When the evening's work was through.")
    finished_at = serializers.DateTimeField(
        allow_null=True, help_text="When the next morning's work was through."
    )
    open_failures = serializers.IntegerField()


class ClosingStepAnswer(serializers.Serializer[Any]):
    """One step of a close."""

    name = serializers.CharField()
    done = serializers.IntegerField()
    refused = serializers.IntegerField(help_text="Refused for now; they come up again by themselves.")
    set_aside = serializers.IntegerField(help_text="Failed, and tried again since or to be tried again.")
    open_failures = serializers.IntegerField(help_text="Of these, how many still wait.")
    started_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class ClosingFailureAnswer(serializers.Serializer[Any]):
    """One item that was set aside."""

    kind = serializers.CharField(help_text="The name of the step.")
    subject_id = serializers.IntegerField(help_text="Number of the item; 0 for the step as a whole.")
    sentence = serializers.CharField()
    attempts = serializers.IntegerField()
    first_failed_at = serializers.DateTimeField()
    last_failed_at = serializers.DateTimeField()
    resolved_at = serializers.DateTimeField(allow_null=True)


class ClosingDetailAnswer(ClosingAnswer):
    """The close of one day with its steps, and what it set aside: the first 200, what still waits before the rest."""

    steps = ClosingStepAnswer(many=True)
    failures = ClosingFailureAnswer(many=True)
