"""`manage.py check_keys`: whether the settings hold the keys that this database was written with."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core_banking.kernel.actors import command_actor
from core_banking.kernel.key_canaries import check_keys
from core_banking.kernel.key_lists import KEY_LISTS
from core_banking.kernel.key_rotation import give_up_lost_keys


class Command(BaseCommand):
    """Compare the keys, put new ones on record; exit status 0 only if every setting has the keys it needs."""

    help = __doc__
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--give-up",
            choices=KEY_LISTS,
            help="the keys that this setting lacks are lost for ever: start without them and what lies under them",
        )

    def handle(self, *args: Any, give_up: str | None = None, **options: Any) -> None:
        if give_up is not None:
            lost = give_up_lost_keys(actor=command_actor("check_keys"), setting=give_up)
            self.stdout.write(f"Given up, with all that lies under them: {', '.join(lost) or 'no key'}.")
        faults = check_keys()
        if faults:
            sentences = " ".join(faults)
            raise CommandError(f"The keys are not those of this database. {sentences}", returncode=1)
        self.stdout.write(
            self.style.SUCCESS(f"The keys of {len(KEY_LISTS)} settings are those of this database.")
        )
