"""Opening an account."""

from __future__ import annotations

from typing import Any

from accounts.contracts import (
    MANAGE_ANY_ACCOUNT,
    AccountApplication,
    AccountStatus,
    AccountWithBalance,
    ProductCard,
)
from accounts.errors import KycRequired
from accounts.events import AccountOpened
from accounts.models import Account, OutgoingTotal
from accounts.selectors.accounts import account_with_balance
from accounts.selectors.eligibility import applicant_for, lacks_kyc, unmet_by
from accounts.selectors.products import product_applied_for
from accounts.services.funding import problems_of_funds, take_opening_deposit
from accounts.services.numbering import with_new_number
from accounts.services.suspension import lock_money_holder, suspend_banking
from accounts.services.term_deposits import agree_term
from accounts.terms import read_amount
from core_banking.kernel import clock, ids
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, make_dry_run, use_case, within_use_case
from core_banking.kernel.errors import InvalidInput
from core_banking.kernel.idempotency import Answer, IdempotencyClaim
from core_banking.kernel.money import InvalidAmount, Money
from core_banking.kernel.once import once_for_key
from kyc.services import add_identity_numbers, hold_identity
from ledger.services import open_customer_ledger_account
from notifications.services import notify, notify_holders
from users.contracts import PersonCard
from users.selectors import person_card


@use_case
def open_account(*, actor: Actor, application: AccountApplication) -> AccountWithBalance:
    """Open an account for the actor, or by staff for a customer, and return it with its balance.

    It is ACTIVE and has its number at once, with the opening deposit on it, or PENDING without number where the
    product leaves activation to staff. Raises `NotAllowed`, `KycRequired` while the customer's KYC is not approved,
    `IdentityErased` for who is no customer any more, `InvalidInput` naming every requirement of the product that is not
    met, and the refusals of the movement that pays the opening deposit: the account is then not opened.
    """
    return _opened(actor, application)


@use_case
def open_account_once(
    *,
    actor: Actor,
    application: AccountApplication,
    claim: IdempotencyClaim[AccountWithBalance] | None,
    dry_run: bool = False,
) -> AccountWithBalance | Answer:
    """Open an account once for an idempotency key, or with `dry_run` only show what would be opened.

    Returns the account, or the key's first `Answer` word for word. Raises what `open_account` raises, and
    `IdempotencyKeyReused`.
    """
    if dry_run:
        make_dry_run()
    return once_for_key(
        actor=actor,
        claim=claim,
        name="accounts.open_account",
        deed=lambda: _opened(actor, application),
    )


def _opened(actor: Actor, application: AccountApplication) -> AccountWithBalance:
    owner = applicant_for(actor, application.customer)
    _refuse_without_kyc(owner, application)
    product = _product_of(application)
    minimum_balance_minor = _minimum_balance_of(application, product)
    # The identity record before the money row: a KYC decision, and an erasure, holds them in this order.
    hold_identity(owner.id)
    _add_identity_numbers(actor, owner, application)
    lock_money_holder(owner.id)
    # A rejection that was being decided has committed by now, or waits for this opening and then suspends it.
    owner = person_card(owner.id)
    _refuse_without_kyc(owner, application)
    _refuse_unmet_requirements(owner, product, application)
    account = create_account(owner, product, application.nickname, minimum_balance_minor)
    agree_term(account, product, application)
    if not owner.is_account_verified:
        # The product does not wait for KYC; money does.
        suspend_banking(owner.id)
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
    if actor.user_id != owner.id:
        _tell_owner(actor, owner, account)
    if account.status == AccountStatus.PENDING:
        _ask_for_activation(actor, owner, account)
    elif application.funds is not None:
        take_opening_deposit(actor, account, product, application.funds)
    return account_with_balance(account.pk)


def _refuse_without_kyc(owner: PersonCard, application: AccountApplication) -> None:
    if not owner.is_account_verified:
        product = product_applied_for(application.account_type, application.product_code)
        if lacks_kyc(owner, product):
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


def _refuse_unmet_requirements(
    owner: PersonCard, product: ProductCard, application: AccountApplication
) -> None:
    unmet = unmet_by(owner, product)
    if product.auto_activate:
        unmet |= problems_of_funds(product, application.funds)
    elif application.funds is not None:
        unmet["opening_deposit"] = ["The opening deposit of this product is paid when it is activated."]
    if unmet:
        raise InvalidInput(unmet)


@within_use_case
def create_account(
    owner: PersonCard, product: ProductCard, nickname: str, minimum_balance_minor: int
) -> Account:
    """Create an account with its place in the book; active and numbered where its product does so at once."""
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
        "day_count": product.day_count,
        "interest_posting": product.interest_posting,
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


def _tell_owner(actor: Actor, owner: PersonCard, account: Account) -> None:
    named = f"account {account.account_number}" if account.account_number else "an account, not yet active,"
    notify(
        actor=actor,
        user_id=owner.id,
        kind="ACCOUNT_OPENED",
        title="The bank has opened an account for you",
        body=f"A member of the bank's staff has opened {named} on your behalf. If you did not ask for it, tell the"
        " bank.",
        data={"account_id": account.pk, "account_number": account.account_number},
    )


def _insert_pending(terms: dict[str, Any]) -> Account:
    return Account.objects.create(status=AccountStatus.PENDING, **terms)


def _insert_active(product: ProductCard, terms: dict[str, Any]) -> Account:
    account = Account(
        status=AccountStatus.ACTIVE,
        activated_at=terms["created_at"],
        interest_from=clock.business_date(),
        **terms,
    )

    def insert(number: str) -> None:
        account.account_number = number
        account.save(force_insert=True)

    with_new_number(product.account_type, insert)
    return account
