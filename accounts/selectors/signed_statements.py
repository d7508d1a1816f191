"""A statement with all that its renderings print and sign: the bank, the holder, an identifier, the keys."""

from __future__ import annotations

import base64
import functools
from typing import Final

from django.conf import settings

from accounts.contracts import Statement
from accounts.models import Account
from accounts.statements.keys import PublicKeys, SigningKeys
from accounts.statements.model import NO_NUMBER_YET, AccountStatement, Bank
from core_banking.kernel import clock
from core_banking.kernel.encryption import keyed_digest
from core_banking.kernel.money import Currency

_DIGEST_BYTES: Final = 10


def account_statement(statement: Statement) -> AccountStatement:
    """Return a statement as its renderings take it. Asks who holds the account; the lines stay unread."""
    account = statement.account
    return AccountStatement(
        statement_id=_statement_id(statement),
        issued_at=clock.now(),
        bank=Bank(
            name=settings.BANK_NAME,
            bic=settings.BANK_BIC,
            bank_id=settings.BANK_ROUTING_NUMBER,
            address=settings.PUBLIC_ADDRESS.rstrip("/"),
        ),
        holder_name=_holder_name(account.id),
        account_number=account.account_number or NO_NUMBER_YET,
        account_type=account.account_type,
        currency=Currency.of(account.currency),
        from_date=statement.from_date,
        to_date=statement.to_date,
        opening_minor=statement.opening_minor,
        closing_minor=statement.closing_minor,
        credits_minor=statement.credits_minor,
        debits_minor=statement.debits_minor,
        line_count=len(statement.lines),
        lines=statement.lines,
    )


def _holder_name(account_id: int) -> str:
    names = Account.objects.values_list("customer__first_name", "customer__last_name").get(pk=account_id)
    return " ".join(name for name in names if name)


def signing_keys() -> SigningKeys:
    """Return the bank's keys for statements. Raises `UnusableKey` if they are not set as they should be."""
    return _keys_of(tuple(settings.STATEMENT_SIGNING_KEYS))


def public_keys() -> PublicKeys:
    """Return the keys against which anybody may check a statement."""
    return signing_keys().public


@functools.lru_cache(maxsize=4)
def _keys_of(seeds: tuple[str, ...]) -> SigningKeys:
    return SigningKeys.of_seeds(seeds)


def _statement_id(statement: Statement) -> str:
    """Return `STM` and 16 letters and digits that are the same for the same lines of the same days.

    Lines never change, so how many there are says which they are. Keyed, so that it tells nothing about the account.
    """
    what = (
        statement.account.ledger_account_id,
        statement.from_date,
        statement.to_date,
        len(statement.lines),
        statement.closing_minor,
    )
    digest = keyed_digest("statement-id", ":".join(map(str, what)).encode())
    return "STM" + base64.b32encode(digest[:_DIGEST_BYTES]).decode("ascii")
