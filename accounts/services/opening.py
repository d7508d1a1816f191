"""Opening an account."""

from __future__ import annotations

from typing import Any

from accounts.contracts import (
    MANAGE_ANY_ACCOUNT,
    OPEN_OWN_ACCOUNT,
    AccountApplication,
    AccountStatus,
    AccountWithBalance,
    ProductCard,
)
from accounts.errors import KycRequired
from accounts.events import AccountOpened
from accounts.models import Account, OutgoingTotal
from accounts.requirements import ApplicantFacts, asks_for_identity, unmet_requirements
from accounts.selectors.accounts import account_with_balance
from accounts.selectors.products import product_applied_for
from accounts.services.numbering import with_new_number
from accounts.services.suspension import lock_money_holder
from accounts.terms import read_amount
from core_banking.kernel import clock, ids
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed
from core_banking.kernel.money import InvalidAmount, Money
from kyc.selectors import identity_facts
from kyc.services import add_identity_numbers
from ledger.services import open_customer_ledger_account
from notifications.services import notify_holders
from users.contracts import PersonCard
from users.selectors import customer_by_reference, person_card


@use_case
def open_account(*, actor: Actor, application: AccountApplication) -> AccountWithBalance:
    """Open an account for the actor, or by staff for a customer, and return it with its balance of zero.

    It is ACTIVE and has its number at once, or PENDING without one where the product leaves activation to
    staff. Raises `NotAllowed`, `KycRequired` while the customer's KYC is not approved, and `InvalidInput`
    naming every requirement of the product that is not met.
    """
    owner = _owner_of(actor, application)
    _refuse_without_kyc(owner)
    product = _product_of(application)
    minimum_balance_minor = _minimum_balance_of(application, product)
    # The identity record before the money row: a KYC decision holds them in this order.
    _add_identity_numbers(actor, owner, application)
    lock_money_holder(owner.id)
    # A rejection that was being decided has committed by now, or waits for this opening and then suspends it.
    _refuse_without_kyc(person_card(owner.id))
    _refuse_unmet_requirements(actor, owner, product)
    account = _create(owner, product, application.nickname, minimum_balance_minor)
    emit(
        AccountOpened(
            actor=actor,
            account_id=account.pk,
            owner_id=owner.id,
            account_number=account.account_number,
            product_code=product.code,
            status=account.status,
            minimum_balance=str(Money.of_minor(minimum_balance_minor, product.currency)),
            currency=product.currency,
        )
    )
    if account.status == AccountStatus.PENDING:
        _ask_for_activation(actor, owner, account)
    return account_with_balance(account.pk)


def _owner_of(actor: Actor, application: AccountApplication) -> PersonCard:
    reference = application.customer
    if reference is None or str(reference) in {str(actor.user_id), actor.customer_id}:
        return _actor_as_owner(actor)
    if not actor.may(MANAGE_ANY_ACCOUNT):
        if not actor.may(OPEN_OWN_ACCOUNT):
            raise NotAllowed
        raise InvalidInput({"customer_id": ["You can open accounts only for yourself."]})
    owner = customer_by_reference(reference)
    if owner is None:
        raise InvalidInput({"customer_id": ["There is no such customer."]})
    return owner


def _actor_as_owner(actor: Actor) -> PersonCard:
    if actor.user_id is not None and actor.customer_id is not None and actor.may(OPEN_OWN_ACCOUNT):
        return person_card(actor.user_id)
    if actor.may(MANAGE_ANY_ACCOUNT):
        raise InvalidInput({"customer_id": ["Say for which customer."]})
    raise NotAllowed


def _refuse_without_kyc(owner: PersonCard) -> None:
    if not owner.is_account_verified:
        raise KycRequired


def _product_of(application: AccountApplication) -> ProductCard:
    if application.account_type is None and application.product_code is None:
        raise InvalidInput({"account_type": ["Name an account type or a product."]})
    product = product_applied_for(application.account_type, application.product_code)
    if product is None:
        field = "account_type" if application.product_code is None else "product"
        raise InvalidInput({field: ["There is no such product on offer."]})
    if application.currency not in {None, product.currency}:
        raise InvalidInput({"currency": [f"Accounts of this product are kept in {product.currency}."]})
    return product


def _minimum_balance_of(application: AccountApplication, product: ProductCard) -> int:
    if application.minimum_balance is None:
        return product.minimum_balance_minor
    try:
        asked_for = read_amount(application.minimum_balance, product.currency)
    except InvalidAmount as error:
        raise InvalidInput({"minimum_balance": [str(error)]}) from None
    refuse_below_minimum(asked_for, product.minimum_balance_minor, product.currency)
    return asked_for


def refuse_below_minimum(asked_for_minor: int, least_minor: int, currency: str) -> None:
    """Raise `InvalidInput` for a minimum balance below the product's; both in minor units."""
    if asked_for_minor < least_minor:
        least = Money.of_minor(least_minor, currency)
        raise InvalidInput({"minimum_balance": [f"The minimum balance of this product is {least}."]})


def _add_identity_numbers(actor: Actor, owner: PersonCard, application: AccountApplication) -> None:
    if application.aadhaar_number or application.pan_number:
        add_identity_numbers(
            actor=actor,
            user_id=owner.id,
            aadhaar_number=application.aadhaar_number,
            pan_number=application.pan_number,
        )


def _refuse_unmet_requirements(actor: Actor, owner: PersonCard, product: ProductCard) -> None:
    accounts = Account.objects.filter(customer_id=owner.id, product_id=product.id)
    applicant = ApplicantFacts(
        identity=identity_facts(owner.id) if asks_for_identity(product) else None,
        open_accounts_of_product=accounts.exclude(status=AccountStatus.CLOSED).count(),
        opened_by_staff=actor.user_id != owner.id,
    )
    unmet = unmet_requirements(product, applicant, clock.business_date())
    if unmet:
        raise InvalidInput(unmet)


def _create(owner: PersonCard, product: ProductCard, nickname: str, minimum_balance_minor: int) -> Account:
    now = clock.now()
    # The account's number may come later and is not the ledger's business: its code is its own.
    ledger_account_id = open_customer_ledger_account(
        code=ids.prefixed_id("ACC"),
        name=f"{product.account_type.replace('_', ' ').capitalize()} account of {owner.customer_id}",
        currency=product.currency,
        floor_minor=minimum_balance_minor,
    )
    terms: dict[str, Any] = {
        "customer_id": owner.id,
        "product_id": product.id,
        "account_type": product.account_type,
        "nickname": nickname,
        "currency": product.currency,
        "ledger_account_id": ledger_account_id,
        "minimum_balance_minor": minimum_balance_minor,
        "single_limit_minor": product.single_limit_minor,
        "daily_limit_minor": product.daily_limit_minor,
        "annual_rate_ppm": product.annual_rate_ppm,
        "created_at": now,
    }
    account = _insert_active(product, terms) if product.auto_activate else _insert_pending(terms)
    OutgoingTotal.objects.create(account=account, business_date=clock.business_date(now), total_minor=0)
    return account


def _ask_for_activation(actor: Actor, owner: PersonCard, account: Account) -> None:
    notify_holders(
        actor=actor,
        permission=MANAGE_ANY_ACCOUNT,
        kind="ACCOUNT_APPLICATION",
        title="An account waits for activation",
        body=f"{owner.customer_id} applied for an account of the product {account.product.code}.",
        data={"account_id": account.pk, "customer_id": owner.customer_id},
    )


def _insert_pending(terms: dict[str, Any]) -> Account:
    return Account.objects.create(status=AccountStatus.PENDING, **terms)


def _insert_active(product: ProductCard, terms: dict[str, Any]) -> Account:
    account = Account(status=AccountStatus.ACTIVE, activated_at=terms["created_at"], **terms)

    def insert(number: str) -> None:
        account.account_number = number
        account.save(force_insert=True)

    with_new_number(product.account_type, insert)
    return account
