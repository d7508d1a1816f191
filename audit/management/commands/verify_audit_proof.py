"""`manage.py verify_audit_proof FILE`: check the proof of one entry of the trail, without database or network."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.decoding import decoded
from audit.proofs import check_proof


class Command(BaseCommand):
    """Check that an entry of the audit trail was sealed, from the answer of `GET /api/audit-logs/{id}/proof/`.

    What the entry says is printed: compare it with the entry that is to be proven.
    """

    help = __doc__
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the proof as JSON; - reads it from standard input")
        parser.add_argument(
            "--public-key",
            metavar="HEX",
            help="the bank's key as its auditor knows it; without it the key in the proof is believed",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text = sys.stdin.read() if options["file"] == "-" else Path(options["file"]).read_text()
            proof = json.loads(text)
            known = options["public_key"]
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(known)) if known else None
            seq = check_proof(proof, key)
            entry = decoded(bytes.fromhex(proof["encoding"]))
        except (OSError, ValueError) as error:
            raise CommandError(str(error), returncode=1) from error
        self.stdout.write(self.style.SUCCESS(f"The entry was sealed at {seq} of the chain."))
        for column, value in entry.items():
            if value not in {None, ""}:
                self.stdout.write(f"  {column}: {_printable(value)}")
        if key is None:
            self.stdout.write("The key is the one in the proof: compare it with the one you know.")


def _printable(value: str | int | None) -> str:
    """Return a value without what a terminal would obey: parts of it come from outside."""
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in str(value))
