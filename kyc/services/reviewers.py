"""Telling those who review that somebody waits for them."""

from __future__ import annotations

from core_banking.kernel.actors import Actor
from core_banking.kernel.db import within_use_case
from kyc.permissions import REVIEW_KYC
from notifications.services import notify_holders
from users.contracts import PersonCard


@within_use_case
def tell_reviewers(actor: Actor, person: PersonCard, *, title: str, body: str) -> None:
    """Put a message into every reviewer's inbox; `body` goes on after the customer's name and number."""
    notify_holders(
        actor=actor,
        permission=REVIEW_KYC,
        kind="KYC_REVIEW_DUE",
        title=title,
        body=f"{person.username} ({person.customer_id}) {body}",
        data={"user_id": person.id, "customer_id": person.customer_id},
    )
