"""Reads of a customer's saved payees."""

from __future__ import annotations

from django.db.models import QuerySet

from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import NotFound
from transactions.contracts import PayeeCard, PayeeFacts
from transactions.models import Beneficiary
from transactions.payees import known_from
from transactions.payment_rules import payment_rules


def saved_payees(actor: Actor) -> QuerySet[Beneficiary]:
    """Return the payees somebody has saved, the latest first."""
    rows = Beneficiary.objects.filter(owner_id=actor.user_id, saved_at__isnull=False)
    return rows.select_related("account").order_by("-saved_at", "-id")


def payee_card(actor: Actor, beneficiary_id: int) -> PayeeCard:
    """Return one of the actor's saved payees. Raises `NotFound`."""
    row = saved_payees(actor).filter(pk=beneficiary_id).first()
    if row is None:
        raise NotFound("You have saved no such payee.")
    return card_of_payee(row)


def card_of_payee(row: Beneficiary) -> PayeeCard:
    """Return a saved payee read with his account."""
    assert row.saved_at is not None
    assert row.account.account_number is not None
    met = PayeeFacts(confirmed_at=row.confirmed_at, first_paid_at=row.first_paid_at)
    return PayeeCard(
        id=row.pk,
        account_number=row.account.account_number,
        nickname=row.nickname,
        holder_name=row.holder_name,
        currency=row.account.currency,
        confirmed_at=row.confirmed_at,
        new_until=known_from(met, payment_rules()),
        payment_limit_minor=row.payment_limit_minor,
        daily_limit_minor=row.daily_limit_minor,
        created_at=row.saved_at,
    )
