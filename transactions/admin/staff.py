"""Who may read what this app keeps, on the staff site."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from django.http import HttpRequest

from core_banking.api.bounded_pages import BoundedPaginator
from transactions.contracts import SUBMIT_ANY
from users.selectors import permissions_of


class ReadByStaff(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that holders of a right, and who looks after the system, may read; nobody changes them here."""

    right: ClassVar[str] = SUBMIT_ANY
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = BoundedPaginator
    list_per_page = 50
    ordering: ClassVar[tuple[str, ...]] = ("-id",)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Who may see the rows sees them on the first page."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Whoever holds the right, and who looks after the system, may read."""
        user = request.user
        if not (user.is_active and user.is_staff):
            return False
        return bool(user.is_superuser) or self.right in _rights_of(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Rows are made by use cases, not by adding them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Nobody changes a row."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Nobody deletes a row."""
        return False


def _rights_of(request: HttpRequest) -> frozenset[str]:
    """Return the rights of who is signed in, asked of the database once a request: a page asks for every link on it."""
    known: frozenset[str] | None = getattr(request, "bank_staff_rights", None)
    if known is None:
        known = permissions_of(request.user.pk) if request.user.pk is not None else frozenset()
        request.bank_staff_rights = known  # type: ignore[attr-defined]
    return known
