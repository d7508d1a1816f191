"""Who acts in the admin site, with the rights of his groups: being a superuser adds none."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from django.http import HttpRequest

from core_banking.api.bounded_pages import BoundedPaginator
from core_banking.api.request_facts import facts_of
from core_banking.kernel.actors import Actor, Channel
from core_banking.kernel.errors import DomainError, InvalidInput
from users.selectors import permissions_of


class ReadByStaff(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that holders of a right, and who looks after the system, may read; a page that changes them says so."""

    right: ClassVar[str]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = BoundedPaginator
    list_per_page = 50

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Who may see the rows sees them on the first page."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Whoever holds the right, and who looks after the system, may read."""
        return self.right in staff_rights(request) or bool(
            request.user.is_active and request.user.is_superuser
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds a row, unless a page says so."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Nobody changes a row, unless a page says so."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Nobody deletes a row."""
        return False


def staff_actor(request: HttpRequest) -> Actor:
    """Return the signed-in member of staff as the actor of a use case."""
    facts = facts_of(request)
    return Actor(
        user_id=request.user.pk,
        username=request.user.get_username(),
        permissions=staff_rights(request),
        ip_address=facts.ip_address,
        user_agent=facts.user_agent,
        request_id=facts.request_id,
        channel=Channel.ADMIN,
    )


def staff_rights(request: HttpRequest) -> frozenset[str]:
    """Return the rights of who is signed in, asked of the database once a request."""
    known: frozenset[str] | None = getattr(request, "bank_staff_rights", None)
    if known is None:
        user_id = request.user.pk if request.user.is_active and request.user.is_staff else None
        known = frozenset() if user_id is None else permissions_of(user_id)
        request.bank_staff_rights = known  # type: ignore[attr-defined]
    return known


def sentence_of(refusal: DomainError) -> str:
    """Return a refusal as one line for a person."""
    if isinstance(refusal, InvalidInput):
        return " ".join(f"{name}: {' '.join(messages)}" for name, messages in refusal.fields.items())
    reasons = refusal.details.get("unmet")
    named = [reason for each in reasons.values() for reason in each] if isinstance(reasons, dict) else []
    return " ".join([refusal.sentence, *named])
