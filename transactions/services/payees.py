"""Writes of a customer's payees: save, confirm the name, change, remove.

Each takes the customer's money row first, as the posting of his payments does: what a payment was decided on either
still holds when it is posted, or it is decided again.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Final

from django.conf import settings
from django.db.models import Max, Q, Sum

from accounts.contracts import AccountCard, AccountStatus, AccountType
from accounts.selectors import account_by_number
from accounts.services import lock_money_holder
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, make_dry_run, use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from core_banking.kernel.masked_names import masked_name
from core_banking.kernel.money import Currency, InvalidAmount, format_minor, minor_of
from notifications.services import notify
from transactions.contracts import SUBMIT_OWN, PayeeCard, PayeeTerms, TransactionStatus, TransactionType
from transactions.errors import (
    KycRequiredToTransact,
    PayeeAlreadySaved,
    PayeeIsOwnAccount,
    TooManyPayees,
    UnknownAccount,
)
from transactions.events import PayeeChanged, PayeeConfirmed, PayeeRemoved, PayeeSaved
from transactions.models import Beneficiary, Transaction
from transactions.selectors import card_of_payee, saved_payees
from users.selectors import person_card

_LIMITS: Final = ("payment_limit", "daily_limit")


@use_case
def save_payee(*, actor: Actor, account_number: str, terms: PayeeTerms) -> PayeeCard:
    """Save somebody else's account as a payee and return it with its holder's masked name, still to be confirmed.

    Raises `NotAllowed`, `KycRequiredToTransact`, `UnknownAccount`, `PayeeIsOwnAccount`, `PayeeAlreadySaved`,
    `TooManyPayees`, and `InvalidInput` for limits that the account's currency does not have.
    """
    owner_id = _verified_customer(actor)
    account = account_by_number(account_number)
    if account is None or account.status is AccountStatus.CLOSED:
        raise UnknownAccount
    if account.customer_id == owner_id:
        raise PayeeIsOwnAccount
    if account.account_type is AccountType.POT:
        raise UnknownAccount
    lock_money_holder(owner_id)
    saved = saved_payees(actor)
    known = saved.filter(account_id=account.id).first()
    if known is not None:
        raise PayeeAlreadySaved(beneficiary_id=known.pk)
    if saved.count() >= settings.PAYEES_PER_CUSTOMER:
        raise TooManyPayees(limit=settings.PAYEES_PER_CUSTOMER)
    row = _row_of(owner_id, account)
    row.saved_at, row.confirmed_at, row.removed_at = clock.now(), None, None
    row.holder_name = _masked_holder(account.customer_id)
    _set_terms(row, terms, account.currency)
    row.save()
    emit(PayeeSaved(actor=actor, beneficiary_id=row.pk, owner_id=owner_id, account_number=account_number))
    return card_of_payee(row)


@use_case
def confirm_payee(*, actor: Actor, beneficiary_id: int) -> PayeeCard:
    """Accept that the masked name is the payee's; from now on he can be paid, and his cooling-off time runs.

    Confirming him again changes nothing. The customer hears of it in his inbox, in case it was not he. Raises
    `NotAllowed`, `KycRequiredToTransact` and `NotFound`.
    """
    owner_id = _verified_customer(actor)
    row = _own_payee(actor, owner_id, beneficiary_id)
    if row.confirmed_at is not None:
        make_dry_run()  # nothing is to be written: it was confirmed before
        return card_of_payee(row)
    row.confirmed_at = clock.now()
    row.version += 1
    row.save()
    card = card_of_payee(row)
    notify(
        actor=actor,
        user_id=owner_id,
        kind="PAYEE_CONFIRMED",
        title="A new payee was confirmed",
        body=f"{card.holder_name} ({card.account_number}) can now be paid from your accounts. If it was not you,"
        " change your password and call the bank now.",
        data={"beneficiary_id": card.id},
    )
    emit(
        PayeeConfirmed(
            actor=actor, beneficiary_id=row.pk, owner_id=owner_id, account_number=card.account_number
        )
    )
    return card


@use_case
def change_payee(*, actor: Actor, beneficiary_id: int, terms: PayeeTerms) -> PayeeCard:
    """Set what is given of nickname and limits. Raises `NotAllowed`, `KycRequiredToTransact`, `NotFound`, and
    `InvalidInput` for limits that the account's currency does not have.
    """
    owner_id = _verified_customer(actor)
    row = _own_payee(actor, owner_id, beneficiary_id)
    before = _written_terms(card_of_payee(row))
    _set_terms(row, terms, row.account.currency)
    row.version += 1
    row.save()
    card = card_of_payee(row)
    after = _written_terms(card)
    changes = {name: (before[name], after[name]) for name in before if before[name] != after[name]}
    emit(
        PayeeChanged(
            actor=actor,
            beneficiary_id=row.pk,
            owner_id=owner_id,
            account_number=card.account_number,
            changes=changes,
        )
    )
    return card


@use_case
def remove_payee(*, actor: Actor, beneficiary_id: int) -> None:
    """Forget a payee's name and limits; what went to him, and since when, stays known. Raises `NotAllowed`,
    `KycRequiredToTransact` and `NotFound`.
    """
    owner_id = _verified_customer(actor)
    row = _own_payee(actor, owner_id, beneficiary_id)
    card = card_of_payee(row)
    row.saved_at, row.confirmed_at, row.removed_at = None, None, clock.now()
    row.payment_limit_minor, row.daily_limit_minor = None, None
    row.nickname, row.holder_name = "", ""
    row.version += 1
    row.save()
    emit(
        PayeeRemoved(
            actor=actor, beneficiary_id=row.pk, owner_id=owner_id, account_number=card.account_number
        )
    )


def _verified_customer(actor: Actor) -> int:
    """Return the customer's number. Whoever is not verified could else read whose a number is."""
    if actor.user_id is None or not actor.may(SUBMIT_OWN):
        raise NotAllowed
    if not person_card(actor.user_id).is_account_verified:
        raise KycRequiredToTransact
    return actor.user_id


def _own_payee(actor: Actor, owner_id: int, beneficiary_id: int) -> Beneficiary:
    lock_money_holder(owner_id)
    row = saved_payees(actor).filter(pk=beneficiary_id).first()
    if row is None:
        raise NotFound("You have saved no such payee.")
    return row


def _row_of(owner_id: int, account: AccountCard) -> Beneficiary:
    """Return the row of an account that was paid or removed before, counted one further, or a new one."""
    row = (
        Beneficiary.objects.select_related("account").filter(owner_id=owner_id, account_id=account.id).first()
    )
    if row is None:
        return Beneficiary(owner_id=owner_id, account_id=account.id)
    row.version += 1
    return row


def _masked_holder(customer_id: int) -> str:
    holder = person_card(customer_id)
    return masked_name(f"{holder.first_name} {holder.last_name}")


def _set_terms(row: Beneficiary, terms: PayeeTerms, currency: str) -> None:
    if "nickname" in terms.given:
        row.nickname = terms.nickname
    minor = _limits_minor(terms, Currency.of(currency))
    if "payment_limit" in minor:
        row.payment_limit_minor = minor["payment_limit"]
    if "daily_limit" in minor:
        _set_daily_limit(row, minor["daily_limit"])


def _set_daily_limit(row: Beneficiary, limit_minor: int | None) -> None:
    """Set the limit of the day. What goes to the payee is counted only while there is one: catch up when it comes."""
    if limit_minor is not None and row.daily_limit_minor is None:
        row.paid_on, row.paid_minor = _paid_on_last_day(row)
    row.daily_limit_minor = limit_minor


def _paid_on_last_day(row: Beneficiary) -> tuple[dt.date, int]:
    """Return today, or the later business date that the book has already reached, and what went to the payee on it."""
    today = clock.business_date()
    paid = Transaction.objects.filter(
        Q(journal_entry__isnull=False) | Q(status=TransactionStatus.HELD.value),
        from_customer_id=row.owner_id,
        to_account_id=row.account_id,
        transaction_type=TransactionType.TRANSFER.value,
        business_date__gte=today,
    )
    date = paid.aggregate(date=Max("business_date"))["date"] or today
    return date, paid.filter(business_date=date).aggregate(total=Sum("amount_minor", default=0))["total"]


def _limits_minor(terms: PayeeTerms, currency: Currency) -> dict[str, int | None]:
    problems: dict[str, list[str]] = {}
    minor: dict[str, int | None] = {}
    for name in _LIMITS:
        written: Decimal | None = getattr(terms, name)
        if name not in terms.given:
            continue
        try:
            minor[name] = None if written is None else minor_of(written, currency.exponent)
        except InvalidAmount as error:
            problems[name] = [str(error)]
    if problems:
        raise InvalidInput(problems)
    return minor


def _written_terms(card: PayeeCard) -> dict[str, str | None]:
    exponent = Currency.of(card.currency).exponent
    limits = {"payment_limit": card.payment_limit_minor, "daily_limit": card.daily_limit_minor}
    return {
        "nickname": card.nickname,
        **{name: None if minor is None else format_minor(minor, exponent) for name, minor in limits.items()},
    }
