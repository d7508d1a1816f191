"""Changing an account: its nickname, its limits, its minimum balance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from accounts.contracts import MANAGE_ANY_ACCOUNT, AccountStatus, AccountType, AccountWithBalance
from accounts.errors import AccountStateConflict, PotMovesByGoal
from accounts.events import AccountChanged, Change
from accounts.models import Account, TermDeposit
from accounts.selectors.accounts import card_of_account
from accounts.selectors.interest import owed_minor
from accounts.services.locking import lock_account
from accounts.services.opening import refuse_below_minimum
from accounts.services.term_deposits import lock_term, payout_account_of, refuse_without_payout_account
from accounts.terms import AMOUNT_COLUMNS, AccountTerms, read_amounts
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed
from core_banking.kernel.money import Money
from ledger.services import set_floor

_TERM_FIELDS: Final = frozenset({"maturity_instruction", "payout_account_number"})
_OWNER_MAY_SET: Final = frozenset({"nickname"}) | _TERM_FIELDS


@use_case
def change_account(*, actor: Actor, account_id: int, terms: AccountTerms) -> AccountWithBalance:
    """Set the terms that are given and return the account: an owner its nickname and what becomes of a fixed deposit
    at maturity, staff also limits and minimum.

    Raises `NotFound`, `NotAllowed` naming the fields an owner may not set, `InvalidInput` for wrong amounts
    or a minimum balance below the product's, `PotMovesByGoal`, `AccountStateConflict` for a closed account, or for an
    instruction to a deposit that has matured.
    """
    if _TERM_FIELDS & set(terms):
        lock_term(account_id)  # before the account, as whoever ends the term does
    locked = lock_account(actor, account_id)
    account = locked.account
    _refuse_foreign_fields(actor, account, terms)
    if account.account_type == AccountType.POT:
        raise PotMovesByGoal(account_number=account.account_number)
    if account.status == AccountStatus.CLOSED:
        raise AccountStateConflict(status=account.status)
    columns = _columns_of(account, terms)
    changes = _changes(account, columns)
    for column, value in columns.items():
        setattr(account, column, value)
    if changes:
        account.save(update_fields=list(columns))
    changes |= _change_instruction(account, terms)
    balance = locked.balance
    if "minimum_balance" in changes:
        set_floor(account.ledger_account_id, account.minimum_balance_minor)
        balance = replace(balance, floor_minor=account.minimum_balance_minor)
    emit(
        AccountChanged(
            actor=actor,
            account_id=account.pk,
            owner_id=account.customer_id,
            account_number=account.account_number,
            changes=changes,
        )
    )
    return AccountWithBalance(card_of_account(account), balance, owed_minor(account.pk))


def _change_instruction(account: Account, terms: AccountTerms) -> dict[str, Change]:
    """Set what becomes of a fixed deposit at maturity; return old and new of what differs."""
    given = sorted(_TERM_FIELDS & set(terms))
    if not given:
        return {}
    term: TermDeposit | None = getattr(account, "term_deposit", None)
    if term is None:
        raise InvalidInput({name: ["Only a fixed deposit matures."] for name in given})
    if account.status == AccountStatus.MATURED:
        raise AccountStateConflict(status=account.status)
    before = _instruction_of(term)
    term.maturity_instruction = terms.get("maturity_instruction", term.maturity_instruction)
    if "payout_account_number" in terms:
        number = terms["payout_account_number"]
        term.payout_account_id = payout_account_of(account, number).id if number else None
    refuse_without_payout_account(term.maturity_instruction, term.payout_account_id)
    term.save(update_fields=["maturity_instruction", "payout_account"])
    after = _instruction_of(term)
    return {name: (before[name], after[name]) for name in given if before[name] != after[name]}


def _instruction_of(term: TermDeposit) -> dict[str, object]:
    payout_account = term.payout_account
    return {
        "maturity_instruction": term.maturity_instruction,
        "payout_account_number": payout_account.account_number if payout_account else None,
    }


def _refuse_foreign_fields(actor: Actor, account: Account, terms: Mapping[str, object]) -> None:
    foreign = sorted(set(terms) - _OWNER_MAY_SET)
    # Staff who banks here is an owner like any other where the account is his own.
    acts_as_staff = actor.may(MANAGE_ANY_ACCOUNT) and account.customer_id != actor.user_id
    if foreign and not acts_as_staff:
        raise NotAllowed(f"Only the bank may change {', '.join(foreign)}.", fields=foreign)


def _columns_of(account: Account, terms: AccountTerms) -> dict[str, Any]:
    columns, wrong = read_amounts(terms, account.currency)
    if wrong:
        raise InvalidInput(wrong)
    if "minimum_balance_minor" in columns:
        least_minor = account.product.minimum_balance_minor
        refuse_below_minimum(columns["minimum_balance_minor"], least_minor, account.currency)
    if "nickname" in terms:
        columns["nickname"] = terms["nickname"]
    return columns


def _changes(account: Account, columns: Mapping[str, Any]) -> dict[str, Change]:
    """Return old and new of what differs, under the names of the API."""
    changes: dict[str, Change] = {}
    for column, new in columns.items():
        old = getattr(account, column)
        if old != new:
            name = _API_NAMES.get(column)
            changes[name or column] = (_major(account, old), _major(account, new)) if name else (old, new)
    return changes


_API_NAMES: Final = {column: name for name, column in AMOUNT_COLUMNS.items()}


def _major(account: Account, amount_minor: int) -> str:
    return str(Money.of_minor(amount_minor, account.currency))
