"""`manage.py expire_holds`: release the holds whose time is over."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from core_banking.kernel.actors import command_actor
from transactions.services import expire_due_holds


class Command(BaseCommand):
    """Release every open hold whose time is over; can be stopped anywhere and run again."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        expired = expire_due_holds(actor=command_actor("expire_holds"))
        self.stdout.write(f"Released {expired} holds.")
