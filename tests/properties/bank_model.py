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
COOLING_OFF = dt.timedelta(hours=24)


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
    new_payee_limit: int = 0
    paid: dict[tuple[str, str], list[tuple[dt.datetime, int]]] = field(default_factory=dict)
    """Every payment of a person to somebody else's account: when, and how much."""
    came_in: int = 0
    went_out: int = 0

    def expect(self, caller: str, movement: Movement, now: dt.datetime) -> Expected:
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
        return self._expect_amount(movement, own, staff, now)

    @staticmethod
    def _wrong_pair(sender: AccountModel | None, receiver: AccountModel | None) -> str | None:
        if receiver is None:
            return "unknown_account"
        if receiver is sender:
            return "same_account"
        if sender is not None and receiver.currency != sender.currency:
            return "currency_mismatch"
        return None

    def _expect_amount(
        self, movement: Movement, own: AccountModel, staff: bool, now: dt.datetime
    ) -> Expected:
        kind, amount, today = movement.kind, movement.amount, now.date()
        bound = kind in OUTGOING or (kind == "DEPOSIT" and not staff)
        if bound and amount > own.single_limit:
            return Expected(422, "single_limit_exceeded")
        if kind in OUTGOING and own.spent_today(today) + amount > own.daily_limit:
            return Expected(422, "daily_limit_exceeded")
        if kind == "TRANSFER" and amount > self._most_for_payee(movement, now):
            return Expected(422, "payee_cooling_off")
        fee = FEE_OF.get(kind, 0)
        if kind in WITH_SENDER and amount + fee > own.available:
            return Expected(422, "insufficient_funds")
        return Expected(201, fee=fee)

    def _payee(self, movement: Movement) -> tuple[str, str] | None:
        """Return payer and payee of a transfer to somebody else; None for any other movement."""
        if movement.kind != "TRANSFER" or movement.sender is None or movement.receiver is None:
            return None
        payer = self.accounts[movement.sender].owner
        return None if self.accounts[movement.receiver].owner == payer else (payer, movement.receiver)

    def _most_for_payee(self, movement: Movement, now: dt.datetime) -> int:
        """Return what may still go to the payee: for a day from the first payment a limit for all, then anything."""
        pair = self._payee(movement)
        payments = self.paid.get(pair, []) if pair else []
        if pair is None or (payments and now >= payments[0][0] + COOLING_OFF):
            return movement.amount
        return self.new_payee_limit - sum(amount for _, amount in payments)

    def make(self, movement: Movement, now: dt.datetime) -> None:
        """Move the money of a movement that is allowed."""
        kind, amount, today = movement.kind, movement.amount, now.date()
        pair = self._payee(movement)
        if pair is not None:
            self.paid.setdefault(pair, []).append((now, amount))
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
