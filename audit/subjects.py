"""Whom an answer is about: the customer and the accounts that it names, told from the answer itself.

Answers of the API name people and accounts in the same words everywhere (`customer_id`, `…account_number`,
`loan_id`), so an operation that comes later is understood without a word about it here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from accounts.selectors import account_by_number, account_card
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import DomainError
from loans.selectors import borrower_of
from transactions.selectors import bulk_transfer_card
from users.selectors import customer_by_reference

NAMED_AT_MOST: Final = 20
"""How many accounts of one answer a row of the trail names."""

_CUSTOMER: Final = re.compile(r"CUST[0-9]{10}\Z", re.ASCII)
_NUMBER: Final = re.compile(r"[0-9]{1,18}\Z", re.ASCII)


def rows_of(answer: object) -> list[Mapping[str, Any]] | None:
    """Return the rows of a list's page; None for an answer that is one thing."""
    if isinstance(answer, Mapping) and isinstance(answer.get("results"), list):
        return [row for row in answer["results"] if isinstance(row, Mapping)]
    return None


def accounts_named(answer: object) -> list[str]:
    """Return the numbers of the accounts that an answer names, each once, the first `NAMED_AT_MOST`."""
    found: dict[str, None] = {}
    for number in _values(answer, lambda name: name.endswith("account_number")):
        found.setdefault(number)
        if len(found) == NAMED_AT_MOST:
            break
    return list(found)


def subject_of(actor: Actor, path: Mapping[str, Any], answer: object) -> int | None:
    """Return the row number of the one customer whom an answer is about, or None for none or many."""
    by_path = _subject_of_path(actor, path)
    if by_path is not None:
        return by_path
    customers = set(_values(answer, lambda name: name in {"customer_id", "customer"}))
    customers = {reference for reference in customers if _CUSTOMER.match(reference)}
    if customers:
        return _person(customers.pop()) if len(customers) == 1 else None
    if rows_of(answer) is not None or not isinstance(answer, Mapping):
        return None
    if "username" in answer and isinstance(answer.get("id"), int):
        return int(answer["id"])
    if isinstance(answer.get("loan_id"), int):
        return borrower_of(answer["loan_id"])
    for number in accounts_named(answer):
        account = account_by_number(number)
        if account is not None:
            return account.customer_id
    return None


def _subject_of_path(actor: Actor, path: Mapping[str, Any]) -> int | None:
    if "user_id" in path and _NUMBER.match(str(path["user_id"])):
        return int(path["user_id"])
    if "account_id" in path:
        account = account_card(int(path["account_id"]))
        return account.customer_id if account else None
    if "loan_id" in path:
        return borrower_of(int(path["loan_id"]))
    if "bulk_transfer_id" in path:
        try:
            payer = account_by_number(
                bulk_transfer_card(actor, str(path["bulk_transfer_id"])).from_account_number
            )
        except DomainError:
            return None
        return payer.customer_id if payer else None
    return None


def _person(reference: str) -> int | None:
    person = customer_by_reference(reference)
    return person.id if person else None


def _values(answer: object, wanted: Any, depth: int = 4) -> Iterator[str]:
    """Yield the texts under the names that are wanted, from the outside in."""
    if depth == 0:
        return
    if isinstance(answer, Mapping):
        for name, value in answer.items():
            if isinstance(value, str) and value and wanted(str(name)):
                yield value
            elif isinstance(value, Mapping | list):
                yield from _values(value, wanted, depth - 1)
    elif isinstance(answer, list):
        for item in answer:
            yield from _values(item, wanted, depth - 1)
