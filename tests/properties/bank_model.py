"""The rules of moving money once more, as a model in memory: what the API must answer, and what is then where.

Written from the API contract alone; it shares no code with the bank.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

FEE_OF = {"TRANSFER": 100}
OUTGOING = ("WITHDRAWAL", "TRANSFER", "PAYMENT")
WITH_SENDER = (*OUTGOING, "FEE")
WITH_RECEIVER = ("DEPOSIT", "TRANSFER", "INTEREST")
STAFF_ONLY = ("FEE", "INTEREST")


@dataclass
class AccountModel:
    """An account, in minor units."""

    owner: str
    currency: str = "USD"
    balance: int = 0
    minimum: int = 0
    single_limit: int = 0
    daily_limit: int = 0
    status: str = "ACTIVE"
    spent: int = 0
    spent_on: dt.date | None = None

    @property
    def available(self) -> int:
        """What may leave."""
        return max(0, self.balance - self.minimum)

    def spent_today(self, today: dt.date) -> int:
        """What has left today, without fees."""
        return self.spent if self.spent_on == today else 0


@dataclass(frozen=True)
class Movement:
    """What somebody asks for: accounts by name, None where the kind has no such side."""

    kind: str
    amount: int
    sender: str | None = None
    receiver: str | None = None


@dataclass(frozen=True)
class Expected:
    """The status and code of the answer; the fee of a movement that is made."""

    status: int
    code: str | None = None
    fee: int = 0


@dataclass
class BankModel:
    """All accounts, who is approved, and what the bank itself has taken in and given out."""

    accounts: dict[str, AccountModel] = field(default_factory=dict)
    rejected: set[str] = field(default_factory=set)
    came_in: int = 0
    went_out: int = 0

    def expect(self, caller: str, movement: Movement, today: dt.date) -> Expected:
        """Return what the bank must answer; `caller` is an owner's name or `staff`."""
        kind, staff = movement.kind, caller == "staff"
        if kind in STAFF_ONLY and not staff:
            return Expected(403, "not_allowed")
        sender = self.accounts.get(movement.sender or "")
        receiver = self.accounts.get(movement.receiver or "")
        own = sender if kind in WITH_SENDER else receiver
        if own is None or not (staff or own.owner == caller):
            return Expected(404, "not_found")
        if kind not in STAFF_ONLY and own.owner in self.rejected:
            return Expected(403, "kyc_required")
        wrong_pair = self._wrong_pair(sender, receiver) if kind == "TRANSFER" else None
        if wrong_pair is not None:
            return Expected(422, wrong_pair)
        for party in (sender, receiver):
            if party is not None and (party.status != "ACTIVE" or party.owner in self.rejected):
                return Expected(422, "account_not_active")
        return self._expect_amount(movement, own, staff, today)

    @staticmethod
    def _wrong_pair(sender: AccountModel | None, receiver: AccountModel | None) -> str | None:
        if receiver is None:
            return "unknown_account"
        if receiver is sender:
            return "same_account"
        if sender is not None and receiver.currency != sender.currency:
            return "currency_mismatch"
        return None

    def _expect_amount(self, movement: Movement, own: AccountModel, staff: bool, today: dt.date) -> Expected:
        kind, amount = movement.kind, movement.amount
        bound = kind in OUTGOING or (kind == "DEPOSIT" and not staff)
        if bound and amount > own.single_limit:
            return Expected(422, "single_limit_exceeded")
        if kind in OUTGOING and own.spent_today(today) + amount > own.daily_limit:
            return Expected(422, "daily_limit_exceeded")
        fee = FEE_OF.get(kind, 0)
        if kind in WITH_SENDER and amount + fee > own.available:
            return Expected(422, "insufficient_funds")
        return Expected(201, fee=fee)

    def make(self, movement: Movement, today: dt.date) -> None:
        """Move the money of a movement that is allowed."""
        kind, amount = movement.kind, movement.amount
        if movement.sender is not None:
            sender = self.accounts[movement.sender]
            sender.balance -= amount + FEE_OF.get(kind, 0)
            if kind in OUTGOING:
                sender.spent, sender.spent_on = sender.spent_today(today) + amount, today
        if movement.receiver is not None:
            self.accounts[movement.receiver].balance += amount
        if kind in {"DEPOSIT", "INTEREST"}:
            self.came_in += amount
        elif kind != "TRANSFER":
            self.went_out += amount
        self.went_out += FEE_OF.get(kind, 0)
