"""Mail and webhooks on the staff site: to be read; what changes them is a use case of the API."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from django.http import HttpRequest

from core_banking.api.bounded_pages import BoundedPaginator
from notifications.contracts import MANAGE_WEBHOOKS
from notifications.models import Delivery, DeliveryAttempt, Mail, WebhookEndpoint


class _ReadOnly:
    """Rows that nobody adds, changes or deletes here, and who may read them."""

    right: ClassVar[str] = MANAGE_WEBHOOKS

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        user = request.user
        return bool(user.is_active and user.is_staff and (user.is_superuser or user.has_perm(self.right)))

    def has_add_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(_ReadOnly, admin.ModelAdmin[WebhookEndpoint]):
    """Every endpoint there is and was; its secrets are nowhere to be seen."""

    list_display = ("id", "url", "description", "is_active", "stopped_because", "failing_since", "removed_at")
    list_filter = ("is_active", "stopped_because")
    ordering = ("-id",)


class _AttemptInline(_ReadOnly, admin.TabularInline[DeliveryAttempt, Delivery]):
    model = DeliveryAttempt
    fields = ("started_at", "duration_ms", "status_code", "error", "response_body")
    extra = 0


@admin.register(Delivery)
class DeliveryAdmin(_ReadOnly, admin.ModelAdmin[Delivery]):
    """What endpoints were told, the newest first, with every attempt."""

    list_display = ("id", "event", "endpoint", "status", "attempts", "next_attempt_at", "finished_at")
    list_filter = ("status",)
    list_select_related = ("event", "endpoint")
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = BoundedPaginator
    ordering = ("-id",)
    inlines = (_AttemptInline,)


@admin.register(Mail)
class MailAdmin(_ReadOnly, admin.ModelAdmin[Mail]):
    """The log of mail: what became of it, never what it said. For who looks after the system."""

    list_display = ("id", "created_at", "kind", "subject", "status", "attempts", "last_error")
    list_filter = ("status", "kind")
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = BoundedPaginator
    ordering = ("-id",)
    exclude = ("sealed_body",)

    def has_view_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        user = request.user
        return bool(user.is_active and user.is_staff and user.is_superuser)
