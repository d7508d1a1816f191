"""The journal in the language of beancount, a plain-text bookkeeping program: each piece as text, no database.

Written after the description of the language at https://beancount.github.io/docs/beancount_language_syntax.html:
an amount is positive where it is a debit; a balance assertion holds at the beginning of its day.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from core_banking.kernel.clock import isoformat_utc
from core_banking.kernel.money import Currency, format_minor
from ledger.contracts import JournalAccount, JournalRecord

OPENING_BALANCES: Final = "Equity:Opening-Balances"
_ROOTS: Final = {
    "ASSET": "Assets",
    "LIABILITY": "Liabilities",
    "EQUITY": "Equity",
    "INCOME": "Income",
    "EXPENSE": "Expenses",
}
_NAME: Final = re.compile(r"[A-Z0-9][A-Za-z0-9-]*\Z", re.ASCII)
_FORBIDDEN: Final = re.compile(r"[^A-Za-z0-9-]", re.ASCII)


def account_name(account: JournalAccount) -> str:
    """Return an account's name: `Assets:1010-USD`, or `Liabilities:2010-USD:SAV120045675` under its control account.

    A code that is no name in this language is written with dashes, and with the account's number to tell it apart.
    """
    parts = [_ROOTS[account.kind], *([_part(account.control_code, 0)] if account.control_code else [])]
    return ":".join([*parts, _part(account.code, account.account_id)])


def heading(title: str, currencies: list[str], date: dt.date) -> str:
    """Return the options and the commodities, each with the number of decimals it is kept with."""
    lines = [f"option {_text('title')} {_text(title)}"]
    lines += [f"option {_text('operating_currency')} {_text(currency)}" for currency in currencies]
    for currency in currencies:
        lines += ["", f"{date} commodity {currency}", f"  decimals: {Currency.of(currency).exponent}"]
    return "\n".join([*lines, "", ""])


def opened(account: JournalAccount, date: dt.date) -> str:
    """Return the directive that opens an account."""
    named = f"  name: {_text(account.name)}\n" if account.name else ""
    return f"{date} open {account_name(account)} {account.currency}\n{named}"


def opened_for_carrying(date: dt.date) -> str:
    """Return the directive that opens the account through which balances are carried forward; it ends empty."""
    return f"{date} open {OPENING_BALANCES}\n"


def transaction(record: JournalRecord) -> str:
    """Return an entry with all its lines, its number and its reference."""
    lines = [
        "",
        f"{record.business_date} * {_text(record.kind)}",
        f"  entry: {record.entry_id}",
        f"  reference: {_text(record.reference)}",
        f"  value-date: {record.value_date}",
        f"  posted-at: {_text(isoformat_utc(record.posted_at))}",
    ]
    if record.reverses_id is not None:
        lines.append(f"  reverses: {record.reverses_id}")
    for posting in record.postings:
        lines.append(f"  {account_name(posting.account)}  {_amount(posting.amount_minor, record.currency)}")
        if posting.kind != record.kind:
            lines.append(f"    kind: {_text(posting.kind)}")
    return "\n".join([*lines, ""])


def carried_forward(account: JournalAccount, net_minor: int, date: dt.date) -> str:
    """Return the transaction that gives an account what it stood at before the export begins."""
    return (
        f"\n{date} * {_text('BROUGHT_FORWARD')}\n"
        f"  {account_name(account)}  {_amount(net_minor, account.currency)}\n"
        f"  {OPENING_BALANCES}  {_amount(-net_minor, account.currency)}\n"
    )


def balance(name: str, net_minor: int, currency: str, at_the_end_of: dt.date) -> str:
    """Return the assertion that an account, with all under it, stood at exactly this at the end of a day.

    It is dated the day after, at whose beginning it is checked; the tolerance is zero, not beancount's own.
    """
    amount = format_minor(net_minor, Currency.of(currency).exponent)
    return f"{at_the_end_of + dt.timedelta(days=1)} balance {name}  {amount} ~ 0 {currency}\n"


def _amount(amount_minor: int, currency: str) -> str:
    return f"{format_minor(amount_minor, Currency.of(currency).exponent)} {currency}"


def _part(code: str, account_id: int) -> str:
    if _NAME.match(code):
        return code
    plain = _FORBIDDEN.sub("-", code)
    return f"X{plain}-{account_id}" if account_id else f"X{plain}"


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ").replace("\r", " ")
    return f'"{escaped}"'
