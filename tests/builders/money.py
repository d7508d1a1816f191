"""Customers with accounts and money, and the shortest way to move some: through the use case, or over HTTP."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from rest_framework.test import APIClient

from accounts.contracts import AccountCard
from core_banking.kernel.actors import Actor
from core_banking.kernel.idempotency import Answer
from ledger.selectors import balance_of
from tests.builders import people
from tests.builders.accounts import open_account, put_money
from transactions.contracts import SUBMIT_ANY, MovementCommand, TransactionCard, TransactionType
from transactions.services import submit_transaction
from users.contracts import PersonCard

if TYPE_CHECKING:
    from rest_framework.response import _MonkeyPatchedResponse as TestAnswer

TELLER = Actor(username="branch", permissions=frozenset({SUBMIT_ANY}))
"""Somebody at the branch who moves money for customers, for tests that do not care who."""


@dataclass(frozen=True)
class Holder:
    """An approved customer with one account."""

    person: PersonCard
    account: AccountCard

    @property
    def number(self) -> str:
        """The account's number."""
        assert self.account.account_number is not None
        return self.account.account_number

    @property
    def actor(self) -> Actor:
        """The customer with the rights he holds now."""
        return people.actor_for(self.person)

    @property
    def balance_minor(self) -> int:
        """What the account holds now."""
        return balance_of(self.account.ledger_account_id).balance_minor

    def client(self) -> APIClient:
        """A client that is signed in as the customer."""
        return people.signed_in_client(self.person)


def holder(balance_minor: int = 0, **application: Any) -> Holder:
    """Register somebody, approve him and open his account with money on it."""
    person = people.approved_customer()
    return Holder(person, open_account(person, balance_minor, **application))


def second_account(of: Holder, balance_minor: int = 0, **application: Any) -> Holder:
    """Open another account of the same customer."""
    return Holder(of.person, open_account(of.person, balance_minor, **application))


def pay_in(to: Holder, amount_minor: int) -> None:
    """Put more money on an account."""
    put_money(to.account, amount_minor)


def command(kind: TransactionType | str, amount: str, **fields: Any) -> MovementCommand:
    """Return what to ask the use case for; sides may be given as holders by `sender` and `receiver`."""
    for side, name in (("sender", "from_account_number"), ("receiver", "to_account_number")):
        if side in fields:
            fields[name] = fields.pop(side).number
    return MovementCommand(transaction_type=TransactionType(kind), amount=Decimal(amount), **fields)


def submit(actor: Actor, kind: TransactionType | str, amount: str, **fields: Any) -> TransactionCard:
    """Move money through the use case, without an idempotency key."""
    outcome = submit_transaction(actor=actor, command=command(kind, amount, **fields))
    assert not isinstance(outcome, Answer)
    return outcome


def body(kind: str, amount: Any, **fields: Any) -> dict[str, Any]:
    """Return a body for `/api/transactions/`; sides may be given as holders by `sender` and `receiver`."""
    for side, name in (("sender", "from_account_number"), ("receiver", "to_account_number")):
        if side in fields:
            fields[name] = fields.pop(side).number
    return {"transaction_type": kind, "amount": amount, **fields}


def post(
    client: APIClient, sent: Any, *, path: str = "/api/transactions/", key: str | None = None, **headers: Any
) -> TestAnswer:
    """POST a JSON body, given as a value or as its exact text."""
    if key is not None:
        headers["HTTP_IDEMPOTENCY_KEY"] = key
    text = sent if isinstance(sent, str | bytes) else json.dumps(sent)
    answer: TestAnswer = client.post(path, data=text, content_type="application/json", **headers)
    return answer
