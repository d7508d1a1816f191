"""Every address of the bank. Addresses under `/api/` end in a slash; they answer without it too."""

from __future__ import annotations

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from core_banking.api import docs, health, metrics, views

_APPS = [
    "users",
    "notifications",
    "kyc",
    "fraud",
    "ledger",
    "accounts",
    "loans",
    "transactions",
    "audit",
    "support",
    "planning",
    "operations",
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.ApiRoot.as_view(), name="root"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("docs/", docs.documentation, name="documentation"),
    path("", include("users.admin.urls")),
    path("", include("operations.admin.urls")),
    path("admin/", admin.site.urls),
    path("api/docs/swagger/", docs.swagger, name="swagger"),
    path("api/docs/redoc/", docs.redoc, name="redoc"),
    path("api/schema/", docs.schema_document, name="schema"),
    path("api/errors/", views.ErrorCodes.as_view(), name="error-codes"),
    path("api/errors/<slug:code>/", views.ErrorCodeDetail.as_view(), name="error-code"),
    *(path("", include(f"{app}.api.urls")) for app in _APPS),
    path("", include("web.urls")),
]

handler400 = "core_banking.api.views.bad_request"
handler403 = "core_banking.api.views.permission_denied"
handler404 = "core_banking.api.views.not_found"
handler500 = "core_banking.api.views.server_error"
