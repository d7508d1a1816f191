"""Statements as files: written first, put on record, and only then given away."""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import dataclass
from typing import IO, Final

from accounts.events import StatementExported
from accounts.selectors.signed_statements import account_statement, signing_keys
from accounts.selectors.statements import statement_for
from accounts.statements.formats import FILE_KINDS, FileKind, StatementFormat, write_statement
from accounts.statements.model import NO_NUMBER_YET, AccountStatement
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case

_KEPT_IN_MEMORY_BYTES: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class StatementFile:
    """A statement as a file, open at its beginning; who takes it closes it."""

    content: IO[bytes]
    kind: FileKind
    statement: AccountStatement
    signature: str

    @property
    def name(self) -> str:
        """A name to keep it under, which tells the account by its last digits only."""
        statement = self.statement
        number = statement.account_number
        of_account = "" if number == NO_NUMBER_YET else f"-{number[-4:]}"
        return f"statement{of_account}-{statement.from_date}-to-{statement.to_date}.{self.kind.extension}"


def export_statement(
    *,
    actor: Actor,
    account_id: int,
    from_date: dt.date | None,
    to_date: dt.date | None,
    statement_format: StatementFormat,
) -> StatementFile:
    """Return the statement of business dates, both inclusive, as a signed file; the trail says who got it.

    Written to a temporary file before anything is sent: a statement that breaks off in the middle is none, and no
    transaction stays open while a slow client reads. Raises what `statement_for` raises.
    """
    found = statement_for(actor, account_id, from_date=from_date, to_date=to_date)
    statement = account_statement(found)
    content = tempfile.SpooledTemporaryFile(max_size=_KEPT_IN_MEMORY_BYTES)  # noqa: SIM115 - closed by who takes it
    try:
        signature = write_statement(statement, statement_format, content, signing_keys())
        record_statement_export(
            actor=actor,
            account_id=account_id,
            owner_id=found.account.customer_id,
            statement=statement,
            statement_format=statement_format,
        )
        content.seek(0)
    except BaseException:
        content.close()
        raise
    return StatementFile(content, FILE_KINDS[statement_format], statement, signature)


@use_case
def record_statement_export(
    *,
    actor: Actor,
    account_id: int,
    owner_id: int,
    statement: AccountStatement,
    statement_format: StatementFormat,
) -> None:
    """Put on record that the actor is being given a statement as a file."""
    emit(
        StatementExported(
            actor=actor,
            account_id=account_id,
            owner_id=owner_id,
            account_number=statement.account_number,
            statement_id=statement.statement_id,
            format=statement_format.value,
            from_date=statement.from_date.isoformat(),
            to_date=statement.to_date.isoformat(),
            line_count=statement.line_count,
        )
    )
