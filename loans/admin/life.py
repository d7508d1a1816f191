"""What happened to loans, and what waits for a second signature, on the staff site; decided by the use cases."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest

from core_banking.kernel.errors import DomainError
from core_banking.kernel.money import Money
from loans.admin.staff import ReadByStaff, sentence_of, staff_actor, staff_rights
from loans.contracts import MANAGE_ANY_LOAN
from loans.models import LoanMovement, LoanRequest
from loans.services import approve_loan_request, reject_loan_request


class NoteForm(ActionForm):
    """The choice of an action, with what the second member of staff has to say."""

    note = forms.CharField(max_length=255, required=False, label="Note (a rejection needs one):")


@admin.register(LoanMovement)
class LoanMovementAdmin(ReadByStaff):
    """Everything that ever changed what a loan owes, newest first; never edited."""

    right = MANAGE_ANY_LOAN
    list_display = ("loan", "number", "kind", "amount", "business_date", "transaction_id", "reverses")
    list_filter = ("kind",)
    list_select_related = ("loan", "reverses", "reverses__loan")
    search_fields = ("=loan__reference", "=transaction_id")
    search_help_text = "A whole reference of a loan, or transaction id."
    ordering = ("-id",)
    fields = (
        "loan",
        "number",
        "kind",
        "amount",
        "parts",
        "installment_number",
        "transaction_id",
        "reverses",
        "business_date",
        "reason",
        "ordered_by",
        "approved_by",
        "created_at",
    )

    @admin.display(description="Amount")
    def amount(self, movement: LoanMovement) -> str:
        """Write what changed hands."""
        return _major(movement, movement.amount_minor)

    @admin.display(description="Change of principal, interest, fees, penalties")
    def parts(self, movement: LoanMovement) -> str:
        """Write by how much each part of what is owed changed."""
        changes = (
            movement.principal_minor,
            movement.interest_minor,
            movement.fees_minor,
            movement.penalties_minor,
        )
        return "; ".join(_major(movement, change_minor) for change_minor in changes)


@admin.register(LoanRequest)
class LoanRequestAdmin(ReadByStaff):
    """Write-offs, reschedules and reversals: what the first member of staff asked for, the second decides here."""

    right = MANAGE_ANY_LOAN
    list_display = ("id", "loan", "kind", "status", "requested_by", "requested_at", "decided_by")
    list_filter = ("status", "kind")
    list_select_related = ("loan", "requested_by", "decided_by")
    search_fields = ("=loan__reference",)
    search_help_text = "A whole reference of a loan."
    ordering = ("-id",)
    action_form = NoteForm
    actions = ("approve", "reject")
    fields = (
        "loan",
        "kind",
        "details",
        "reason",
        "status",
        "requested_by",
        "requested_at",
        "decided_by",
        "decided_at",
        "note",
    )

    @admin.action(description="Approve and carry out", permissions=["decide"])
    def approve(self, request: HttpRequest, requests: QuerySet[LoanRequest]) -> None:
        """Do what was asked for, of each."""
        note, actor = request.POST.get("note", ""), staff_actor(request)
        _decide(
            request,
            requests,
            lambda each: approve_loan_request(actor=actor, request_id=each.pk, note=note),
        )

    @admin.action(description="Reject", permissions=["decide"])
    def reject(self, request: HttpRequest, requests: QuerySet[LoanRequest]) -> None:
        """Turn each down."""
        note, actor = request.POST.get("note", ""), staff_actor(request)
        _decide(
            request,
            requests,
            lambda each: reject_loan_request(actor=actor, request_id=each.pk, note=note),
        )

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Who manages loans decides on what others asked for."""
        return MANAGE_ANY_LOAN in staff_rights(request)


def _decide(
    request: HttpRequest, requests: QuerySet[LoanRequest], decide: Callable[[LoanRequest], object]
) -> None:
    for each in requests:
        try:
            decide(each)
        except DomainError as refusal:
            messages.error(request, f"Request {each.pk}: {sentence_of(refusal)}")
        else:
            messages.success(request, f"Request {each.pk}: done.")


def _major(movement: LoanMovement, amount_minor: int) -> str:
    return f"{Money.of_minor(amount_minor, movement.loan.currency)} {movement.loan.currency}"
