"""The addresses of the inbox."""

from __future__ import annotations

from django.urls import path

from notifications.api.views import NotificationViewSet, PreferencesView

urlpatterns = [
    path("api/notifications/", NotificationViewSet.as_view({"get": "list"})),
    path("api/notifications/read-all/", NotificationViewSet.as_view({"post": "read_all"})),
    path("api/notifications/preferences/", PreferencesView.as_view()),
    path("api/notifications/<int:notification_id>/read/", NotificationViewSet.as_view({"post": "read"})),
]
