"""The row that stands for a person's money: made, locked, and suspended by the KYC decision."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.models import MoneyHolder
from core_banking.kernel.db import within_use_case


@within_use_case
def lock_money_holder(user_id: int) -> None:
    """Make sure that the person's money row exists, and lock it until the use case ends.

    Everything that must not happen twice at once for one person (a second account of a product, an opening
    while KYC is being refused) takes this lock first.
    """
    lock_money_holders([user_id])


@within_use_case
def lock_money_holders(user_ids: Iterable[int]) -> None:
    """Make sure that the money rows of people exist, and lock them in order of the person, until the use case ends."""
    people = sorted(set(user_ids))
    # A conflict waits for whoever is inserting the same row, so from here on the rows are there and committed.
    MoneyHolder.objects.bulk_create(
        [MoneyHolder(customer_id=user_id) for user_id in people], ignore_conflicts=True
    )
    rows = MoneyHolder.objects.select_for_update(no_key=True).filter(customer_id__in=people)
    list(rows.order_by("customer_id").values_list("customer_id"))


@within_use_case
def suspend_banking(user_id: int) -> None:
    """Stop the person's money from moving, whether or not he has an account yet.

    The row is made if it is missing: an account being opened at this moment has not committed its own, and an
    update would pass it by.
    """
    lock_money_holder(user_id)
    MoneyHolder.objects.filter(customer_id=user_id).update(is_suspended=True)


@within_use_case
def resume_banking(user_id: int) -> None:
    """Let the person's money move again; somebody who never banked has no row and needs none."""
    MoneyHolder.objects.filter(customer_id=user_id).update(is_suspended=False)
