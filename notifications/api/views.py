"""The inbox over HTTP."""

from __future__ import annotations

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from core_banking.api.pagination import KeysetOrPages
from core_banking.api.permissions import IsSignedIn
from core_banking.api.principals import actor_of
from notifications import selectors, services
from notifications.api.filters import NotificationFilter
from notifications.api.serializers import (
    MarkedSerializer,
    NotificationSerializer,
    PreferencesChangeSerializer,
    PreferencesSerializer,
)
from notifications.models import Notification

_MESSAGE = {
    "id": 12,
    "kind": "KYC_APPROVED",
    "title": "Your identity is verified",
    "body": "Your KYC was approved. You can now open accounts and make transactions.",
    "data": {"kyc_status": "APPROVED"},
    "is_read": False,
    "created_at": "2024-01-15T10:30:00Z",
    "read_at": None,
}
_EXAMPLE = OpenApiExample("An approval", value=_MESSAGE, response_only=True)
_READ_EXAMPLE = OpenApiExample(
    "The approval, read",
    value={**_MESSAGE, "is_read": True, "read_at": "2024-01-15T11:00:00Z"},
    response_only=True,
)
_PREFERENCES_EXAMPLE = OpenApiExample("No e-mail", value={"email": False})


class NotificationViewSet(GenericViewSet[Notification]):
    """The caller's own messages, the newest first."""

    permission_classes = [IsSignedIn]
    pagination_class = KeysetOrPages
    queryset = Notification.objects.none()
    serializer_class = NotificationSerializer
    filterset_class = NotificationFilter
    lookup_url_kwarg = "notification_id"

    def get_queryset(self) -> QuerySet[Notification]:
        return selectors.inbox_of(actor_of(self.request).user_id or 0)

    @extend_schema(
        operation_id="notifications_list",
        summary="List my notifications",
        tags=["Notifications"],
        responses=NotificationSerializer(many=True),
        examples=[_EXAMPLE],
    )
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        cards = [selectors.notification_card(message) for message in page]
        return self.get_paginated_response(NotificationSerializer(cards, many=True).data)

    @extend_schema(
        operation_id="notifications_read",
        summary="Mark a notification as read",
        tags=["Notifications"],
        request=None,
        responses=NotificationSerializer,
        examples=[_READ_EXAMPLE],
    )
    def read(self, request: Request, notification_id: int) -> Response:
        card = services.mark_read(actor=actor_of(request), notification_id=notification_id)
        return Response(NotificationSerializer(card).data)

    @extend_schema(
        operation_id="notifications_read_all",
        summary="Mark all my notifications as read",
        tags=["Notifications"],
        request=None,
        responses=MarkedSerializer,
        filters=False,
        examples=[OpenApiExample("Three were new", value={"marked": 3}, response_only=True)],
    )
    def read_all(self, request: Request) -> Response:
        return Response(MarkedSerializer({"marked": services.mark_all_read(actor=actor_of(request))}).data)


class PreferencesView(APIView):
    """How the bank may reach the caller beside the inbox."""

    permission_classes = [IsSignedIn]

    @extend_schema(
        operation_id="notifications_preferences_retrieve",
        summary="Show how I am reached",
        tags=["Notifications"],
        responses=PreferencesSerializer,
        examples=[_PREFERENCES_EXAMPLE],
    )
    def get(self, request: Request) -> Response:
        chosen = selectors.preferences_of(actor_of(request).user_id or 0)
        return Response(PreferencesSerializer(chosen).data)

    @extend_schema(
        operation_id="notifications_preferences_partial_update",
        summary="Choose how I am reached",
        tags=["Notifications"],
        request=PreferencesChangeSerializer,
        responses=PreferencesSerializer,
        examples=[_PREFERENCES_EXAMPLE],
    )
    def patch(self, request: Request) -> Response:
        body = PreferencesChangeSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        chosen = services.change_preferences(actor=actor_of(request), **body.validated_data)
        return Response(PreferencesSerializer(chosen).data)
