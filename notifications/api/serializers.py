"""How messages are written in JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core_banking.api.serializers import StrictSerializer
from notifications.contracts import NotificationCard


class NotificationSerializer(serializers.Serializer[Any]):
    """One message of the inbox; `read_at` is null while it is new."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    title = serializers.CharField()
    body = serializers.CharField()
    data = serializers.DictField()  # type: ignore[assignment]
    is_read = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)

    def get_is_read(self, message: NotificationCard) -> bool:
        """Return whether the message has been read."""
        return message.read_at is not None


class MarkedSerializer(serializers.Serializer[Any]):
    """How many messages were new until now."""

    marked = serializers.IntegerField()


class PreferencesSerializer(StrictSerializer):
    """How the bank may reach somebody beside the inbox."""

    email = serializers.BooleanField(
        help_text="Whether messages also come by e-mail. Warnings about your sign-in always do."
    )


class PreferencesChangeSerializer(StrictSerializer):
    """What is left out stays."""

    email = serializers.BooleanField(required=False)
