"""The addresses of the audit trail."""

from __future__ import annotations

from django.urls import path

from audit.api.views import AuditLogViewSet

urlpatterns = [
    path("api/audit-logs/", AuditLogViewSet.as_view({"get": "list"}), name="audit-logs"),
    path("api/audit-logs/<str:id>/", AuditLogViewSet.as_view({"get": "retrieve"}), name="audit-log"),
]
