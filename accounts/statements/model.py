"""What every rendering of a statement is made from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from core_banking.kernel.clock import isoformat_utc
from core_banking.kernel.masked_names import masked_name
from core_banking.kernel.money import Currency, format_minor
from ledger.contracts import StatementLine

NO_NUMBER_YET = "NOT-YET-GIVEN"
"""What stands for the number of an account that staff has not activated."""
_HOLDER_LENGTH = 60
"""How much of a masked name is signed: the signature is also a code to scan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """The bank as its statements name it; what it does not have is empty."""

    name: str
    bic: str = ""
    bank_id: str = ""
    """How other banks of the country number it: a routing number, a sort code."""
    address: str = ""
    """Where it is found on the web, without a final slash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountStatement:
    """A statement of business dates, both inclusive: opening + credits - debits = closing, in minor units, always.

    `lines` are oldest first, read as they are needed and may be read again; each carries the balance after it.
    `statement_id` is the same for the same lines, in whichever format and however often they are asked for.
    """

    statement_id: str
    issued_at: dt.datetime
    bank: Bank
    holder_name: str
    account_number: str
    account_type: str
    currency: Currency
    from_date: dt.date
    to_date: dt.date
    opening_minor: int
    closing_minor: int
    credits_minor: int
    debits_minor: int
    line_count: int
    lines: Iterable[StatementLine]

    def amount(self, amount_minor: int) -> str:
        """Return an amount in major units, with exactly the currency's decimals."""
        return format_minor(amount_minor, self.currency.exponent)

    def claims(self) -> dict[str, str | int]:
        """Return what the bank puts its name to; number and holder are masked, since a signature travels far."""
        return {
            "iss": self.bank.name,
            "statement_id": self.statement_id,
            "account_number": masked_account_number(self.account_number),
            # Without him, the figures of one person could be printed under the name of another.
            "account_holder": masked_name(self.holder_name)[:_HOLDER_LENGTH],
            "currency": self.currency.code,
            "from": self.from_date.isoformat(),
            "to": self.to_date.isoformat(),
            "opening_balance": self.amount(self.opening_minor),
            "closing_balance": self.amount(self.closing_minor),
            "total_credits": self.amount(self.credits_minor),
            "total_debits": self.amount(self.debits_minor),
            "line_count": self.line_count,
            "issued_at": isoformat_utc(self.issued_at),
        }


def masked_account_number(account_number: str) -> str:
    """Return an account number of which only the last four characters are left: `"*******5675"`."""
    if account_number == NO_NUMBER_YET:
        return account_number
    return "*" * (len(account_number) - 4) + account_number[-4:]
