"""How each kind of movement is booked, drawn as T-accounts: the templates themselves are asked, with sample amounts."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from types import SimpleNamespace
from typing import Any, Final
from unittest.mock import patch

from ledger.chart import CHART, ChartRole
from ledger.contracts import Line
from loans import entry_templates as loan_templates
from loans.allocation import Allocation, Payoff
from tooling.documents_text import slug
from transactions import entry_templates as movement_templates
from transactions.contracts import TransactionType

SENDER, RECEIVER, LOAN, LOAN_INTEREST, LOAN_CHARGES = 1, 2, 3, 4, 5
NAMES: Final = {
    SENDER: "Customer who pays",
    RECEIVER: "Customer who receives",
    LOAN: "Principal of the loan",
    LOAN_INTEREST: "Interest of the loan",
    LOAN_CHARGES: "Charges of the loan",
    **{int(row.role.value): f"{row.role.value} {row.name}" for row in CHART},
}
WIDTH, GAP, ROW = 200, 28, 22


@dataclass(frozen=True)
class Booking:
    """A template with what it does to sample amounts."""

    title: str
    template: Callable[..., tuple[Line, ...]]
    lines: tuple[Line, ...]

    @property
    def sentence(self) -> str:
        """What the template says of itself."""
        return inspect.cleandoc(self.template.__doc__ or "")

    @property
    def file_name(self) -> str:
        """The file of its drawing."""
        return f"entry-{slug(self.title)}.svg"


def entries_page() -> dict[str, str]:
    """Return the page of the chart and all bookings, and the drawing of each booking, by their paths."""
    bookings = list(_bookings())
    page = _page(bookings)
    return {
        "reference/chart-of-accounts.md": page,
        **{f"diagrams/{booking.file_name}": t_accounts(booking) for booking in bookings},
    }


def _bookings() -> Iterable[Booking]:
    with (
        patch.object(movement_templates, "bank_account_id", _role_as_account),
        patch.object(loan_templates, "bank_account_id", _role_as_account),
    ):
        for kind, title in _MOVEMENTS.items():
            template = movement_templates._TEMPLATES[kind]
            yield Booking(title, template, template(_movement(kind)))
        for title, name, arguments in _LOANS:
            loan_template: Callable[..., tuple[Line, ...]] = getattr(loan_templates, name)
            yield Booking(title, loan_template, loan_template(*arguments[0], **arguments[1]))


def _role_as_account(role: ChartRole, _currency: str) -> int:
    return int(role.value)


_MOVEMENTS: Final = {
    TransactionType.DEPOSIT: "Deposit",
    TransactionType.WITHDRAWAL: "Withdrawal with a fee",
    TransactionType.TRANSFER: "Transfer with a fee",
    TransactionType.PAYMENT: "Payment to a biller",
    TransactionType.FEE: "Fee charged by staff",
}
_WITH_FEE: Final = frozenset({TransactionType.WITHDRAWAL, TransactionType.TRANSFER})


def _movement(kind: TransactionType) -> Any:
    return SimpleNamespace(
        sender=SimpleNamespace(ledger_account_id=SENDER),
        receiver=SimpleNamespace(ledger_account_id=RECEIVER),
        amount_minor=10000,
        fee_minor=100 if kind in _WITH_FEE else 0,
        currency="USD",
    )


_ACCOUNTS: Final = loan_templates.LoanAccounts(
    principal=LOAN, interest=LOAN_INTEREST, charges=LOAN_CHARGES, currency="USD"
)
_PAID: Final = Allocation(penalties_minor=500, fees_minor=200, interest_minor=1500, principal_minor=7800)
_LOST: Final = Payoff(principal_minor=90000, interest_minor=1500, fees_minor=200, penalties_minor=500)
_LOANS: Final[tuple[tuple[str, str, tuple[tuple[Any, ...], dict[str, Any]]], ...]] = (
    (
        "Loan paid out",
        "disbursement_lines",
        ((_ACCOUNTS, RECEIVER), {"amount_minor": 100000, "origination_fee_minor": 1000}),
    ),
    ("Interest of a loan accrues", "accrual_lines", (([(LOAN_INTEREST, 1500)], "USD"), {})),
    ("Fee of a repayment", "fee_lines", ((_ACCOUNTS, 200), {})),
    ("Penalty for a late repayment", "penalty_lines", ((_ACCOUNTS, 500), {})),
    ("Repayment", "repayment_lines", ((_ACCOUNTS, SENDER, _PAID), {})),
    ("Loan written off", "write_off_lines", ((_ACCOUNTS, _LOST), {})),
    ("Recovery", "recovery_lines", (("USD", None, 2500), {})),
)


def _page(bookings: Iterable[Booking]) -> str:
    chart = "\n".join(f"| {row.role.value} | {row.name} | {row.kind.value.lower()} |" for row in CHART)
    drawn = "\n".join(
        f"### {booking.title}\n\n{booking.sentence}\n\n"
        f"![{booking.title}: debits and credits](../diagrams/{booking.file_name})\n"
        for booking in bookings
    )
    return f"""# Chart of accounts and entries

## The bank's own accounts

One of each for every currency; the code ends in the currency, such as `1010-USD`. Customers' accounts and
loans have ledger accounts of their own under 2010, 1210, 1220 and 1230.

| code | account | kind |
|---|---|---|
{chart}

## How each kind of movement is booked

The drawings are made from the templates that post the entries, with sample amounts. Debits stand on the left,
credits on the right, and each entry's sides are equal. A customer's account is a liability
of the bank: a credit raises its balance.

{drawn}
### Interest on deposits

Each night the interest accrues: debit 5010, credit 2020. When it is paid, 2020 is debited and the customer
credited; tax that the bank keeps back goes from the customer to 2030.

### Reversal

The lines of the entry that it undoes, with their sides changed. Both entries stay in the book.
"""


def t_accounts(booking: Booking) -> str:
    """Draw the accounts that an entry touches, debits left and credits right."""
    sides: dict[int, list[int]] = {}
    for line in booking.lines:
        sides.setdefault(line.account_id, []).append(line.amount_minor)
    rows = max(max(_debits(each), _credits(each)) for each in sides.values())
    width = len(sides) * (WIDTH + GAP) - GAP + 16
    height = 44 + rows * ROW
    name = slug(booking.title)
    drawn = "".join(
        _one_account(8 + number * (WIDTH + GAP), account, amounts, height)
        for number, (account, amounts) in enumerate(sides.items())
    )
    described = "; ".join(
        f"{NAMES[line.account_id]} {'debited' if line.amount_minor > 0 else 'credited'} "
        f"{abs(line.amount_minor) / 100:.2f}"
        for line in booking.lines
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"'
        f' style="max-width:{width}px" aria-labelledby="{name}-title {name}-description">'
        f'<title id="{name}-title">{escape(booking.title)}</title>'
        f'<desc id="{name}-description">{escape(described)}.</desc>'
        f'<g font-family="system-ui, sans-serif" font-size="13" fill="var(--diagram-ink, #1d2b2a)">{drawn}</g></svg>'
    )


def _debits(amounts: Iterable[int]) -> int:
    return sum(amount > 0 for amount in amounts)


def _credits(amounts: Iterable[int]) -> int:
    return sum(amount < 0 for amount in amounts)


def _one_account(left: int, account: int, amounts: list[int], height: int) -> str:
    middle = left + WIDTH // 2
    parts = [
        f'<text x="{middle}" y="18" text-anchor="middle" font-weight="600">{escape(NAMES[account])}</text>',
        f'<path d="M{left} 27H{left + WIDTH}M{middle} 27V{height - 4}" fill="none"'
        ' stroke="var(--diagram-line, #8fa3a0)" stroke-width="1.5"/>',
    ]
    for is_debit in (True, False):
        x = middle - 10 if is_debit else left + WIDTH - 10
        for row, amount in enumerate(amount for amount in amounts if (amount > 0) is is_debit):
            whole, cents = divmod(abs(amount), 100)
            parts.append(f'<text x="{x}" y="{46 + row * ROW}" text-anchor="end">{whole:,}.{cents:02}</text>')
    return "".join(parts)
