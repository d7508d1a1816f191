"""The pgbench script of a transfer, made from the statements that the bank's own code sent.

`benchmarks.prepare_bank` records one transfer, so pgbench sends the same SQL by construction. Each parameter
becomes a parameter again: a number that names a person, an account or a key is computed by pgbench, everything
else is sent as it was.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from benchmarks import population

TEMPLATE_SENDER: Final = 0
TEMPLATE_RECEIVER: Final = 1
TEMPLATE_AMOUNT_MINOR: Final = 777
TEMPLATE_KEY: Final = "benchmark-template"
TEMPLATE_PROFILE_VERSION: Final = 7_770_001
"""The version every account's profile begins with, by which it is known again in the statements."""

_CLIENTS_APART: Final = 16
_LARGEST_KEY: Final = 9 * 10**15
_SMALLEST_LOCK_NUMBER: Final = 2**40
_GENERATED_ID: Final = re.compile(r"(TXN|LOG|SCR)[0-9A-Z]{12}\Z")
_ARRAY_TEXT: Final = re.compile(r"\{-?\w+(,-?\w+)*\}\Z", re.ASCII)
_INTEGER: Final = re.compile(r"-?[0-9]+\Z")

_VARIABLES: Final = f"""\
\\set sender :client_id % {{lanes}} + {{lanes}} * random(0, {{last_of_lane}})
\\set receiver (:sender + random(1, {{last}})) % {{customers}}
\\set key random(1, {_LARGEST_KEY})
\\set lock random(-{_LARGEST_KEY}, {_LARGEST_KEY})
\\set amount random(1, {population.LARGEST_AMOUNT_MINOR})
\\set credit 0 - :amount
\\set sender_person :sender + {population.FIRST_PERSON_ID}
\\set receiver_person :receiver + {population.FIRST_PERSON_ID}
\\set sender_account :sender + {population.FIRST_ACCOUNT_ID}
\\set receiver_account :receiver + {population.FIRST_ACCOUNT_ID}
\\set sender_book :sender + {population.FIRST_LEDGER_ACCOUNT_ID}
\\set receiver_book :receiver + {population.FIRST_LEDGER_ACCOUNT_ID}
\\set sender_session :sender + {population.FIRST_SESSION_ID}
\\set sender_number :sender + {population.FIRST_NUMBER}
\\set receiver_number :receiver + {population.FIRST_NUMBER}
"""

_KNOWN: Final[dict[Any, str]] = {
    population.FIRST_PERSON_ID + TEMPLATE_SENDER: ":sender_person",
    population.FIRST_PERSON_ID + TEMPLATE_RECEIVER: ":receiver_person",
    population.FIRST_ACCOUNT_ID + TEMPLATE_SENDER: ":sender_account",
    population.FIRST_ACCOUNT_ID + TEMPLATE_RECEIVER: ":receiver_account",
    population.FIRST_LEDGER_ACCOUNT_ID + TEMPLATE_SENDER: ":sender_book",
    population.FIRST_LEDGER_ACCOUNT_ID + TEMPLATE_RECEIVER: ":receiver_book",
    population.FIRST_SESSION_ID + TEMPLATE_SENDER: ":sender_session",
    TEMPLATE_AMOUNT_MINOR: ":amount",
    -TEMPLATE_AMOUNT_MINOR: ":credit",
    population.account_number(TEMPLATE_SENDER): "('SAV' || :sender_number)",
    population.account_number(TEMPLATE_RECEIVER): "('SAV' || :receiver_number)",
    population.username(TEMPLATE_SENDER): "('customer' || :sender)",
    TEMPLATE_KEY: "('pgbench-' || :key)",
    TEMPLATE_PROFILE_VERSION: "(SELECT version FROM fraud_accountprofile WHERE account_id = :sender_account)",
}


@dataclass(frozen=True, slots=True)
class SentStatement:
    """One statement as the bank sent it: text with `%s`, and the values for them."""

    text: str
    parameters: Sequence[Any]


@dataclass(frozen=True, slots=True)
class PgbenchScript:
    """A script, and the texts it sends as parameters, by the names it has for them."""

    text: str
    texts: dict[str, str] = field(default_factory=dict)


def script_of(statements: Sequence[SentStatement], *, customers: int) -> PgbenchScript:
    """Return the script that repeats the template's transfer between random customers."""
    texts: dict[str, str] = {}
    # Each client has senders of its own: pgbench cannot decide anew when another has just paid out of the same account.
    lanes = min(_CLIENTS_APART, customers)
    variables = _VARIABLES.format(
        last=customers - 1, customers=customers, lanes=lanes, last_of_lane=customers // lanes - 1
    )
    lines = [variables, "BEGIN;"]
    lines += [" ".join(_filled(statement, texts).split()) + ";" for statement in statements]
    lines.append("COMMIT;")
    return PgbenchScript("\n".join(lines) + "\n", texts)


def _filled(statement: SentStatement, texts: dict[str, str]) -> str:
    pieces = statement.text.replace("%%", "%").split("%s")
    if len(pieces) != len(statement.parameters) + 1:
        raise ValueError(f"The statement does not fit its parameters: {statement.text}")
    filled = pieces[0]
    for value, piece in zip(statement.parameters, pieces[1:], strict=True):
        filled += _expression(value, texts) + piece
    return filled


def _expression(value: Any, texts: dict[str, str]) -> str:
    match value:
        case None:
            return "NULL"
        case bool() | dt.date() | int():  # a datetime is a date
            return _expression_of_number(value)
        case list() | tuple():
            return f"ARRAY[{', '.join(_expression(inner, texts) for inner in value)}]"
        case bytes() | memoryview():
            return _sent_text(f"\\x{bytes(value).hex()}", texts)
    return _expression_of_text(str(value), texts)


def _expression_of_number(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case dt.datetime():
            return "now()"
        case dt.date():
            return "current_date"
    return _KNOWN.get(value, ":lock" if abs(value) > _SMALLEST_LOCK_NUMBER else str(value))


def _expression_of_text(value: str, texts: dict[str, str]) -> str:
    if value in _KNOWN:
        return _KNOWN[value]
    if _ARRAY_TEXT.match(value):
        items = value[1:-1].split(",")
        return _expression([int(item) if _INTEGER.match(item) else item for item in items], texts)
    if (generated := _GENERATED_ID.match(value)) is not None:
        return f"('{generated[1]}' || :key)"
    return _sent_text(value, texts)


def _sent_text(text: str, texts: dict[str, str]) -> str:
    """Send a text as a parameter, as the bank does; pgbench would take a colon inside a literal for a variable."""
    if not text:
        return "''"  # pgbench has no empty variables
    for name, known in texts.items():
        if known == text:
            return f":{name}"
    name = f"text{len(texts)}"
    texts[name] = text
    return f":{name}"
