"""Schedules of loans as the staff site shows them: a chart, and a table of the same figures with what is paid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.utils.safestring import SafeString

from core_banking.api.review_charts import Chart, Column, stacked_with_line, up_and_down
from core_banking.api.staff_pages import badge, shown_amount
from core_banking.kernel.money import Money
from loans.affordability import MonthOfFlows
from loans.allocation import RepaymentStanding, RepaymentState
from loans.contracts import Installment

_TONES: Final = {
    RepaymentState.PAID: "good",
    RepaymentState.PARTLY_PAID: "warn",
    RepaymentState.OPEN: "neutral",
    RepaymentState.OVERDUE: "bad",
}


def schedule_chart(installments: Sequence[Installment], currency: str) -> SafeString | str:
    """Draw the repayments in their parts, and what is still owed after each."""
    if not installments:
        return ""
    total = shown_amount(sum(each.due_minor for each in installments), currency)
    last = installments[-1].due_date
    return stacked_with_line(
        Chart(
            title="Repayments in their parts, and what is owed after each",
            summary=f"{len(installments)} repayments until {last:%Y-%m-%d}, {total} together.",
            axis="Due",
            series=("Principal", "Interest", "Fee", "Owed after it"),
            columns=[_column(each, currency) for each in installments],
        )
    )


def months_chart(months: Sequence[MonthOfFlows], currency: str) -> SafeString:
    """Draw what came in and went out in the last whole months."""
    return up_and_down(
        Chart(
            title="In and out a month",
            summary="; ".join(
                f"{month.month:%b %Y} in {shown_amount(month.in_minor, currency)},"
                f" out {shown_amount(month.out_minor, currency)}"
                for month in months
            ),
            axis="Month",
            series=("In", "Out"),
            columns=[
                Column(
                    label=f"{month.month:%b %Y}",
                    values=(month.in_minor, month.out_minor),
                    written=(shown_amount(month.in_minor, currency), shown_amount(month.out_minor, currency)),
                )
                for month in months
            ],
        ),
        height=150,
    )


def planned_rows(installments: Sequence[Installment], currency: str) -> list[dict[str, Any]]:
    """Return the rows of a plan: amounts in major units."""
    return [_row(each, currency) for each in installments]


def standing_rows(standings: Sequence[RepaymentStanding], currency: str) -> list[dict[str, Any]]:
    """Return the rows of a schedule in force, with what is paid of each repayment."""
    return [
        {
            **_row(each.installment, currency),
            "paid": str(Money.of_minor(each.paid_minor, currency)),
            "state": badge(each.state.value.replace("_", " "), _TONES[each.state]),
        }
        for each in standings
    ]


def _row(installment: Installment, currency: str) -> dict[str, Any]:
    return {
        "number": installment.number,
        "due_date": installment.due_date,
        "due": str(Money.of_minor(installment.due_minor, currency)),
        "principal": str(Money.of_minor(installment.principal_minor, currency)),
        "interest": str(Money.of_minor(installment.interest_minor, currency)),
        "fee": str(Money.of_minor(installment.fee_minor, currency)),
        "balance": str(Money.of_minor(installment.balance_minor, currency)),
    }


def _column(each: Installment, currency: str) -> Column:
    values = (each.principal_minor, each.interest_minor, each.fee_minor, each.balance_minor)
    return Column(
        label=f"{each.due_date:%b %Y}",
        values=values,
        written=tuple(str(Money.of_minor(value, currency)) for value in values),
    )
