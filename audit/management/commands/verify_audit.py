"""`manage.py verify_audit`: prove the sealed chain from its rows; exit status 0 only if everything holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.chain_faults import ChainReport
from audit.chain_models import AuditCheckpoint
from audit.sealing_work import checkpoint_path
from audit.verification import verify_chain


class Command(BaseCommand):
    """Compute every seal of the audit trail again, hold the chain against the checkpoints kept outside the database
    and against the journal, and name the first thing that is wrong.
    """

    help = __doc__
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from-seq", type=int, default=1, help="the first seal to look at (default: 1)")
        parser.add_argument(
            "--checkpoints", metavar="FILE", help="the checkpoints outside (default: AUDIT_CHECKPOINT_FILE)"
        )
        parser.add_argument(
            "--without-checkpoints",
            action="store_true",
            help="there is no file: a chain that was cut, or made anew with every key, is then not found",
        )
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = verify_chain(from_seq=max(1, options["from_seq"]), outside=_file_of(options))
        except OSError as error:
            raise CommandError(
                f"{error} Name the file with --checkpoints, or say --without-checkpoints.", returncode=1
            ) from error
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json()))
        else:
            self._print(report)
        if not report.holds:
            raise CommandError("The audit trail does not hold.", returncode=1)

    def _print(self, report: ChainReport) -> None:
        outside = report.outside_checkpoints
        self.stdout.write(
            f"Looked at {report.rows} rows, seals {report.from_seq} to {report.through_seq} of {report.head_seq};"
            f" {report.waiting_rows} rows wait; {report.checkpoints} checkpoints,"
            f" {'none looked at' if outside is None else outside} outside the database."
        )
        if report.holds:
            self.stdout.write(self.style.SUCCESS("The audit trail holds."))
            return
        first, *others = report.faults
        self.stdout.write(self.style.ERROR(f"First thing wrong: {first.kind}: {first.sentence}"))
        for fault in others:
            self.stdout.write(f"Also wrong: {fault.kind}: {fault.sentence}")


def _file_of(options: dict[str, Any]) -> Path | None:
    if options["without_checkpoints"]:
        return None
    if options["checkpoints"]:
        return Path(options["checkpoints"])
    path = checkpoint_path()
    # A bank that has sealed nothing yet has no file yet.
    return path if path is None or path.exists() or AuditCheckpoint.objects.exists() else None
