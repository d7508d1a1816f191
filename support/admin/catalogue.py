"""The catalogue of services on the staff site, changed by the use cases."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from core_banking.api.staff_pages import SavesByUseCase, acting_staff
from support.contracts import MANAGE_SERVICES
from support.models import Service
from support.services import add_service, change_service


@admin.register(Service)
class ServiceAdmin(SavesByUseCase[Service]):
    """The catalogue. Services are taken off it, never deleted."""

    list_display = ("name", "description", "is_active")
    list_filter = ("is_active",)
    ordering = ("id",)
    actions = None
    fields = ("name", "description", "is_active")

    def get_fields(self, request: HttpRequest, obj: Service | None = None) -> tuple[str, ...]:
        """A new one is on offer."""
        return ("name", "description") if obj is None else ("name", "description", "is_active")

    def save_model(self, request: HttpRequest, obj: Service, form: Any, change: bool) -> None:
        """Add or change the service by the use case."""
        actor = acting_staff(request)
        if change:
            terms: Any = {name: form.cleaned_data[name] for name in form.changed_data}
            change_service(actor=actor, service_id=obj.pk, terms=terms)
            return
        obj.pk = add_service(actor=actor, name=obj.name, description=obj.description).id

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Who may change the catalogue sees it on the first page."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Service | None = None) -> bool:
        """Whoever manages services."""
        return acting_staff(request).may(MANAGE_SERVICES)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever manages services."""
        return self.has_view_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Service | None = None) -> bool:
        """Whoever manages services."""
        return self.has_view_permission(request)
