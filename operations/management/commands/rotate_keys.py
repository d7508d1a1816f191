"""`manage.py rotate_keys`: move what is stored to the newest key of a setting, and tell where each key stands."""

from __future__ import annotations

import base64
import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core_banking.kernel.actors import command_actor
from core_banking.kernel.key_canaries import WrongKeys, refuse_wrong_keys
from operations.key_rotation import (
    PURPOSES,
    KeyPurpose,
    KeyStatus,
    clear_outdated,
    rotate,
    status_of,
)

_STEPS = """\
A new key for {setting} (keep it where the others are, and nowhere else):

    {key}

1. Put it LAST in {setting} of every server and worker, and start them again: all of them can read it now.{first}
2. Put it FIRST in {setting} everywhere, and start them again: it writes from now on.
3. manage.py rotate_keys {name}            (while the bank works; killed anywhere, run it again)
4. manage.py rotate_keys {name} --status   (says whether the old key may go)
5. Take the old key out everywhere, and keep it sealed away until no backup needs it any more.
"""
_FIRST_FOR_BLIND_INDEX = """
   If only BLIND_INDEX_KEY is set, BLIND_INDEX_KEYS=<that key>,<the new one> takes its place. If DIGEST_KEY is not set,
   set it to the old key: it stays."""


class Command(BaseCommand):
    """Rotate the keys of one purpose, in batches, while the bank works."""

    help = __doc__
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("purpose", nargs="?", choices=sorted(PURPOSES), help="what the keys are for")
        parser.add_argument("--batch", type=int, default=500, help="rows in one transaction")
        parser.add_argument(
            "--status", action="store_true", help="say how many rows are on which key, and end"
        )
        parser.add_argument("--generate", action="store_true", help="print a new key and what to do with it")
        parser.add_argument(
            "--clear-outdated",
            action="store_true",
            help="with `pin`: clear the PINs that are left on older keys; their owners are told",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        purpose = PURPOSES[options["purpose"]] if options["purpose"] else None
        if options["generate"]:
            self._generate(purpose)
            return
        try:
            refuse_wrong_keys()
        except WrongKeys as error:
            raise CommandError(str(error)) from None
        if options["status"]:
            for asked in [purpose] if purpose else PURPOSES.values():
                self._tell(status_of(asked))
        elif purpose is None:
            raise CommandError("Say which keys: " + ", ".join(sorted(PURPOSES)) + ".")
        elif options["clear_outdated"]:
            self._clear_outdated(purpose)
        else:
            self._rotate(purpose, options["batch"])

    def _generate(self, purpose: KeyPurpose | None) -> None:
        if purpose is None or purpose.name == "digest":
            raise CommandError("Say which keys: " + ", ".join(sorted(set(PURPOSES) - {"digest"})) + ".")
        key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
        first = _FIRST_FOR_BLIND_INDEX if purpose.name == "blind-index" else ""
        self.stdout.write(_STEPS.format(setting=purpose.setting, key=key, name=purpose.name, first=first))
        if purpose.without_rows:
            self.stdout.write(purpose.without_rows)

    def _rotate(self, purpose: KeyPurpose, batch_rows: int) -> None:
        if batch_rows < 1:
            raise CommandError("A batch has at least one row.")
        moved = rotate(
            purpose, actor=command_actor("rotate_keys"), batch_rows=batch_rows, watch=self._show_progress
        )
        self.stdout.write(f"{moved} rows moved.")
        status = status_of(purpose)
        self._tell(status)
        if purpose.rows is not None and any(name != status.newest for name in status.by_key):
            raise CommandError("Some rows could not be moved.", returncode=1)

    def _clear_outdated(self, purpose: KeyPurpose) -> None:
        if purpose.name != "pin":
            raise CommandError("Only PINs are cleared.")
        cleared = clear_outdated(actor=command_actor("rotate_keys"))
        self.stdout.write(f"{cleared} PINs cleared; their owners are told to set new ones.")

    def _show_progress(self, what: str, moved: int) -> None:
        self.stdout.write(f"{what}: {moved} moved")
        self.stdout.flush()

    def _tell(self, status: KeyStatus) -> None:
        self.stdout.write(f"{status.purpose.name} ({status.purpose.setting}), newest key {status.newest}")
        for name, count in sorted(status.by_key.items(), key=lambda item: item[0] != status.newest):
            self.stdout.write(f"  {count:>9} rows on {name}{'' if name != status.newest else ' (newest)'}")
        older = ", ".join(status.listed[1:])
        if status.old_may_go:
            self.stdout.write(self.style.SUCCESS(f"  The older keys may be taken out: {older}."))
        elif older:
            self.stdout.write(f"  The older keys are still needed: {older}. {status.remark}")
        elif status.remark:
            self.stdout.write(f"  {status.remark}")
