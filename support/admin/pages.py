"""Services and messages on the staff site: what is changed here is changed by the use cases of the API."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib import admin, messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_protect

from core_banking.api.request_facts import facts_of
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import DomainError, InvalidInput
from support.admin.message_form import DealWithMessageForm
from support.contracts import MANAGE_SERVICES, READ_MESSAGES, MessageStatus
from support.models import ContactMessage, Service
from support.services import add_service, answer_message, change_service, settle_message
from users.services import actor_on_staff_site

M = TypeVar("M", bound=Model)


class _UseCasePage(admin.ModelAdmin[M]):
    """A page that saves by a use case and shows its refusal."""

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
            messages.error(request, _sentence_of(refusal))
            return HttpResponseRedirect(request.get_full_path())
        return response


@admin.register(Service)
class ServiceAdmin(_UseCasePage[Service]):
    """The catalogue. Services are taken off it, never deleted."""

    list_display = ("name", "description", "is_active")
    list_filter = ("is_active",)
    ordering = ("id",)
    actions = None
    fields = ("name", "description", "is_active")

    def get_fields(self, request: HttpRequest, obj: Service | None = None) -> tuple[str, ...]:
        return ("name", "description") if obj is None else ("name", "description", "is_active")

    def save_model(self, request: HttpRequest, obj: Service, form: Any, change: bool) -> None:
        actor = _actor(request)
        if change:
            terms: Any = {name: form.cleaned_data[name] for name in form.changed_data}
            change_service(actor=actor, service_id=obj.pk, terms=terms)
            return
        obj.pk = add_service(actor=actor, name=obj.name, description=obj.description).id

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Service | None = None) -> bool:
        return _actor(request).may(MANAGE_SERVICES)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Service | None = None) -> bool:
        return self.has_view_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Service | None = None) -> bool:
        return False


_WRITTEN = ("created_at", "name", "email", "phone", "sender", "subject", "message", "status")
_TO_DECIDE = ("outcome", "answer", "note")
_DECIDED = ("answer", "note", "dealt_with_by", "dealt_with_at")


@admin.register(ContactMessage)
class ContactMessageAdmin(_UseCasePage[ContactMessage]):
    """Messages to the bank, the newest first. A new one is answered or settled once; nothing else is changed."""

    form = DealWithMessageForm
    list_display = ("id", "created_at", "name", "subject", "status", "dealt_with_by")
    list_display_links = ("id", "subject")
    list_filter = ("status",)
    list_select_related = ("dealt_with_by",)
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("=email", "=name")
    search_help_text = "A whole name or e-mail address."
    ordering = ("-id",)
    actions = None

    def get_readonly_fields(self, request: HttpRequest, obj: ContactMessage | None = None) -> tuple[str, ...]:
        return _WRITTEN

    def get_fields(self, request: HttpRequest, obj: ContactMessage | None = None) -> tuple[str, ...]:
        return (*_WRITTEN, *(_TO_DECIDE if _is_new(obj) else _DECIDED))

    def save_model(self, request: HttpRequest, obj: ContactMessage, form: Any, change: bool) -> None:
        given = form.cleaned_data
        if given["outcome"] == MessageStatus.ANSWERED:
            answer_message(actor=_actor(request), message_id=obj.pk, answer=given["answer"])
        else:
            settle_message(actor=_actor(request), message_id=obj.pk, note=given["note"])

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: ContactMessage | None = None) -> bool:
        return _actor(request).may(READ_MESSAGES)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: ContactMessage | None = None) -> bool:
        return self.has_view_permission(request) and (obj is None or _is_new(obj))

    def has_delete_permission(self, request: HttpRequest, obj: ContactMessage | None = None) -> bool:
        return False


def _is_new(message: ContactMessage | None) -> bool:
    return message is not None and message.status == MessageStatus.NEW


def _actor(request: HttpRequest) -> Actor:
    """Return the signed-in member of staff as an actor; his rights are asked of the database once a request."""
    known: Actor | None = getattr(request, "bank_support_actor", None)
    if known is None:
        user = request.user
        user_id = user.pk if user.is_active and user.is_staff else None
        known = actor_on_staff_site(user_id, user.get_username(), facts_of(request))
        request.bank_support_actor = known  # type: ignore[attr-defined]
    return known


def _sentence_of(refusal: DomainError) -> str:
    if isinstance(refusal, InvalidInput):
        return " ".join(message for found in refusal.fields.values() for message in found)
    return refusal.sentence
