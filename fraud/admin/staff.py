"""Who acts on fraud's pages of the staff site, with the rights of his groups, and rows that are only read."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from core_banking.api.bounded_pages import BoundedPaginator
from core_banking.api.request_facts import facts_of
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import DomainError, InvalidInput
from fraud.contracts import VIEW_ALERTS
from users.services import actor_on_staff_site


class ReadByAlertStaff(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that those who see alerts may read; a page that changes them says so."""

    right: ClassVar[str] = VIEW_ALERTS
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = BoundedPaginator
    list_per_page = 50
    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Who may see the rows sees them on the first page."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever holds the right may read."""
        return staff_actor(request).may(self.right)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds a row."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes a row, unless a page says so."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes a row."""
        return False


def staff_actor(request: HttpRequest) -> Actor:
    """Return the signed-in member of staff as an actor; his rights are asked of the database once a request."""
    known: Actor | None = getattr(request, "bank_fraud_actor", None)
    if known is None:
        user = request.user
        user_id = user.pk if user.is_active and user.is_staff else None
        known = actor_on_staff_site(user_id, user.get_username(), facts_of(request))
        request.bank_fraud_actor = known  # type: ignore[attr-defined]
    return known


def sentence_of(refusal: DomainError) -> str:
    """Return a refusal as one line for a person."""
    if isinstance(refusal, InvalidInput):
        return " ".join(message for found in refusal.fields.values() for message in found)
    return refusal.sentence
