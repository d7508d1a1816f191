"""How webhooks are written in JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core_banking.api.serializers import StrictSerializer
from core_banking.kernel.errors import InvalidInput
from notifications.contracts import DeliveryStatus, EndpointStop

_URL_MAX_LENGTH = 1000
_EVENT_TYPES_HELP = "The types the endpoint is told of; empty for all of them."


class EndpointSerializer(serializers.Serializer[Any]):
    """A webhook endpoint; `stopped_because` says why the bank itself switched it off."""

    id = serializers.IntegerField()
    url = serializers.CharField()
    description = serializers.CharField()
    event_types = serializers.ListField(child=serializers.CharField(), help_text=_EVENT_TYPES_HELP)
    is_active = serializers.BooleanField()
    stopped_because = serializers.ChoiceField(
        choices=[reason.value for reason in EndpointStop], allow_null=True
    )
    failing_since = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()


class NewEndpointSerializer(StrictSerializer):
    """An address that is to be told of events."""

    url = serializers.CharField(max_length=_URL_MAX_LENGTH)
    description = serializers.CharField(max_length=200, required=False, allow_blank=True)
    event_types = serializers.ListField(
        child=serializers.CharField(max_length=60),
        required=False,
        max_length=100,
        help_text=_EVENT_TYPES_HELP,
    )


class EndpointChangeSerializer(StrictSerializer):
    """What is left out stays."""

    harmless_fields = frozenset({"is_active"})

    url = serializers.CharField(max_length=_URL_MAX_LENGTH, required=False)
    description = serializers.CharField(max_length=200, required=False, allow_blank=True)
    event_types = serializers.ListField(
        child=serializers.CharField(max_length=60),
        required=False,
        max_length=100,
        help_text=_EVENT_TYPES_HELP,
    )
    is_active = serializers.BooleanField(required=False)


class IssuedSecretSerializer(serializers.Serializer[Any]):
    """An endpoint with its new secret, which is shown this once."""

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Return the endpoint's members with those of the secret beside them."""
        return {**EndpointSerializer(instance.endpoint).data, **_SecretSerializer(instance).data}


class _SecretSerializer(serializers.Serializer[Any]):
    secret = serializers.CharField()
    previous_secret_valid_until = serializers.DateTimeField(source="previous_valid_until", allow_null=True)


class EndpointWithSecretSerializer(EndpointSerializer):
    """An endpoint with its new secret, which is shown this once. For the documentation."""

    secret = serializers.CharField()
    previous_secret_valid_until = serializers.DateTimeField(allow_null=True)


class AttemptSerializer(serializers.Serializer[Any]):
    """One request; no `status_code` where there was no answer."""

    started_at = serializers.DateTimeField()
    duration_ms = serializers.IntegerField()
    status_code = serializers.IntegerField(allow_null=True)
    error = serializers.CharField()
    response_body = serializers.CharField(help_text="Its beginning.")


class DeliverySerializer(serializers.Serializer[Any]):
    """An event on its way to an endpoint."""

    id = serializers.IntegerField()
    event_id = serializers.CharField(help_text="What is sent as `webhook-id`.")
    event_type = serializers.CharField()
    occurred_at = serializers.DateTimeField()
    status = serializers.ChoiceField(choices=[status.value for status in DeliveryStatus])
    attempts = serializers.IntegerField()
    next_attempt_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    attempt_log = AttemptSerializer(many=True)


class RedeliverySerializer(StrictSerializer):
    """Either one delivery, or all that happened between two moments."""

    delivery_id = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)

    def get_fields(self) -> dict[str, Any]:
        """Return the members; `from` is no name that Python lets a class have."""
        moments = {name: serializers.DateTimeField(required=False) for name in ("from", "to")}
        return {**super().get_fields(), **moments}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse what is neither the one nor the other."""
        if set(attrs) not in ({"delivery_id"}, {"from", "to"}):
            raise InvalidInput({"non_field_errors": ["Give a delivery_id, or from and to."]})
        if "from" in attrs and attrs["from"] > attrs["to"]:
            raise InvalidInput({"to": ["This lies before from."]})
        return attrs


class RedeliveredSerializer(serializers.Serializer[Any]):
    """How many events are on their way again."""

    redelivered = serializers.IntegerField()


class EventTypeSerializer(serializers.Serializer[Any]):
    """A type of event."""

    type = serializers.CharField()
    description = serializers.CharField()
