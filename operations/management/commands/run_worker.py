"""`manage.py run_worker`: run background jobs, send mail, tell webhooks, do what is due, until told to stop."""

from __future__ import annotations

import os
import signal
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core_banking.kernel.key_canaries import WrongKeys, refuse_wrong_keys
from core_banking.kernel.worker import Worker


class Command(BaseCommand):
    """Work until SIGTERM or Ctrl-C, which lets what is under way come to its end; a second one does not."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="Do what is due now, and end.")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        try:
            refuse_wrong_keys()
        except WrongKeys as error:
            raise CommandError(str(error)) from None
        worker = Worker()
        if once:
            worker.run_once()
            return

        def stop(number: int, _frame: FrameType | None) -> None:
            signal.signal(number, lambda *_: os._exit(1))
            worker.stop()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        worker.run()
