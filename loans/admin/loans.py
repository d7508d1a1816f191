"""Loans on the staff site: an application with what speaks for and against it, a running loan with where it stands."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from core_banking.api.review_pages import QueueState, ReviewPage, all_rows, customer_link, states_of
from core_banking.api.review_panels import panels_of
from core_banking.api.staff_pages import acting_staff, badge, money_column, sentence_of, shown_amount
from core_banking.kernel import clock
from core_banking.kernel.errors import InvalidInput
from core_banking.kernel.percent import format_percent
from core_banking.kernel.rounding import round_half_even
from kyc.errors import StoredDataUnreadable
from loans.admin.deeds import LOAN_DEEDS
from loans.admin.schedules import months_chart, planned_rows, schedule_chart, standing_rows
from loans.affordability import Affordability
from loans.allocation import standings
from loans.contracts import MANAGE_ANY_LOAN, LoanStatus
from loans.life_contracts import LoanRequestStatus
from loans.loan_cards import LoanCard
from loans.models import Loan, LoanMovement, LoanRequest
from loans.selectors.life import installments_in_force, state_of
from loans.selectors.loans import card_of_loan
from loans.selectors.reviews import LoanReview, review_of_application

_MOVEMENTS: Final = 12
_MILLION: Final = 1_000_000
_ONE_PERCENT: Final = 10_000
_STATUS_TONES: Final = {
    LoanStatus.PENDING.value: "warn",
    LoanStatus.APPROVED.value: "warn",
    LoanStatus.ACTIVE.value: "good",
    LoanStatus.REJECTED.value: "bad",
    LoanStatus.WRITTEN_OFF.value: "bad",
}
_OUTCOME_TONES: Final = {"MET": "good", "UNMET": "bad", "FOR_STAFF": "warn"}


def _with_status(*statuses: LoanStatus) -> Any:
    def rows(loans: QuerySet[Loan]) -> QuerySet[Loan]:
        return loans.filter(status__in=[status.value for status in statuses])

    return rows


def _in_arrears(loans: QuerySet[Loan]) -> QuerySet[Loan]:
    return loans.filter(arrears_since__isnull=False)


@admin.register(Loan)
class LoanAdmin(ReviewPage[Loan]):
    """All loans; applications that wait first, the oldest of them. No field is edited here."""

    rights = (MANAGE_ANY_LOAN,)
    review_template = "admin/loans/loan.html"
    queue_states = states_of(
        QueueState(
            key="waiting",
            label="Waiting for a decision",
            rows=_with_status(LoanStatus.PENDING),
            oldest_first=True,
        ),
        QueueState(key="approved", label="Approved, not taken", rows=_with_status(LoanStatus.APPROVED)),
        QueueState(key="running", label="Running", rows=_with_status(LoanStatus.ACTIVE)),
        QueueState(key="arrears", label="In arrears", rows=_in_arrears),
        QueueState(
            key="ended",
            label="Ended",
            rows=_with_status(
                LoanStatus.CLOSED, LoanStatus.REJECTED, LoanStatus.WITHDRAWN, LoanStatus.WRITTEN_OFF
            ),
        ),
        QueueState(key="all", label="All loans", rows=all_rows),
    )
    deeds_that_stay = frozenset({"write-off", "reschedule"})
    deeds = LOAN_DEEDS
    list_display = ("reference", "borrower", "loan_type", "amount", "state", "days_past_due", "applied_at")
    list_filter = ("loan_type",)
    search_fields = ("reference", "customer__customer_id", "customer__username_key")
    search_help_text = "A whole reference, customer id or user name."

    amount = money_column(
        "Amount",
        lambda loan: (loan.amount_minor or loan.amount_requested_minor, loan.currency),
        ordering="amount_requested_minor",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Loan]:
        """Return the loans with their people and products."""
        people = ("customer", "applied_by", "decided_by")
        return super().get_queryset(request).select_related("product", "disbursement_account", *people)

    def waiting_for(self, request: HttpRequest) -> QuerySet[Loan]:
        """Leave out one's own application: nobody decides on that."""
        return super().waiting_for(request).exclude(customer_id=acting_staff(request).user_id)

    def title_of(self, row: Loan) -> str:
        """Return who borrows, and which loan it is."""
        return f"{row.customer.get_full_name() or row.customer} · {row.reference}"

    def picture(self, request: HttpRequest, row: Loan) -> dict[str, Any]:
        """Return an application as it would be approved now, or a loan as it stands."""
        card = card_of_loan(row.pk)
        common = {
            "card": card,
            "state_badge": badge(row.status, _STATUS_TONES.get(row.status, "neutral")),
            "is_application": row.status == LoanStatus.PENDING.value,
            "facts": _facts(row, card),
            "panels": panels_of("loans.review", request, user_id=row.customer_id),
            "checks": [
                {"badge": _outcome(each["outcome"]), "reason": each["reason"]}
                for each in row.decision_facts.get("requirements", [])
            ],
        }
        if row.status == LoanStatus.PENDING.value:
            return {**common, **_application(request, row)}
        return {**common, **_loan(row, card)}

    @admin.display(description="customer")
    def borrower(self, loan: Loan) -> SafeString | str:
        """Link to the page of the borrower."""
        return customer_link(loan.customer_id, f"{loan.customer} · {loan.customer.customer_id}")

    @admin.display(description="state", ordering="status")
    def state(self, loan: Loan) -> SafeString:
        """Show where the loan stands."""
        return badge(loan.status.replace("_", " "), _STATUS_TONES.get(loan.status, "neutral"))


def _application(request: HttpRequest, loan: Loan) -> dict[str, Any]:
    """Return what an approval would rest on, over what was asked for or another amount that is tried out."""
    asked = request.GET.get("amount", "").strip()
    actor, wrong = acting_staff(request), ""
    shown = {"asked_amount": asked}
    if not actor.may(MANAGE_ANY_LOAN):
        # Who looks after the system reads the application; what it would rest on is the lenders' business.
        return {**shown, "review": None}
    try:
        review = review_of_application(actor, loan, asked or None)
    except InvalidInput as refusal:
        wrong = sentence_of(refusal)
        try:
            review = review_of_application(actor, loan)
        except InvalidInput as again:
            return {**shown, "review": None, "wrong": sentence_of(again)}
    except StoredDataUnreadable as refusal:
        return {**shown, "review": None, "wrong": refusal.sentence}
    return {**shown, "wrong": wrong, **_reviewed(loan, review)}


def _reviewed(loan: Loan, review: LoanReview) -> dict[str, Any]:
    currency, schedule = loan.currency, review.schedule
    return {
        "review": review,
        "applicant_badge": badge(
            review.applicant.kyc_status, "good" if review.applicant.is_account_verified else "bad"
        ),
        "previewed_amount": shown_amount(review.amount_minor, currency),
        "figures": [
            ("Amount", shown_amount(review.amount_minor, currency), f"{loan.term} repayments"),
            ("A month", shown_amount(review.affordability.burden_minor, currency), "at the most"),
            ("APR", f"{format_percent(round_half_even(review.apr * _MILLION))} %", "with all fees"),
            ("Interest", shown_amount(schedule.interest_minor, currency), "in all"),
            ("Fees", shown_amount(schedule.fees_minor, currency), "in all"),
            (
                "To be repaid",
                shown_amount(sum(each.due_minor for each in schedule.installments), currency),
                "in all",
            ),
        ],
        "afforded": _afforded(review.affordability, currency),
        "months_chart": months_chart(review.affordability.months, currency),
        "checks": [{"badge": _outcome(each.outcome.value), "reason": each.reason} for each in review.checks],
        "chart": schedule_chart(schedule.installments, currency),
        "rows": planned_rows(schedule.installments, currency),
        "currency": currency,
    }


def _afforded(found: Affordability, currency: str) -> list[tuple[str, str, str]]:
    def percent(share_ppm: int | None) -> str:
        return "-" if share_ppm is None else f"{share_ppm // _ONE_PERCENT} %"

    orders = f"{found.standing_orders} standing order{'' if found.standing_orders == 1 else 's'}"
    return [
        ("Monthly income, as stated", shown_amount(found.income_minor, currency), ""),
        ("Comes in on average", shown_amount(found.average_in_minor, currency), "months that moved money"),
        ("Regular dues", shown_amount(found.standing_orders_minor, currency), orders),
        ("Instalment of income", percent(found.share_of_income_ppm), "the loan's month"),
        ("All dues of income", percent(found.all_dues_share_of_income_ppm), "with the standing orders"),
        ("Instalment of what comes in", percent(found.share_of_inflow_ppm), "the loan's month"),
    ]


def _loan(loan: Loan, card: LoanCard) -> dict[str, Any]:
    """Return a loan that was decided: where it stands, its schedule with what is paid, and its last movements."""
    currency = loan.currency
    planned = installments_in_force(loan) if loan.schedule_version else ()
    rows = standings(state_of(loan, clock.business_date())) if loan.schedule_version else []
    following = card.next_repayment
    return {
        "figures": [
            ("Outstanding", shown_amount(card.outstanding.total_minor, currency), "in all"),
            ("Overdue", shown_amount(card.overdue_minor, currency), f"{card.days_past_due} days"),
            (
                "Next repayment",
                shown_amount(following.amount_minor if following else None, currency),
                f"{following.due_date:%Y-%m-%d}" if following else "",
            ),
            ("Paid so far", shown_amount(card.paid.total_minor, currency), "in all"),
            ("Written off", shown_amount(card.written_off_minor, currency), ""),
        ],
        "chart": schedule_chart(planned, currency),
        "rows": standing_rows(rows, currency),
        "currency": currency,
        "movements": [
            {"movement": each, "amount": shown_amount(each.amount_minor, currency)}
            for each in LoanMovement.objects.filter(loan=loan).order_by("-number")[:_MOVEMENTS]
        ],
        "open_request": LoanRequest.objects.filter(loan=loan, status=LoanRequestStatus.PENDING.value).first(),
    }


def _facts(loan: Loan, card: LoanCard) -> list[tuple[str, Any]]:
    currency = loan.currency
    facts: list[tuple[str, Any]] = [
        ("Customer", customer_link(loan.customer_id, f"{loan.customer} · {loan.customer.customer_id}")),
        ("Product", str(loan.product)),
        ("Asked for", shown_amount(loan.amount_requested_minor, currency)),
        ("Approved", shown_amount(loan.amount_minor, currency)),
        ("Repayments", loan.term),
        ("Percent a year", format_percent(card.annual_rate_ppm)),
        ("Purpose", loan.purpose or "-"),
        ("Monthly income", shown_amount(loan.monthly_income_minor, currency)),
        ("Paid to", card.disbursement_account_number or "-"),
        ("Applied", f"{loan.applied_at:%Y-%m-%d %H:%M} UTC by {loan.applied_by or '-'}"),
    ]
    if loan.overrides:
        changed = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in loan.overrides.items())
        facts.append(("Terms asked for", changed))
    if loan.decided_at:
        who = "the bank, at once" if loan.decided_instantly else str(loan.decided_by or "-")
        facts.append(("Decided", f"{loan.decided_at:%Y-%m-%d %H:%M} UTC by {who}"))
        facts.append(("Reason", loan.decision_reason or "-"))
    if loan.disbursed_on:
        facts.append(("Paid out on", f"{loan.disbursed_on:%Y-%m-%d}"))
    if loan.closed_on:
        facts.append(("Ended on", f"{loan.closed_on:%Y-%m-%d}"))
    return facts


def _outcome(outcome: str) -> SafeString:
    return badge(outcome.replace("_", " "), _OUTCOME_TONES.get(outcome, "neutral"))
