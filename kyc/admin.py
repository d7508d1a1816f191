"""Review on the staff site: facts to look at, decisions by the same use cases as the API.

Identity numbers appear with their last four characters, addresses not at all, documents as files to keep.
Nothing here is edited or deleted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from core_banking.api.request_facts import facts_of
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import DomainError, InvalidInput, NotFound
from kyc.api.documents import served
from kyc.contracts import KycStanding
from kyc.errors import StoredDataUnreadable
from kyc.models import IdentityRecord, KycDecision
from kyc.permissions import REVIEW_KYC
from kyc.services import approve_kyc, download_document, read_standing, reject_kyc
from users.contracts import PersonCard
from users.services import actor_on_staff_site

_DOCUMENT_VIEW = "kyc_document_download"
_UNREADABLE = "cannot be deciphered: call the operators"


class DecisionForm(ActionForm):
    """The choice of a decision, with the reason that a rejection needs."""

    reason = forms.CharField(max_length=500, required=False, label="Reason of a rejection:")


@admin.register(IdentityRecord)
class ReviewAdmin(admin.ModelAdmin[IdentityRecord]):
    """Customers under review, who has waited longest first."""

    list_display = ("customer_id", "username", "kyc_status", "submitted_at")
    list_filter = ("user__kyc_status",)
    list_select_related = ("user",)
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("=user__customer_id", "=user__username", "=user__email")
    search_help_text = "A whole customer id, user name or e-mail address."
    ordering = ("submitted_at", "user")
    action_form = DecisionForm
    actions = ("approve", "reject")
    fields = readonly_fields = (
        "customer_id",
        "username",
        "full_name",
        "email",
        "kyc_status",
        "submitted_at",
        "registered_by",
        "ssn_ending",
        "aadhaar_ending",
        "pan_ending",
        "missing_documents",
        "documents",
        "history",
    )

    def get_urls(self) -> list[URLPattern]:
        download = self.admin_site.admin_view(self.download)
        return [path("documents/<int:document_id>/", download, name=_DOCUMENT_VIEW), *super().get_urls()]

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> IdentityRecord | None:
        """Return the record with what may be shown of it; reading it is where tampering is found."""
        record = super().get_object(request, object_id, from_field)
        if record is not None:
            record.standing = _standing(request, record.pk)  # type: ignore[attr-defined]
        return record

    def download(self, request: HttpRequest, document_id: int) -> HttpResponse:
        """Serve a document as a file to keep; the reading goes on record."""
        try:
            return served(download_document(actor=acting_staff(request), document_id=document_id))
        except NotFound:
            raise Http404 from None

    @admin.action(description="Approve", permissions=["review"])
    def approve(self, request: HttpRequest, queryset: QuerySet[IdentityRecord]) -> None:
        actor = acting_staff(request)
        self._decide(request, queryset, lambda user_id: approve_kyc(actor=actor, user_id=user_id))

    @admin.action(description="Reject, for the reason given", permissions=["review"])
    def reject(self, request: HttpRequest, queryset: QuerySet[IdentityRecord]) -> None:
        actor, reason = acting_staff(request), request.POST.get("reason", "")
        self._decide(
            request, queryset, lambda user_id: reject_kyc(actor=actor, user_id=user_id, reason=reason)
        )

    def _decide(
        self, request: HttpRequest, records: QuerySet[IdentityRecord], decide: Callable[[int], PersonCard]
    ) -> None:
        """Decide about each customer by himself: one refusal does not undo the others."""
        for user_id in records.order_by("submitted_at", "user").values_list("pk", flat=True):
            try:
                person = decide(user_id)
            except DomainError as refusal:
                messages.error(request, f"Customer {user_id}: {_sentence_of(refusal)}")
            else:
                messages.success(request, f"{person.username} is now {person.kyc_status}.")

    @admin.display(description="customer", ordering="user__customer_id")
    def customer_id(self, record: IdentityRecord) -> str:
        return record.user.customer_id or ""

    @admin.display(ordering="user__username")
    def username(self, record: IdentityRecord) -> str:
        return record.user.username

    @admin.display(description="name")
    def full_name(self, record: IdentityRecord) -> str:
        return record.user.get_full_name()

    @admin.display(description="e-mail")
    def email(self, record: IdentityRecord) -> str:
        return record.user.email

    @admin.display(description="KYC", ordering="user__kyc_status")
    def kyc_status(self, record: IdentityRecord) -> str:
        return record.user.kyc_status

    @admin.display(description="SSN")
    def ssn_ending(self, record: IdentityRecord) -> str:
        return _shown(record, lambda standing: standing.identity.ssn)

    @admin.display(description="Aadhaar number")
    def aadhaar_ending(self, record: IdentityRecord) -> str:
        return _shown(record, lambda standing: standing.identity.aadhaar_number)

    @admin.display(description="PAN")
    def pan_ending(self, record: IdentityRecord) -> str:
        return _shown(record, lambda standing: standing.identity.pan_number)

    @admin.display(description="documents missing")
    def missing_documents(self, record: IdentityRecord) -> str:
        return _shown(record, lambda standing: ", ".join(standing.missing))

    @admin.display
    def documents(self, record: IdentityRecord) -> SafeString | str:
        standing = _standing_of(record)
        if standing is None:
            return _UNREADABLE
        rows = (
            (reverse(f"admin:{_DOCUMENT_VIEW}", args=[card.id]), card.document_type, card.file_name)
            for card in standing.documents
        )
        return format_html_join("", '<p><a href="{}">{}: {}</a></p>', rows) or "-"

    @admin.display
    def history(self, record: IdentityRecord) -> SafeString:
        steps = KycDecision.objects.filter(user_id=record.pk).select_related("decided_by").order_by("id")
        rows = (
            (f"{step.decided_at:%Y-%m-%d %H:%M} UTC", step.status, step.decided_by or "the bank", step.reason)
            for step in steps
        )
        return format_html_join("", "<p>{} {} by {} {}</p>", rows)

    def has_review_permission(self, request: HttpRequest) -> bool:
        return acting_staff(request).may(REVIEW_KYC)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_review_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: IdentityRecord | None = None) -> bool:
        return self.has_review_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: IdentityRecord | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: IdentityRecord | None = None) -> bool:
        return False


def acting_staff(request: HttpRequest) -> Actor:
    """Return the signed-in member of staff as an actor; his rights are asked of the database once a request."""
    known: Actor | None = getattr(request, "bank_reviewer", None)
    if known is None:
        user = request.user
        user_id = user.pk if user.is_active and user.is_staff else None
        known = actor_on_staff_site(user_id, user.get_username(), facts_of(request))
        request.bank_reviewer = known  # type: ignore[attr-defined]
    return known


def _standing(request: HttpRequest, user_id: int) -> KycStanding | None:
    try:
        return read_standing(actor=acting_staff(request), user_id=user_id)
    except StoredDataUnreadable:
        return None


def _standing_of(record: Any) -> KycStanding | None:
    standing: KycStanding | None = getattr(record, "standing", None)
    return standing


def _shown(record: IdentityRecord, read: Callable[[KycStanding], str | None]) -> str:
    standing = _standing_of(record)
    return _UNREADABLE if standing is None else read(standing) or "-"


def _sentence_of(refusal: DomainError) -> str:
    if isinstance(refusal, InvalidInput):
        return " ".join(" ".join(messages) for messages in refusal.fields.values())
    return refusal.sentence
