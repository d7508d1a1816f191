"""`manage.py purge_idempotency_keys`: forget stored answers that no client may still ask for."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from core_banking.kernel.actors import command_actor
from operations import services


class Command(BaseCommand):
    """Delete the stored answers of idempotency keys older than IDEMPOTENCY_KEEP_HOURS."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        actor = command_actor("purge_idempotency_keys")
        total = batch = services.purge_idempotency_keys(actor=actor)
        while batch == services.PURGE_BATCH_ROWS:
            batch = services.purge_idempotency_keys(actor=actor)
            total += batch
        self.stdout.write(f"Deleted {total} stored answers.")
