"""`manage.py purge_ended_sessions`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from core_banking.kernel.actors import command_actor
from users.services import purge_ended_sessions


class Command(BaseCommand):
    """Clears away what sign-in left behind."""

    help = (
        "Delete sessions, password resets, counters and devices that ended longer than ENDED_SESSIONS_KEPT_DAYS"
        " ago. Meant for a nightly run; can be stopped anywhere and run again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        deleted = purge_ended_sessions(actor=command_actor("purge_ended_sessions"))
        for kind, count in deleted.items():
            self.stdout.write(f"{kind.replace('_', ' ')}: {count}")
