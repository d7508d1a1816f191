"""What accounts announce. Amounts are major-unit strings, since people read them in the audit trail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from core_banking.kernel.events import AuditFacts, DomainEvent, EventSeries

Change = tuple[object, object]
"""A value before and after."""

PAST_TENSE: Final = {
    "ACTIVATE": "activated",
    "FREEZE": "frozen",
    "UNFREEZE": "unfrozen",
    "CLOSE": "closed",
    "MATURE": "matured",
    "MAKE_DORMANT": "made dormant",
    "REACTIVATE": "reactivated",
}
"""What an action on an account's status has made of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _AccountEvent(DomainEvent):
    account_id: int
    owner_id: int
    account_number: str | None

    def _facts(self, action: str, description: str, details: Mapping[str, object]) -> AuditFacts:
        return AuditFacts(
            action=action,
            target_model="Account",
            target_id=str(self.account_id),
            description=description,
            subject_user_id=self.owner_id,
            details={"account_number": self.account_number, **details},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountOpened(_AccountEvent):
    """An account was opened, by its owner or by staff on his behalf; PENDING if staff must activate it."""

    product_code: str
    status: str
    minimum_balance: str
    currency: str

    def audit_facts(self) -> AuditFacts:
        """Return the opening as the audit trail keeps it."""
        on_behalf = self.actor.user_id != self.owner_id
        return self._facts(
            "CREATE",
            "Account opened on behalf" if on_behalf else "Account opened",
            {
                "product": self.product_code,
                "status": self.status,
                "minimum_balance": self.minimum_balance,
                "currency": self.currency,
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountStatusChanged(_AccountEvent):
    """An account was activated, frozen, unfrozen or closed, matured, fell asleep or was woken."""

    action: str
    old_status: str
    new_status: str
    reason: str

    def audit_facts(self) -> AuditFacts:
        """Return the change of status as the audit trail keeps it."""
        return self._facts(
            self.action,
            f"Account {PAST_TENSE[self.action]}",
            {"status": {"old": self.old_status, "new": self.new_status}, "reason": self.reason},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountChanged(_AccountEvent):
    """Nickname, limits or minimum balance of an account were set; `changes` holds what really differs."""

    changes: Mapping[str, Change]

    def audit_facts(self) -> AuditFacts:
        """Return the change with old and new values, as the audit trail keeps it."""
        return self._facts("UPDATE", "Account changed", {"changes": _old_and_new(self.changes)})


@dataclass(frozen=True, slots=True, kw_only=True)
class TermBegun(_AccountEvent):
    """The term of a fixed deposit began: by the first money, or by a renewal."""

    principal: str
    interest_rate: str
    started_on: dt.date
    maturity_date: dt.date
    is_renewal: bool

    def audit_facts(self) -> AuditFacts:
        """Return the term as the audit trail keeps it."""
        return self._facts(
            "RENEW" if self.is_renewal else "FUND",
            "Fixed deposit renewed" if self.is_renewal else "Fixed deposit begun",
            {
                "principal": self.principal,
                "interest_rate": self.interest_rate,
                "started_on": self.started_on.isoformat(),
                "maturity_date": self.maturity_date.isoformat(),
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TermEnded(_AccountEvent):
    """The term of a fixed deposit ended, at maturity or by an early withdrawal; amounts are major-unit strings."""

    how: str
    maturity_date: dt.date
    principal: str
    interest: str
    penalty: str

    def audit_facts(self) -> AuditFacts:
        """Return what the term came to, as the audit trail keeps it."""
        return self._facts(
            self.how,
            f"Fixed deposit {self.how.replace('_', ' ').lower()}",
            {
                "maturity_date": self.maturity_date.isoformat(),
                "principal": self.principal,
                "interest": self.interest,
                "penalty": self.penalty,
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MaturityAnnounced(_AccountEvent):
    """The owner of a fixed deposit was told that it matures soon."""

    maturity_date: dt.date

    def audit_facts(self) -> AuditFacts:
        """Return which maturity was announced."""
        return self._facts("NOTIFY", "Maturity announced", {"maturity_date": self.maturity_date.isoformat()})


@dataclass(frozen=True, slots=True, kw_only=True)
class _ProductEvent(DomainEvent):
    product_id: int
    product_code: str
    changes: Mapping[str, Change]

    def _facts(self, action: str, description: str) -> AuditFacts:
        return AuditFacts(
            action=action,
            target_model="AccountProduct",
            target_id=str(self.product_id),
            description=f"{description}: {self.product_code}",
            details={"changes": _old_and_new(self.changes)},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductCreated(_ProductEvent):
    """Staff created a product."""

    def audit_facts(self) -> AuditFacts:
        """Return the new product's terms as the audit trail keeps them."""
        return self._facts("CREATE", "Account product created")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductChanged(_ProductEvent):
    """Staff changed the terms of a product; `changes` holds what really differs."""

    def audit_facts(self) -> AuditFacts:
        """Return the change with old and new values, as the audit trail keeps it."""
        return self._facts("UPDATE", "Account product changed")


def _old_and_new(changes: Mapping[str, Change]) -> dict[str, object]:
    return {name: {"old": old, "new": new} for name, (old, new) in changes.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementExported(_AccountEvent):
    """Somebody was given a statement as a file."""

    statement_id: str
    format: str
    from_date: str
    to_date: str
    line_count: int

    def audit_facts(self) -> AuditFacts:
        """Return who took which statement away, as the audit trail keeps it."""
        return self._facts(
            "EXPORT",
            f"Account statement exported as {self.format}",
            {
                "statement_id": self.statement_id,
                "format": self.format,
                "from": self.from_date,
                "to": self.to_date,
                "line_count": self.line_count,
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestAccrued(DomainEvent):
    """Interest accrued on many accounts in the night after a business date; the sums by currency, in major units.

    `nights` is more than `accounts` where some had missed a night before.
    """

    date: dt.date
    accounts: int
    nights: int
    amounts: Mapping[str, str]
    entries: Sequence[str] = ()
    """The references of the journal entries that booked it."""

    def audit_facts(self) -> AuditFacts:
        """Return how much accrued on how many accounts, as the audit trail keeps it."""
        return AuditFacts(
            action="ACCRUE",
            target_model="InterestAccrual",
            target_id=self.date.isoformat(),
            description="Interest on deposits accrued",
            details={
                "accounts": self.accounts,
                "nights": self.nights,
                "amounts": dict(self.amounts),
                "entries": list(self.entries),
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestPosted(_AccountEvent):
    """Interest was put on an account, or forgone at its closing; amounts before tax are major-unit strings."""

    how: str
    period_end: dt.date
    interest: str
    tax: str
    paid_into: str | None
    transaction_id: str | None
    entries: Sequence[str] = ()
    """The reference of the journal entry that gave interest back to the bank, where nobody gets it."""

    def audit_facts(self) -> AuditFacts:
        """Return the posting as the audit trail keeps it."""
        return self._facts(
            "FORGO" if self.paid_into is None else "POST",
            "Interest forgone" if self.paid_into is None else "Interest posted",
            {
                "how": self.how,
                "period_end": self.period_end.isoformat(),
                "interest": self.interest,
                "tax": self.tax,
                "paid_into": self.paid_into,
                "transaction_id": self.transaction_id,
                **({"entries": list(self.entries)} if self.entries else {}),
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestOfAccountsPosted(EventSeries):
    """Interest was put on many accounts at once, at least on one: each posting as it would be announced alone."""

    postings: Sequence[InterestPosted]

    def audit_facts(self) -> AuditFacts:
        """Return what the audit trail keeps of every posting."""
        return replace(self.postings[0].audit_facts(), target_id="", subject_user_id=None, details={})

    def audit_rows(self) -> Sequence[tuple[str, Mapping[str, object]]]:
        """Return what the audit trail keeps of each posting, as of a single one."""
        return [(str(each.account_id), each.audit_facts().details) for each in self.postings]

    def audit_subjects(self) -> Sequence[int]:
        """Return whose account each posting is on."""
        return [each.owner_id for each in self.postings]
