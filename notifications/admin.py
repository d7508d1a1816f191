"""Mail and webhooks on the staff site: to be read; what changes them is a use case of the API."""

from __future__ import annotations

from django.contrib import admin

from core_banking.api.staff_pages import ReadByStaff, ReadByStaffInline
from notifications.contracts import MANAGE_WEBHOOKS
from notifications.models import Delivery, DeliveryAttempt, Mail, WebhookEndpoint


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(ReadByStaff[WebhookEndpoint]):
    """Every endpoint there is and was; its secrets are nowhere to be seen."""

    rights = (MANAGE_WEBHOOKS,)
    list_display = ("id", "url", "description", "is_active", "stopped_because", "failing_since", "removed_at")
    list_filter = ("is_active", "stopped_because")


class _AttemptInline(ReadByStaffInline):
    model = DeliveryAttempt
    fields = ("started_at", "duration_ms", "status_code", "error", "response_body")
    rights = (MANAGE_WEBHOOKS,)


@admin.register(Delivery)
class DeliveryAdmin(ReadByStaff[Delivery]):
    """What endpoints were told, the newest first, with every attempt."""

    rights = (MANAGE_WEBHOOKS,)
    list_display = ("id", "event", "endpoint", "status", "attempts", "next_attempt_at", "finished_at")
    list_filter = ("status",)
    list_select_related = ("event", "endpoint")
    inlines = (_AttemptInline,)


@admin.register(Mail)
class MailAdmin(ReadByStaff[Mail]):
    """The log of mail: what became of it, never what it said. For who looks after the system."""

    list_display = ("id", "created_at", "kind", "subject", "status", "attempts", "last_error")
    list_filter = ("status",)
    exclude = ("sealed_body",)
