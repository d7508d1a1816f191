"""The addresses of the inbox and of webhooks."""

from __future__ import annotations

from django.urls import path

from notifications.api.views import NotificationViewSet, PreferencesView
from notifications.api.webhook_views import DeliveryViewSet, EventTypeViewSet, WebhookViewSet

urlpatterns = [
    path("api/notifications/", NotificationViewSet.as_view({"get": "list"})),
    path("api/notifications/read-all/", NotificationViewSet.as_view({"post": "read_all"})),
    path("api/notifications/preferences/", PreferencesView.as_view()),
    path("api/notifications/<int:notification_id>/read/", NotificationViewSet.as_view({"post": "read"})),
    path("api/webhooks/", WebhookViewSet.as_view({"get": "list", "post": "create"})),
    path(
        "api/webhooks/<int:endpoint_id>/",
        WebhookViewSet.as_view({"get": "retrieve", "patch": "partial_update", "delete": "destroy"}),
    ),
    path("api/webhooks/<int:endpoint_id>/rotate-secret/", WebhookViewSet.as_view({"post": "rotate_secret"})),
    path("api/webhooks/<int:endpoint_id>/test/", WebhookViewSet.as_view({"post": "test"})),
    path("api/webhooks/<int:endpoint_id>/deliveries/", DeliveryViewSet.as_view({"get": "list"})),
    path("api/webhooks/<int:endpoint_id>/redeliver/", WebhookViewSet.as_view({"post": "redeliver"})),
    path("api/webhook-events/", EventTypeViewSet.as_view({"get": "list"})),
]
