"""What movements add to the review pages of other apps: an account's recent picture."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse

from core_banking.api.review_charts import Chart, Column, up_and_down
from core_banking.api.review_panels import Panel
from core_banking.api.staff_pages import acting_staff, looks_after_the_system, shown_amount
from transactions.contracts import SUBMIT_ANY
from transactions.selectors.account_picture import (
    DAYS_SHOWN,
    AccountPicture,
    PicturedMovement,
    account_picture_for,
    may_picture_accounts,
)

_STATUS_TONES: Final = {
    "COMPLETED": "good",
    "HELD": "warn",
    "PENDING": "warn",
    "DECLINED": "bad",
    "FAILED": "bad",
    "REVERSED": "neutral",
}


def account_picture(request: HttpRequest, *, user_id: int | None, account_id: int | None) -> Panel | None:
    """Return the recent picture of the account that an alert or a payment is about, for those who may see it.

    Who only reads alerts gets none: balances and movements ask for more, here as everywhere.
    """
    actor = acting_staff(request)
    if account_id is None or not may_picture_accounts(actor):
        return None
    picture = account_picture_for(actor, account_id)
    if picture is None:
        return None
    currency = picture.account.currency
    may_follow = actor.may(SUBMIT_ANY) or looks_after_the_system(request)
    return Panel(
        template="admin/transactions/panel_account.html",
        context={
            "account": picture.account,
            "balance": shown_amount(picture.balance.balance_minor, currency),
            "held": shown_amount(picture.balance.held_minor, currency),
            "chart": days_chart(picture),
            "movements": [_row(each, currency, may_follow) for each in picture.movements],
        },
    )


def days_chart(picture: AccountPicture) -> Any:
    """Draw what went in and out on each of the last days."""
    currency = picture.account.currency
    into = shown_amount(sum(day.in_minor for day in picture.days), currency)
    out = shown_amount(sum(day.out_minor for day in picture.days), currency)
    return up_and_down(
        Chart(
            title=f"In and out a day, {DAYS_SHOWN} days",
            summary=f"In {DAYS_SHOWN} days {into} came in and {out} went out.",
            axis="Day",
            series=("In", "Out"),
            columns=[
                Column(
                    label=f"{day.date:%d %b}",
                    values=(day.in_minor, day.out_minor),
                    written=(shown_amount(day.in_minor, currency), shown_amount(day.out_minor, currency)),
                )
                for day in picture.days
            ],
        )
    )


def _row(movement: PicturedMovement, currency: str, may_follow: bool) -> dict[str, Any]:
    sign = "\N{MINUS SIGN}" if movement.is_out else "+"
    return {
        "movement": movement,
        "address": reverse("admin:transactions_transaction_change", args=[movement.key])
        if may_follow
        else None,
        "amount": f"{sign}{shown_amount(movement.amount_minor, currency)}",
        "with_whom": movement.payee_name or movement.other_account_number or "cash",
        "tone": _STATUS_TONES.get(movement.status, "neutral"),
    }
