"""Who acts on the staff site, and a form view that leaves the transaction to the use case."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib import admin, messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_protect

from core_banking.api.request_facts import facts_of
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import DomainError
from users.services import actor_on_staff_site

MANAGE_STAFF = "users.manage_bank_admins"
VIEW_PEOPLE = "users.view_customers"

M = TypeVar("M", bound=Model)


def acting_staff(request: HttpRequest) -> Actor:
    """Return the signed-in member of staff as an actor; his rights are asked of the database once a request."""
    known: Actor | None = getattr(request, "bank_acting_staff", None)
    if known is None:
        user = request.user
        user_id = user.pk if user.is_active and user.is_staff else None
        known = actor_on_staff_site(user_id, user.get_username(), facts_of(request))
        request.bank_acting_staff = known  # type: ignore[attr-defined]
    return known


class UseCaseAdmin(admin.ModelAdmin[M]):
    """An admin page whose saving is a use case: nothing is deleted, and nothing is saved beside it."""

    actions: Any = None

    @method_decorator(csrf_protect)
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show or save the form, without the transaction the admin would open: the use case has its own."""
        try:
            response: HttpResponse = self._changeform_view(request, object_id, form_url, extra_context)  # type: ignore[attr-defined]
        except DomainError as refusal:
            messages.error(request, refusal.sentence)
            return HttpResponseRedirect(request.get_full_path())
        return response

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save nothing more: the use case wrote the relations, too."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False
