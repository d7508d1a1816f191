"""Review on the staff site: the facts at the left with the documents to be seen, the decision at the right.

Identity numbers appear with their last four characters, addresses not at all. Each document that is shown was read by
the use case of the API, so that who has seen it is on record. Nothing here is edited or deleted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.safestring import SafeString

from core_banking.api.review_pages import QueueState, ReviewPage, all_rows, customer_link, states_of
from core_banking.api.review_panels import panels_of
from core_banking.api.staff_deeds import Deed
from core_banking.api.staff_pages import acting_staff, badge
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import NotFound
from kyc.api.documents import served
from kyc.contracts import KycStanding
from kyc.errors import StoredDataUnreadable
from kyc.models import IdentityRecord, KycDecision
from kyc.permissions import REVIEW_KYC
from kyc.selectors import review_queue
from kyc.services import approve_kyc, download_document, read_standing, reject_kyc
from users.contracts import KycStatus

_DOCUMENT_VIEW = "kyc_document_download"
_PDF = "application/pdf"
_TO_BE_READ_HERE = "default-src 'none'; object-src 'self'; frame-ancestors 'none'"
_TONES = {KycStatus.PENDING.value: "warn", KycStatus.APPROVED.value: "good", KycStatus.REJECTED.value: "bad"}


class RejectionReasonForm(forms.Form):
    """Why a customer is rejected."""

    reason = forms.CharField(
        max_length=500,
        # Whether one is given, and fits, is said by the use case: its sentence says who reads it.
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The customer reads it.",
    )


def _approve(actor: Actor, record: IdentityRecord, _given: Mapping[str, Any]) -> str:
    person = approve_kyc(actor=actor, user_id=record.pk)
    return f"{person.username} is now {person.kyc_status}."


def _reject(actor: Actor, record: IdentityRecord, given: Mapping[str, Any]) -> str:
    person = reject_kyc(actor=actor, user_id=record.pk, reason=given["reason"])
    return f"{person.username} is now {person.kyc_status}."


def _may_be(*statuses: KycStatus) -> Any:
    def offered(actor: Actor, record: IdentityRecord) -> bool:
        return record.user.kyc_status in statuses and record.pk != actor.user_id

    return offered


def _with_status(status: KycStatus) -> Any:
    def rows(records: QuerySet[IdentityRecord]) -> QuerySet[IdentityRecord]:
        return records.filter(user__kyc_status=status.value)

    return rows


def _waiting(records: QuerySet[IdentityRecord]) -> QuerySet[IdentityRecord]:
    # Who was erased waits for nothing.
    return records.filter(pk__in=review_queue().order_by().values("pk"))


@admin.register(IdentityRecord)
class ReviewAdmin(ReviewPage[IdentityRecord]):
    """Customers under review, who has waited longest first."""

    rights = (REVIEW_KYC,)
    open_to_system_administrators = False
    review_template = "admin/kyc/review.html"
    queue_states = states_of(
        QueueState(key="waiting", label="Waiting for review", rows=_waiting, oldest_first=True),
        QueueState(key="approved", label="Approved", rows=_with_status(KycStatus.APPROVED)),
        QueueState(key="rejected", label="Rejected", rows=_with_status(KycStatus.REJECTED)),
        QueueState(key="all", label="All customers", rows=all_rows),
    )
    queue_order = ("submitted_at", "user")
    deeds = (
        Deed(
            name="approve",
            label="Approve",
            act=_approve,
            right=REVIEW_KYC,
            offered=_may_be(KycStatus.PENDING),
            tone="good",
            hint="Opens banking to the customer, who is told.",
        ),
        Deed(
            name="reject",
            label="Reject",
            act=_reject,
            right=REVIEW_KYC,
            offered=_may_be(KycStatus.PENDING, KycStatus.APPROVED),
            form=RejectionReasonForm,
            tone="bad",
            hint="Closes banking to the customer until he has handed in anew.",
        ),
    )
    list_display = ("username", "full_name", "customer", "status", "submitted_at")
    list_select_related = ("user",)
    search_fields = ("user__customer_id", "user__username_key", "user__email_key")
    search_help_text = "A whole customer id, user name or e-mail address."

    def get_urls(self) -> list[URLPattern]:
        """Add the address of the documents."""
        download = self.admin_site.admin_view(self.download)
        return [path("documents/<int:document_id>/", download, name=_DOCUMENT_VIEW), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[IdentityRecord]:
        """Return the records with their people."""
        return super().get_queryset(request).select_related("user", "registered_by")

    def title_of(self, row: IdentityRecord) -> str:
        """Return the customer's name."""
        return row.user.get_full_name() or row.user.username

    def picture(self, request: HttpRequest, row: IdentityRecord) -> dict[str, Any]:
        """Return facts, documents, what is missing, earlier steps, and what other apps know; numbers masked."""
        standing = _standing(request, row.pk)
        steps = KycDecision.objects.filter(user_id=row.pk).select_related("decided_by").order_by("-id")[:50]
        return {
            "standing": standing,
            "unreadable": standing is None,
            "status_badge": badge(row.user.kyc_status, _TONES.get(row.user.kyc_status, "neutral")),
            "facts": _facts(row, standing),
            "documents": [
                {"card": card, "is_picture": card.content_type.startswith("image/")}
                for card in (standing.documents if standing else ())
            ],
            "steps": [(step, _TONES.get(step.status, "neutral")) for step in steps],
            "panels": panels_of("kyc.review", request, user_id=row.pk),
        }

    def download(self, request: HttpRequest, document_id: int) -> HttpResponse:
        """Serve a document; the reading goes on record. A PDF that is to be opened is shown by the browser's reader."""
        try:
            document = download_document(actor=acting_staff(request), document_id=document_id)
        except NotFound:
            raise Http404 from None
        response = served(document)
        if "open" in request.GET and document.card.content_type == _PDF:
            # Its reader works in no sandbox. What a PDF could run was refused when it was handed in.
            response["Content-Disposition"] = "inline"
            response["Content-Security-Policy"] = _TO_BE_READ_HERE
        return response

    @admin.display(description="customer", ordering="user__customer_id")
    def customer(self, record: IdentityRecord) -> SafeString | str:
        """Link to the page of the customer."""
        return customer_link(record.pk, record.user.customer_id or "-")

    @admin.display(ordering="user__username")
    def username(self, record: IdentityRecord) -> str:
        """Write the user name, which links to the review."""
        return record.user.username

    @admin.display(description="name")
    def full_name(self, record: IdentityRecord) -> str:
        """Write the name as the customer gave it."""
        return record.user.get_full_name()

    @admin.display(description="KYC", ordering="user__kyc_status")
    def status(self, record: IdentityRecord) -> SafeString:
        """Show where the customer stands."""
        return badge(record.user.kyc_status, _TONES.get(record.user.kyc_status, "neutral"))


def _standing(request: HttpRequest, user_id: int) -> KycStanding | None:
    """Return where the customer stands; None, which is then on record, where it cannot be deciphered."""
    try:
        return read_standing(actor=acting_staff(request), user_id=user_id)
    except StoredDataUnreadable:
        return None


def _facts(record: IdentityRecord, standing: KycStanding | None) -> list[tuple[str, Any]]:
    person = record.user
    facts: list[tuple[str, Any]] = [
        ("Customer", customer_link(person.pk, person.customer_id or "-")),
        ("User name", person.username),
        ("Name", person.get_full_name()),
        ("E-mail", person.email),
        ("Telephone", person.phone_number),
        ("Handed in", f"{record.submitted_at:%Y-%m-%d %H:%M} UTC"),
        ("Registered by", record.registered_by.username if record.registered_by else "himself"),
    ]
    if standing is not None:
        facts += [
            ("SSN", standing.identity.ssn or "-"),
            ("Aadhaar number", standing.identity.aadhaar_number or "-"),
            ("PAN", standing.identity.pan_number or "-"),
        ]
    return facts
