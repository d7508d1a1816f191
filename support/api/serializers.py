"""The shapes of services and messages in the API."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core_banking.api.serializers import StrictSerializer
from support.contracts import (
    EMAIL_LENGTH,
    MESSAGE_LENGTH,
    NAME_LENGTH,
    PHONE_LENGTH,
    SERVICE_DESCRIPTION_LENGTH,
    SERVICE_NAME_LENGTH,
    SUBJECT_LENGTH,
    MessageStatus,
    NewMessage,
)

_NOTE_LENGTH = 300
_PHONE = r"\A\+?[0-9][0-9 ()./-]{3,}\Z"


class LineField(serializers.CharField):
    """Text of one line: a subject may become the subject of an e-mail, where a second line would be a header."""

    def to_internal_value(self, data: Any) -> str:
        """Return the trimmed text. Raises `ValidationError` for control characters."""
        text = super().to_internal_value(data)
        if not text.isprintable():
            raise serializers.ValidationError(
                "Control characters are not allowed.", code="control_characters"
            )
        return text


class ServiceSerializer(serializers.Serializer[Any]):
    """A service of the bank."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    description = serializers.CharField()
    is_active = serializers.BooleanField()
    created_at = serializers.DateTimeField()


class NewServiceSerializer(StrictSerializer):
    """A service to be added to the catalogue."""

    name = LineField(max_length=SERVICE_NAME_LENGTH)
    description = serializers.CharField(max_length=SERVICE_DESCRIPTION_LENGTH)


class ServiceChangeSerializer(StrictSerializer):
    """What may be set on a service; what is left out stays as it is."""

    name = LineField(max_length=SERVICE_NAME_LENGTH, required=False)
    description = serializers.CharField(max_length=SERVICE_DESCRIPTION_LENGTH, required=False)
    is_active = serializers.BooleanField(required=False)


class NewMessageSerializer(StrictSerializer):
    """A message to the bank."""

    name = LineField(max_length=NAME_LENGTH)
    email = serializers.EmailField(max_length=EMAIL_LENGTH)
    phone = serializers.RegexField(
        _PHONE, max_length=PHONE_LENGTH, required=False, allow_blank=True, default=""
    )
    subject = LineField(max_length=SUBJECT_LENGTH)
    message = serializers.CharField(max_length=MESSAGE_LENGTH)

    def to_message(self) -> NewMessage:
        """Return the validated body as the use case takes it."""
        return NewMessage(**self.validated_data)


class ReceiptSerializer(serializers.Serializer[Any]):
    """What its writer sees of a message: that it has arrived."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    email = serializers.CharField()
    phone = serializers.CharField(allow_blank=True)
    subject = serializers.CharField()
    message = serializers.CharField()
    created_at = serializers.DateTimeField()


class MessageSerializer(ReceiptSerializer):
    """A message as the staff reads it; `customer_id` tells that its writer was signed in."""

    status = serializers.ChoiceField(choices=list(MessageStatus))
    customer_id = serializers.CharField(allow_null=True)
    answer = serializers.CharField(allow_blank=True)
    note = serializers.CharField(allow_blank=True)
    dealt_with_by = serializers.CharField(allow_null=True)
    dealt_with_at = serializers.DateTimeField(allow_null=True)


class AnswerSerializer(StrictSerializer):
    """An answer to a message."""

    answer = serializers.CharField(max_length=MESSAGE_LENGTH)


class NoteSerializer(StrictSerializer):
    """Why a message needs no answer, for the staff alone."""

    note = serializers.CharField(max_length=_NOTE_LENGTH, required=False, allow_blank=True, default="")
