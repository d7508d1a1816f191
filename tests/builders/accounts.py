"""Accounts and products as the bank itself makes them, and money that arrives through the book."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts.contracts import (
    MANAGE_ANY_ACCOUNT,
    MANAGE_PRODUCTS,
    OPEN_OWN_ACCOUNT,
    AccountApplication,
    AccountCard,
    AccountType,
    ProductCard,
)
from accounts.selectors import account_card
from accounts.services import create_product
from accounts.services import open_account as open_account_use_case
from core_banking.kernel import clock, ids
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case
from core_banking.kernel.events import AuditFacts, DomainEvent
from ledger.contracts import PostedEntry
from ledger.entries import EntryDraft, credit, debit
from ledger.services import ChartRole, bank_account_id, post_entry

STAFF = Actor(username="branch", permissions=frozenset({MANAGE_ANY_ACCOUNT, MANAGE_PRODUCTS}))
"""Somebody at the branch, for tests that do not care who."""


def customer_actor(customer: Any) -> Actor:
    """Return a customer (anything with `id` and `customer_id`) as the actor of his own accounts."""
    return Actor(
        user_id=customer.id,
        username=getattr(customer, "username", ""),
        customer_id=customer.customer_id,
        permissions=frozenset({OPEN_OWN_ACCOUNT}),
    )


def open_account(
    customer: Any,
    /,
    balance_minor: int = 0,
    account_type: AccountType | str = AccountType.SAVINGS,
    *,
    actor: Actor | None = None,
    **application: Any,
) -> AccountCard:
    """Open an account of an approved customer, by himself or by `actor`, and put `balance_minor` on it."""
    if actor is not None:
        application["customer"] = customer.id
    if "product_code" not in application:
        application["account_type"] = AccountType(account_type)
    opened = open_account_use_case(
        actor=actor or customer_actor(customer), application=AccountApplication(**application)
    )
    if balance_minor:
        put_money(opened.card, balance_minor)
    return opened.card


def offer_product(code: str = "SPECIAL", **terms: Any) -> ProductCard:
    """Offer a product; `account_type` and `currency` may be among the terms."""
    return create_product(
        actor=STAFF,
        code=code,
        account_type=AccountType(terms.pop("account_type", AccountType.SAVINGS)),
        currency=terms.pop("currency", "USD"),
        terms=terms,  # type: ignore[arg-type]
    )


def put_money(account: AccountCard, amount_minor: int, description: str = "Cash paid in") -> PostedEntry:
    """Post cash into an account, in minor units, at the clock's instant."""
    return _post(
        actor=STAFF, account=account, change_minor=amount_minor, kind="DEPOSIT", description=description
    )


def take_money(account: AccountCard, amount_minor: int, description: str = "Cash paid out") -> PostedEntry:
    """Post cash out of an account, in minor units, at the clock's instant."""
    return _post(
        actor=STAFF, account=account, change_minor=-amount_minor, kind="WITHDRAWAL", description=description
    )


def present(account: AccountCard) -> AccountCard:
    """Return an account as it is now."""
    card = account_card(account.id)
    assert card is not None
    return card


@dataclass(frozen=True, slots=True, kw_only=True)
class CashMoved(DomainEvent):
    """Money was put on or taken from an account by a test."""

    reference: str

    def audit_facts(self) -> AuditFacts:
        """Return the movement as the audit trail keeps it."""
        return AuditFacts(
            action="CREATE", target_model="JournalEntry", target_id=self.reference, description="Cash moved"
        )


@use_case
def _post(
    *, actor: Actor, account: AccountCard, change_minor: int, kind: str, description: str
) -> PostedEntry:
    cash = bank_account_id(ChartRole.CASH, account.currency)
    amount_minor = abs(change_minor)
    paying_in = change_minor > 0
    reference, now = ids.transaction_id(), clock.now()
    posted = post_entry(
        EntryDraft(
            kind=kind,
            currency=account.currency,
            reference=reference,
            description=description,
            business_date=clock.business_date(),
            value_date=clock.business_date(),
            posted_at=now,
            lines=(
                debit(cash if paying_in else account.ledger_account_id, amount_minor, kind),
                credit(account.ledger_account_id if paying_in else cash, amount_minor, kind),
            ),
        )
    )
    emit(CashMoved(actor=actor, reference=reference))
    return posted
