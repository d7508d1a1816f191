"""The addresses of the audit trail."""

from __future__ import annotations

from django.urls import path

from audit.api.views import AuditLogDetail, AuditLogList

urlpatterns = [
    path("api/audit-logs/", AuditLogList.as_view(), name="audit-log-list"),
    path("api/audit-logs/<str:id>/", AuditLogDetail.as_view(), name="audit-log-detail"),
]
