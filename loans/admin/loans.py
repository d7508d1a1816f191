"""Loans in the admin site: to look at, and to approve and reject by the use cases."""

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
from loans.loan_cards import LoanCard
from loans.models import Loan
from loans.selectors.loans import card_of_loan
from loans.services import approve_loan, reject_loan


class DecisionForm(ActionForm):
    """The choice of an action, with what a decision may say."""

    amount_approved = forms.CharField(max_length=40, required=False, label="Amount, if less than asked:")
    reason = forms.CharField(max_length=500, required=False, label="Reason of a rejection:")


@admin.register(Loan)
class LoanAdmin(ReadByStaff):
    """All loans, newest first; no field is edited here."""

    right = MANAGE_ANY_LOAN
    list_display = ("id", "reference", "customer", "loan_type", "status", "amount", "applied_at")
    list_display_links = ("id", "reference")
    list_filter = ("status", "loan_type", "product")
    list_select_related = ("customer", "product")
    search_fields = ("=reference", "=customer__customer_id", "=customer__username")
    search_help_text = "A whole reference, customer id or user name."
    ordering = ("-id",)
    action_form = DecisionForm
    actions = ("approve", "reject")
    fields = (
        "reference",
        "customer",
        "product",
        "status",
        "amount",
        "approved",
        "term",
        "purpose",
        "monthly_income",
        "disbursement_account",
        "applied_at",
        "applied_by",
        "requirements",
        "decided_at",
        "decided_by",
        "decided_instantly",
        "decision_reason",
        "disbursed_on",
        "closed_on",
        "outstanding",
        "next_repayment",
        "days_past_due",
        "written_off",
    )

    @admin.display(description="Amount asked for", ordering="amount_requested_minor")
    def amount(self, loan: Loan) -> str:
        return _major(loan, loan.amount_requested_minor)

    @admin.display(description="Amount approved")
    def approved(self, loan: Loan) -> str:
        return _major(loan, loan.amount_minor)

    @admin.display(description="Monthly income")
    def monthly_income(self, loan: Loan) -> str:
        return _major(loan, loan.monthly_income_minor)

    @admin.display(description="Requirements, as they were judged last")
    def requirements(self, loan: Loan) -> str:
        found = loan.decision_facts.get("requirements", [])
        return "\n".join(f"{each['outcome']}: {each['reason']}" for each in found) or "-"

    @admin.display(description="Outstanding")
    def outstanding(self, loan: Loan) -> str:
        return _major(loan, _card(loan).outstanding.total_minor)

    @admin.display(description="Next repayment")
    def next_repayment(self, loan: Loan) -> str:
        following = _card(loan).next_repayment
        return f"{following.due_date}: {_major(loan, following.amount_minor)}" if following else "-"

    @admin.display(description="Written off")
    def written_off(self, loan: Loan) -> str:
        return _major(loan, _card(loan).written_off_minor)

    @admin.action(description="Approve and pay out", permissions=["decide"])
    def approve(self, request: HttpRequest, loans: QuerySet[Loan]) -> None:
        amount, actor = request.POST.get("amount_approved") or None, staff_actor(request)
        self._decide(
            request,
            loans,
            lambda loan: approve_loan(actor=actor, loan_id=loan.pk, amount_approved=amount),
        )

    @admin.action(description="Reject", permissions=["decide"])
    def reject(self, request: HttpRequest, loans: QuerySet[Loan]) -> None:
        reason, actor = request.POST.get("reason", ""), staff_actor(request)
        self._decide(request, loans, lambda loan: reject_loan(actor=actor, loan_id=loan.pk, reason=reason))

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Who manages loans decides on them."""
        return MANAGE_ANY_LOAN in staff_rights(request)

    def _decide(self, request: HttpRequest, loans: QuerySet[Loan], decide: Callable[[Loan], object]) -> None:
        for loan in loans:
            try:
                decide(loan)
            except DomainError as refusal:
                messages.error(request, f"{loan.reference}: {sentence_of(refusal)}")
            else:
                messages.success(request, f"{loan.reference}: done.")


def _card(loan: Loan) -> LoanCard:
    known: LoanCard | None = getattr(loan, "card_shown", None)
    if known is None:
        known = card_of_loan(loan.pk)
        loan.card_shown = known  # type: ignore[attr-defined]  # a page asks for it in several places
    return known


def _major(loan: Loan, amount_minor: int | None) -> str:
    return "-" if amount_minor is None else f"{Money.of_minor(amount_minor, loan.currency)} {loan.currency}"
