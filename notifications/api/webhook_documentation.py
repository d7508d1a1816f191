"""What the API's documentation says of webhooks."""

from __future__ import annotations

from typing import Any, Final

from drf_spectacular.utils import OpenApiExample, extend_schema

from notifications.api.webhook_serializers import (
    DeliverySerializer,
    EndpointChangeSerializer,
    EndpointSerializer,
    EndpointWithSecretSerializer,
    EventTypeSerializer,
    NewEndpointSerializer,
    RedeliveredSerializer,
    RedeliverySerializer,
)

_TAGS: Final = ["Webhooks"]
_ENDPOINT: Final[dict[str, Any]] = {
    "id": 3,
    "url": "https://books.example.com/hooks/bank",
    "description": "Bookkeeping",
    "event_types": ["account.opened", "transaction.posted"],
    "is_active": True,
    "stopped_because": None,
    "failing_since": None,
    "created_at": "2024-01-15T10:30:00Z",
}
_WITH_SECRET: Final = {
    **_ENDPOINT,
    "secret": "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDzbtqNKUYGz4=",
    "previous_secret_valid_until": None,
}
_DELIVERY: Final[dict[str, Any]] = {
    "id": 71,
    "event_id": "msg_5c1f0f6a8e2d4b7c9a3e1d0b2f4c6a8e",
    "event_type": "transaction.posted",
    "occurred_at": "2024-01-15T10:30:00Z",
    "status": "PENDING",
    "attempts": 1,
    "next_attempt_at": "2024-01-15T10:30:06Z",
    "finished_at": None,
    "attempt_log": [
        {
            "started_at": "2024-01-15T10:30:01Z",
            "duration_ms": 118,
            "status_code": 503,
            "error": "The receiver answered 503.",
            "response_body": "Down for maintenance",
        }
    ],
}

_SHOWN: Final = OpenApiExample("An endpoint", value=_ENDPOINT, response_only=True)
_SENT: Final = OpenApiExample(
    "A delivery that failed once", value=_DELIVERY, response_only=True, status_codes=["200", "202"]
)

LIST = extend_schema(
    operation_id="webhooks_list",
    summary="List webhooks",
    tags=_TAGS,
    responses=EndpointSerializer(many=True),
    filters=False,
    examples=[_SHOWN],
)

CREATE = extend_schema(
    operation_id="webhooks_create",
    summary="Add a webhook",
    description=(
        "The address is told what happens from now on, within seconds, by the Standard Webhooks specification: "
        "`webhook-id`, `webhook-timestamp` and `webhook-signature` with each request. The secret is shown this "
        "once. An event may arrive more than once, under the same `webhook-id`, and out of order. Any 2xx accepts "
        "it; otherwise it is sent again for three days."
    ),
    tags=_TAGS,
    request=NewEndpointSerializer,
    responses={201: EndpointWithSecretSerializer},
    examples=[
        OpenApiExample(
            "Two types of event",
            value={name: _ENDPOINT[name] for name in ("url", "description", "event_types")},
            request_only=True,
        ),
        OpenApiExample("With its secret", value=_WITH_SECRET, response_only=True, status_codes=["201"]),
    ],
)

SHOW = extend_schema(
    operation_id="webhooks_retrieve",
    summary="Show a webhook",
    tags=_TAGS,
    responses=EndpointSerializer,
    examples=[_SHOWN],
)

CHANGE = extend_schema(
    operation_id="webhooks_partial_update",
    summary="Change a webhook",
    description="Switching it on again starts it afresh: what was waiting goes out.",
    tags=_TAGS,
    request=EndpointChangeSerializer,
    responses=EndpointSerializer,
    examples=[OpenApiExample("Switched off", value={"is_active": False}, request_only=True), _SHOWN],
)

REMOVE = extend_schema(
    operation_id="webhooks_destroy",
    summary="Remove a webhook",
    tags=_TAGS,
    responses={204: None},
)

ROTATE = extend_schema(
    operation_id="webhooks_rotate_secret",
    summary="Give a webhook a new secret",
    description="Requests are signed with the new secret and the one before it until the latter has run out.",
    tags=_TAGS,
    request=None,
    responses=EndpointWithSecretSerializer,
    examples=[
        OpenApiExample(
            "The new secret",
            value={**_WITH_SECRET, "previous_secret_valid_until": "2024-01-16T10:30:00Z"},
            response_only=True,
        )
    ],
)

TEST = extend_schema(
    operation_id="webhooks_test",
    summary="Send a test event",
    description="Sends `webhook.ping`, also to a webhook that is switched off. Look at its deliveries for the outcome.",
    tags=_TAGS,
    request=None,
    responses={202: DeliverySerializer},
    examples=[_SENT],
)

DELIVERIES = extend_schema(
    operation_id="webhooks_deliveries_list",
    summary="List what a webhook was told",
    tags=_TAGS,
    responses=DeliverySerializer(many=True),
    examples=[_SENT],
)

REDELIVER = extend_schema(
    operation_id="webhooks_redeliver",
    summary="Tell a webhook again",
    description=(
        "One delivery, or everything that happened between two moments, both included: also what the webhook was "
        "never told because it was switched off. The events keep their `webhook-id`."
    ),
    tags=_TAGS,
    request=RedeliverySerializer,
    responses={202: RedeliveredSerializer},
    examples=[
        OpenApiExample("One", value={"delivery_id": 71}, request_only=True),
        OpenApiExample(
            "An hour", value={"from": "2024-01-15T10:00:00Z", "to": "2024-01-15T11:00:00Z"}, request_only=True
        ),
        OpenApiExample("Two events", value={"redelivered": 2}, response_only=True, status_codes=["202"]),
    ],
)

EVENT_TYPES = extend_schema(
    operation_id="webhook_events_list",
    summary="List the types of event",
    tags=_TAGS,
    responses=EventTypeSerializer(many=True),
    filters=False,
    examples=[
        OpenApiExample(
            "A type",
            value={"type": "transaction.posted", "description": "Money moved. Amounts are in major units."},
            response_only=True,
        )
    ],
)
