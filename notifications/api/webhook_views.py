"""Webhooks over HTTP, for the staff that manages them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from core_banking.api.pagination import KeysetOrPages
from core_banking.api.permissions import Holds
from core_banking.api.principals import actor_of
from notifications import selectors, services
from notifications.api import webhook_documentation as documentation
from notifications.api.filters import DeliveryFilter
from notifications.api.webhook_serializers import (
    DeliverySerializer,
    EndpointChangeSerializer,
    EndpointSerializer,
    EventTypeSerializer,
    IssuedSecretSerializer,
    NewEndpointSerializer,
    RedeliverySerializer,
)
from notifications.contracts import MANAGE_WEBHOOKS
from notifications.models import Delivery, WebhookEndpoint
from notifications.webhooks.catalogue import EVENT_TYPES


class WebhookViewSet(GenericViewSet[WebhookEndpoint]):
    """The addresses that are told of events."""

    permission_classes = [Holds(MANAGE_WEBHOOKS)]
    queryset = WebhookEndpoint.objects.none()
    serializer_class = EndpointSerializer
    lookup_url_kwarg = "endpoint_id"

    def get_queryset(self) -> QuerySet[WebhookEndpoint]:
        return selectors.kept_endpoints()

    @documentation.LIST
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        cards = [selectors.endpoint_card(endpoint) for endpoint in page]
        return self.get_paginated_response(EndpointSerializer(cards, many=True).data)

    @documentation.CREATE
    def create(self, request: Request) -> Response:
        body = NewEndpointSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        issued = services.create_endpoint(actor=actor_of(request), **body.validated_data)
        return Response(IssuedSecretSerializer(issued).data, status=status.HTTP_201_CREATED)

    @documentation.SHOW
    def retrieve(self, request: Request, endpoint_id: int) -> Response:
        return Response(EndpointSerializer(selectors.endpoint_by_number(endpoint_id)).data)

    @documentation.CHANGE
    def partial_update(self, request: Request, endpoint_id: int) -> Response:
        body = EndpointChangeSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        changed = services.change_endpoint(
            actor=actor_of(request), endpoint_id=endpoint_id, **body.validated_data
        )
        return Response(EndpointSerializer(changed).data)

    @documentation.REMOVE
    def destroy(self, request: Request, endpoint_id: int) -> Response:
        services.remove_endpoint(actor=actor_of(request), endpoint_id=endpoint_id)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @documentation.ROTATE
    def rotate_secret(self, request: Request, endpoint_id: int) -> Response:
        issued = services.rotate_secret(actor=actor_of(request), endpoint_id=endpoint_id)
        return Response(IssuedSecretSerializer(issued).data)

    @documentation.TEST
    def test(self, request: Request, endpoint_id: int) -> Response:
        delivery = services.send_test_event(actor=actor_of(request), endpoint_id=endpoint_id)
        return Response(DeliverySerializer(delivery).data, status=status.HTTP_202_ACCEPTED)

    @documentation.REDELIVER
    def redeliver(self, request: Request, endpoint_id: int) -> Response:
        body = RedeliverySerializer(data=request.data)
        body.is_valid(raise_exception=True)
        wanted: dict[str, Any] = body.validated_data
        if "delivery_id" in wanted:
            count = services.redeliver(actor=actor_of(request), endpoint_id=endpoint_id, **wanted)
        else:
            count = services.redeliver_range(
                actor=actor_of(request), endpoint_id=endpoint_id, since=wanted["from"], until=wanted["to"]
            )
        return Response({"redelivered": count}, status=status.HTTP_202_ACCEPTED)


class DeliveryViewSet(GenericViewSet[Delivery]):
    """What one endpoint was told and is to be told, the newest first."""

    permission_classes = [Holds(MANAGE_WEBHOOKS)]
    pagination_class = KeysetOrPages
    queryset = Delivery.objects.none()
    serializer_class = DeliverySerializer
    filterset_class = DeliveryFilter

    def get_queryset(self) -> QuerySet[Delivery]:
        if getattr(self, "swagger_fake_view", False):
            return Delivery.objects.none()
        return selectors.deliveries_to(self.kwargs["endpoint_id"])

    @documentation.DELIVERIES
    def list(self, request: Request, endpoint_id: int) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response(DeliverySerializer(selectors.delivery_cards(page), many=True).data)


class EventTypeViewSet(GenericViewSet[WebhookEndpoint]):
    """The types of event there are."""

    permission_classes = [Holds(MANAGE_WEBHOOKS)]
    queryset = WebhookEndpoint.objects.none()
    serializer_class = EventTypeSerializer

    @documentation.EVENT_TYPES
    def list(self, request: Request) -> Response:
        types = [{"type": name, "description": said} for name, said in EVENT_TYPES.items()]
        return self.get_paginated_response(EventTypeSerializer(self.paginate_queryset(types), many=True).data)
