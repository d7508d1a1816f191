"""Statements out of thin air, for tests of how they are written."""

from __future__ import annotations

import base64
import datetime as dt
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from accounts.statements.formats import StatementFormat, write_statement
from accounts.statements.keys import SigningKeys
from accounts.statements.model import AccountStatement, Bank
from core_banking.kernel.money import Currency
from ledger.contracts import StatementLine

FILE_FORMATS = tuple(each for each in StatementFormat if each is not StatementFormat.JSON)
JANUARY = dt.date(2024, 1, 1)
NOON = dt.datetime(2024, 1, 1, 12, 0, tzinfo=dt.UTC)


def keys_of(*names: str) -> SigningKeys:
    """Keys that everybody can know, one for each name."""
    return SigningKeys.of_seeds(
        [base64.urlsafe_b64encode(name.encode().ljust(32)).decode() for name in names]
    )


KEYS = keys_of("first")


def line(number: int, change_minor: int, balance_after_minor: int, **fields: Any) -> StatementLine:
    """One line, on the day of January that its number says."""
    day = JANUARY + dt.timedelta(days=(number - 1) % 31)
    made = StatementLine(
        line_id=number,
        version=number,
        posted_at=NOON + dt.timedelta(days=number - 1),
        business_date=day,
        value_date=day,
        kind="DEPOSIT" if change_minor > 0 else "WITHDRAWAL",
        reference=f"TXN{number:010d}",
        description="Cash paid in" if change_minor > 0 else "Cash paid out",
        change_minor=change_minor,
        balance_after_minor=balance_after_minor,
    )
    return replace(made, **fields)


def lines_of(changes: Sequence[int], opening_minor: int = 0, **fields: Any) -> list[StatementLine]:
    """Lines with their running balances, from what each changes."""
    balance, lines = opening_minor, []
    for number, change in enumerate(changes, start=1):
        balance += change
        lines.append(line(number, change, balance, **fields))
    return lines


def statement(lines: Sequence[StatementLine], opening_minor: int = 0, **fields: Any) -> AccountStatement:
    """A statement of January with these lines."""
    changes = [each.change_minor for each in lines]
    made = AccountStatement(
        statement_id="STMQ7K2M4X9PA3TB6WC",
        issued_at=dt.datetime(2024, 2, 1, 9, 30, tzinfo=dt.UTC),
        bank=Bank(name="Core Bank", address="https://bank.example"),
        holder_name="Ada Lovelace",
        account_number="SAV120045675",
        account_type="SAVINGS",
        currency=Currency.of("USD"),
        from_date=JANUARY,
        to_date=dt.date(2024, 1, 31),
        opening_minor=opening_minor,
        closing_minor=opening_minor + sum(changes),
        credits_minor=sum(change for change in changes if change > 0),
        debits_minor=-sum(change for change in changes if change < 0),
        line_count=len(lines),
        lines=lines,
    )
    return replace(made, **fields)


def written(made: AccountStatement, statement_format: StatementFormat, keys: SigningKeys = KEYS) -> bytes:
    """The statement as a file."""
    file = io.BytesIO()
    write_statement(made, statement_format, file, keys)
    return file.getvalue()


@dataclass(frozen=True)
class ManyLines:
    """As many lines as wanted, none of which exists before it is asked for."""

    count: int

    def __iter__(self) -> Iterator[StatementLine]:
        return (line(1, 1, number + 1, version=number + 1) for number in range(self.count))


class Nowhere:
    """Takes bytes and keeps none."""

    def write(self, content: bytes, /) -> None:
        """Forget the bytes."""
