"""A statement as OFX 2.1.1 (Open Financial Exchange in XML), for programs of personal finance.

Characters beyond ASCII are written as references: some readers of OFX know no other encoding, and to XML that is the
same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from accounts.statements.model import AccountStatement
from accounts.statements.plain_text import xml_text
from accounts.statements.sealed_files import XML_PLACE, SealedFile
from ledger.contracts import StatementLine

_LINES_AT_ONCE: Final = 200
_ACCOUNT_TYPES: Final[Mapping[str, str]] = {"SAVINGS": "SAVINGS", "POT": "SAVINGS", "FIXED_DEPOSIT": "CD"}
_TRANSACTION_TYPES: Final[Mapping[str, str]] = {
    "DEPOSIT": "DEP",
    "WITHDRAWAL": "CASH",
    "TRANSFER": "XFER",
    "PAYMENT": "PAYMENT",
    "FEE": "FEE",
    "INTEREST": "INT",
}
_WITHOUT_MARKS: Final = str.maketrans("", "", "-:T")
_NO_BANK_ID: Final = "000000000"


def write_ofx(statement: AccountStatement, file: SealedFile) -> None:
    """Write the statement, a few hundred transactions at a time."""
    file.write(_ascii(_beginning(statement)))
    waiting: list[str] = []
    for line in statement.lines:
        waiting.append(_transaction(statement, line))
        if len(waiting) == _LINES_AT_ONCE:
            file.write(_ascii("".join(waiting)))
            waiting.clear()
    waiting.append(_end(statement))
    file.write(_ascii("".join(waiting)))
    file.close(*XML_PLACE)


def _ascii(text: str) -> bytes:
    return text.encode("ascii", "xmlcharrefreplace")


def _beginning(statement: AccountStatement) -> str:
    bank = statement.bank
    account_type = _ACCOUNT_TYPES.get(statement.account_type, "CHECKING")
    status = "<STATUS><CODE>0</CODE><SEVERITY>INFO</SEVERITY></STATUS>"
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
        '<?OFX OFXHEADER="200" VERSION="211" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>\n'
        f"<OFX><SIGNONMSGSRSV1><SONRS>{status}<DTSERVER>{_instant(statement.issued_at)}</DTSERVER>"
        f"<LANGUAGE>ENG</LANGUAGE><FI><ORG>{xml_text(bank.name, 32)}</ORG></FI></SONRS></SIGNONMSGSRSV1>"
        f"<BANKMSGSRSV1><STMTTRNRS><TRNUID>{statement.statement_id}</TRNUID>{status}<STMTRS>"
        f"<CURDEF>{statement.currency.code}</CURDEF>"
        f"<BANKACCTFROM><BANKID>{xml_text(bank.bank_id, 9) or _NO_BANK_ID}</BANKID>"
        f"<ACCTID>{xml_text(statement.account_number, 22)}</ACCTID><ACCTTYPE>{account_type}</ACCTTYPE></BANKACCTFROM>"
        f"<BANKTRANLIST><DTSTART>{_date(statement.from_date)}</DTSTART><DTEND>{_date(statement.to_date)}</DTEND>"
    )


def _transaction(statement: AccountStatement, line: StatementLine) -> str:
    reference = xml_text(line.reference, 32)
    text = xml_text(line.description, 255)
    name = xml_text(line.description, 32) or xml_text(line.kind.capitalize(), 32)
    return (
        f"<STMTTRN><TRNTYPE>{_transaction_type(line)}</TRNTYPE><DTPOSTED>{_instant(line.posted_at)}</DTPOSTED>"
        f"<DTAVAIL>{_date(line.value_date)}</DTAVAIL><TRNAMT>{statement.amount(line.change_minor)}</TRNAMT>"
        # One movement may have two lines on an account, itself and its fee: the line's number tells them apart.
        f"<FITID>{reference}.{line.version}</FITID><REFNUM>{reference}</REFNUM><NAME>{name}</NAME>"
        f"{f'<MEMO>{text}</MEMO>' if text else ''}</STMTTRN>"
    )


def _end(statement: AccountStatement) -> str:
    last = _date(statement.to_date)
    balances = "".join(
        f"<BAL><NAME>{name}</NAME><DESC>{description}</DESC><BALTYPE>DOLLAR</BALTYPE>"
        f"<VALUE>{statement.amount(amount_minor)}</VALUE></BAL>"
        for name, description, amount_minor in (
            ("Opening", "Opening balance", statement.opening_minor),
            ("Money in", "Total of credits", statement.credits_minor),
            ("Money out", "Total of debits", statement.debits_minor),
        )
    )
    return (
        f"</BANKTRANLIST><LEDGERBAL><BALAMT>{statement.amount(statement.closing_minor)}</BALAMT>"
        f"<DTASOF>{last}</DTASOF></LEDGERBAL><BALLIST>{balances}</BALLIST>"
        "</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n"
    )


def _transaction_type(line: StatementLine) -> str:
    return _TRANSACTION_TYPES.get(line.kind) or ("DEBIT" if line.change_minor < 0 else "CREDIT")


def _instant(instant: dt.datetime) -> str:
    utc = instant.astimezone(dt.UTC)
    digits = utc.isoformat(timespec="milliseconds")[:23].translate(_WITHOUT_MARKS)
    return f"{digits}[0:GMT]"


def _date(date: dt.date) -> str:
    return date.isoformat().replace("-", "")
