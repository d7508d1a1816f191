"""The command line of the bank: a command leaves a row of the trail before it runs, whoever types it.

With keys that are not this database's nothing is begun that could write under them, that row included.
"""

from __future__ import annotations

import gc
import getpass
import logging
import os
import re
import sys
from collections.abc import Sequence
from typing import Any, Final

from django.conf import settings
from django.core.management import ManagementUtility, get_commands
from django.core.management.base import BaseCommand

logger = logging.getLogger(__name__)

UNRECORDED: Final[dict[str, str]] = {
    "document_error_codes": "writes a page of the documentation, from the code alone",
    "export_postman_collection": "writes a page of the documentation, from the code alone",
    "verify_audit_proof": "needs no database: an entry's proof may be checked anywhere",
    "verify_statement": "needs no database: a customer's copy may be checked anywhere",
}
"""Commands of the bank that leave no row, and why."""

DOORS_OF_DJANGO: Final = frozenset(
    {"changepassword", "createsuperuser", "dbshell", "dumpdata", "flush", "loaddata", "shell"}
)
"""Django's own commands that read or write the bank past its use cases."""

RUN_WITH_WRONG_KEYS: Final = frozenset(
    {"check_keys", "dbshell", "dumpdata", "export_ledger", "flush", "shell", "verify_audit", "verify_ledger"}
)
"""What helps to find out what is wrong, and seals, encrypts and digests nothing."""

_SECRET_OPTION: Final = re.compile(r"key|password|passphrase|secret|token|pin\b|otp", re.IGNORECASE)
_MOST_ARGUMENTS: Final = 30
_LONGEST_ARGUMENT: Final = 200
_REMOVED: Final = "[removed]"
_ASKS_FOR_HELP: Final = frozenset({"-h", "--help", "--version"})


class BankCommandLine(ManagementUtility):
    """Django's command line, which records what it is about to run."""

    def fetch_command(self, subcommand: str) -> BaseCommand:
        """Return the command, once it stands in the trail that it is run."""
        command: BaseCommand = super().fetch_command(subcommand)
        gc.freeze()
        gc.enable()
        asked = self.argv[1:2] == [subcommand] and _ASKS_FOR_HELP.isdisjoint(_own_arguments(self.argv[2:]))
        if asked and is_recorded(subcommand) and _keys_are_right(subcommand):
            _record(subcommand, self.argv[2:])
        return command


def is_recorded(command: str) -> bool:
    """Whether a command leaves a row: each of the bank's own, and those of Django that go past its use cases."""
    app: Any = get_commands().get(command, "")
    own = getattr(app, "__module__", str(app)).split(".")[0] in {*settings.BANK_APPS, "core_banking"}
    return (own and command not in UNRECORDED) or command in DOORS_OF_DJANGO


def harmless_arguments(arguments: Sequence[str]) -> list[str]:
    """Return arguments without the values of options whose names tell of a secret."""
    kept: list[str] = []
    hides_next = False
    for argument in arguments[:_MOST_ARGUMENTS]:
        name, equals, _ = argument.partition("=")
        is_option = argument.startswith("-")
        if hides_next and not is_option:
            kept.append(_REMOVED)
        elif is_option and equals and _SECRET_OPTION.search(name):
            kept.append(f"{name}={_REMOVED}")
        else:
            kept.append(argument[:_LONGEST_ARGUMENT])
        hides_next = is_option and not equals and bool(_SECRET_OPTION.search(name))
    return kept


def _own_arguments(arguments: Sequence[str]) -> list[str]:
    """Return the arguments up to `--`: what follows is another program's, whose `-h` names a host."""
    own = list(arguments)
    return own[: own.index("--")] if "--" in own else own


def _keys_are_right(command: str) -> bool:
    """Whether the command may be recorded; ends the process where it must not even run."""
    from core_banking.kernel.key_canaries import WrongKeys, refuse_wrong_keys
    from core_banking.kernel.statements import engine

    try:
        refuse_wrong_keys()
    except WrongKeys as error:
        if command not in RUN_WITH_WRONG_KEYS:
            sys.exit(f"CommandError: The keys are not those of this database. {error}")
        return (
            engine() == "postgresql"
        )  # SQLite would seal the row here and now, under a key that is not the bank's
    return True


def _record(command: str, arguments: Sequence[str]) -> None:
    from audit.services import record_command
    from core_banking.kernel.actors import command_actor

    try:
        record_command(
            actor=command_actor(command),
            command=command,
            arguments=harmless_arguments(arguments),
            operator=_operator(),
        )
    except Exception:
        # A bank whose trail cannot be written must still be looked at and mended.
        logger.exception("The command %s could not be recorded in the audit trail.", command)


def _operator() -> str:
    try:
        name = getpass.getuser()
    except (OSError, KeyError):
        name = str(os.getuid())
    behind = os.environ.get("SUDO_USER", "")
    return f"{name} (sudo by {behind})" if behind and behind != name else name
