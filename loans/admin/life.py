"""What happened to loans, and what waits for a second signature, on the staff site; decided by the use cases."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from core_banking.api.review_pages import (
    QueueState,
    ReviewPage,
    all_rows,
    customer_link,
    row_link,
    states_of,
)
from core_banking.api.staff_pages import acting_staff, badge, shown_amount
from core_banking.kernel.money import Money
from core_banking.kernel.percent import format_percent
from loans.admin.deeds import REQUEST_DEEDS
from loans.admin.staff import ReadByStaff
from loans.contracts import MANAGE_ANY_LOAN
from loans.life_contracts import LoanRequestStatus
from loans.models import Loan, LoanMovement, LoanRequest
from loans.selectors.loans import card_of_loan


@admin.register(LoanMovement)
class LoanMovementAdmin(ReadByStaff[LoanMovement]):
    """Everything that ever changed what a loan owes, newest first; never edited."""

    subject_paths = ("loan__customer",)
    list_display = ("loan", "number", "kind", "amount", "business_date", "transaction_id", "reverses")
    list_filter = ("kind",)
    list_select_related = ("loan", "reverses", "reverses__loan")
    search_fields = ("loan__reference", "transaction_id")
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


_TONES = {
    LoanRequestStatus.PENDING.value: "warn",
    LoanRequestStatus.APPROVED.value: "good",
    LoanRequestStatus.REJECTED.value: "bad",
}


def _with_status(status: LoanRequestStatus) -> Any:
    def rows(requests: QuerySet[LoanRequest]) -> QuerySet[LoanRequest]:
        return requests.filter(status=status.value)

    return rows


@admin.register(LoanRequest)
class LoanRequestAdmin(ReviewPage[LoanRequest]):
    """Write-offs, reschedules and reversals: what one member of staff asked for, another decides here."""

    rights = (MANAGE_ANY_LOAN,)
    subject_paths = ("loan__customer",)
    review_template = "admin/loans/request.html"
    queue_states = states_of(
        QueueState(
            key="waiting",
            label="Waiting for a second signature",
            rows=_with_status(LoanRequestStatus.PENDING),
            oldest_first=True,
        ),
        QueueState(key="approved", label="Approved", rows=_with_status(LoanRequestStatus.APPROVED)),
        QueueState(key="rejected", label="Rejected", rows=_with_status(LoanRequestStatus.REJECTED)),
        QueueState(key="all", label="All requests", rows=all_rows),
    )
    deeds = REQUEST_DEEDS
    list_display = ("what", "loan", "borrower", "reason", "state", "requested_by", "requested_at")
    list_filter = ("kind",)
    search_fields = ("loan__reference",)
    search_help_text = "A whole reference of a loan."

    def get_queryset(self, request: HttpRequest) -> QuerySet[LoanRequest]:
        """Return the requests with their loans and people."""
        return super().get_queryset(request).select_related("loan__customer", "requested_by", "decided_by")

    def waiting_for(self, request: HttpRequest) -> QuerySet[LoanRequest]:
        """Leave out what waits for a colleague: one's own requests, and those about one's own loan."""
        reader = acting_staff(request).user_id
        return super().waiting_for(request).exclude(requested_by_id=reader).exclude(loan__customer_id=reader)

    def title_of(self, row: LoanRequest) -> str:
        """Return what is asked for, of which loan."""
        return f"{_kind(row)} · {row.loan.reference}"

    def picture(self, request: HttpRequest, row: LoanRequest) -> dict[str, Any]:
        """Return what is asked for and why, and the loan as it stands."""
        card = card_of_loan(row.loan_id)
        currency = row.loan.currency
        return {
            "state_badge": badge(row.status, _TONES.get(row.status, "neutral")),
            "is_mine": row.status == LoanRequestStatus.PENDING.value
            and row.requested_by_id == acting_staff(request).user_id,
            "asked": _asked(row),
            "facts": [
                ("Loan", row_link(Loan, row.loan_id, row.loan.reference)),
                ("Customer", customer_link(row.loan.customer_id, str(row.loan.customer))),
                ("State of the loan", row.loan.status),
                ("Outstanding", shown_amount(card.outstanding.total_minor, currency)),
                ("Overdue", shown_amount(card.overdue_minor, currency)),
                ("Days past due", card.days_past_due),
                ("Repayments", row.loan.term),
                ("Percent a year", format_percent(card.annual_rate_ppm)),
            ],
        }

    @admin.display(description="what", ordering="kind")
    def what(self, row: LoanRequest) -> str:
        """Write what is asked for."""
        return _kind(row)

    @admin.display(description="customer")
    def borrower(self, row: LoanRequest) -> SafeString | str:
        """Link to the page of the borrower."""
        return customer_link(row.loan.customer_id, str(row.loan.customer))

    @admin.display(description="state", ordering="status")
    def state(self, row: LoanRequest) -> SafeString:
        """Show whether it waits, or how it was decided."""
        return badge(row.status, _TONES.get(row.status, "neutral"))


def _kind(row: LoanRequest) -> str:
    return row.kind.replace("_", "-").capitalize()


def _asked(row: LoanRequest) -> list[tuple[str, Any]]:
    """Return the terms that are asked for; a write-off has none."""
    details = row.details
    asked: list[tuple[str, Any]] = []
    if "term" in details:
        rate, first = details.get("annual_rate_ppm"), details.get("first_due_date")
        asked = [
            ("Repayments from now on", details["term"]),
            ("Percent a year", "as it is" if rate is None else format_percent(rate)),
            ("First repayment", first or "as planned"),
        ]
    if "number" in details:
        asked = [("Movement to be taken back", f"number {details['number']} of the loan")]
    return asked


def _major(movement: LoanMovement, amount_minor: int) -> str:
    return f"{Money.of_minor(amount_minor, movement.loan.currency)} {movement.loan.currency}"
