"""`manage.py seal_audit_trail`: seal what waits, make a checkpoint of it, and write it outside the database."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.chain_waiting import waiting_rows
from audit.checkpoint_file import append_new_checkpoints
from audit.sealing import HeadMissing, TrailFromAnotherCluster, seal_restored_rows
from audit.sealing_work import checkpoint_path, keep_audit_trail_sealed


class Command(BaseCommand):
    """Seal every committed row of the audit trail, and sign a checkpoint of where the chain stands.

    The worker does the same about once a second; this is for a bank without one, before a move, and after a restore.
    """

    help = __doc__
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--after-restore",
            action="store_true",
            help="the database was restored into another PostgreSQL cluster, which counts its transactions anew;"
            " run it once, before the bank serves again",
        )
        parser.add_argument(
            "--write-checkpoints",
            action="store_true",
            help="only append the checkpoints that the file outside the database lacks",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["write_checkpoints"]:
            self._write_checkpoints()
            return
        try:
            restored = seal_restored_rows() if options["after_restore"] else 0
            sealed = restored + keep_audit_trail_sealed(checkpoint_now=True)
            waiting = waiting_rows().count
        except (HeadMissing, TrailFromAnotherCluster) as error:
            raise CommandError(str(error), returncode=1) from error
        self.stdout.write(f"Sealed {sealed} rows; {waiting} wait for transactions that are still open.")

    def _write_checkpoints(self) -> None:
        path = checkpoint_path()
        if path is None:
            raise CommandError(
                "AUDIT_CHECKPOINT_FILE is empty: checkpoints are kept nowhere else.", returncode=1
            )
        self.stdout.write(f"Appended {append_new_checkpoints(path)} checkpoints to {path}.")
