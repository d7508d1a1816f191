"""The addresses of the audit trail."""

from __future__ import annotations

from django.urls import path

from audit.api.chain import AuditChainView, AuditProofView
from audit.api.export import AuditExportView
from audit.api.staff import StaffActivityView, StaffPatternsView
from audit.api.views import AuditLogViewSet

urlpatterns = [
    path("api/audit-logs/", AuditLogViewSet.as_view({"get": "list"}), name="audit-logs"),
    path("api/audit-logs/export/", AuditExportView.as_view(), name="audit-export"),
    path("api/audit-logs/activity/", StaffActivityView.as_view(), name="staff-activity"),
    path("api/audit-logs/patterns/", StaffPatternsView.as_view(), name="staff-patterns"),
    path("api/audit-logs/verify/", AuditChainView.as_view(), name="audit-chain"),
    path("api/audit-logs/<str:id>/proof/", AuditProofView.as_view(), name="audit-proof"),
    path("api/audit-logs/<str:id>/", AuditLogViewSet.as_view({"get": "retrieve"}), name="audit-log"),
]
