"""`manage.py check_keys`: whether the settings hold the keys that this database was written with."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core_banking.kernel.key_canaries import check_keys
from core_banking.kernel.key_lists import KEY_LISTS


class Command(BaseCommand):
    """Compare the keys, put new ones on record; exit status 0 only if every setting has the keys it needs."""

    help = __doc__
    requires_migrations_checks = True

    def handle(self, *args: Any, **options: Any) -> None:
        faults = check_keys()
        for sentence in faults:
            self.stdout.write(self.style.ERROR(sentence))
        if faults:
            raise CommandError("The keys are not those of this database.", returncode=1)
        self.stdout.write(
            self.style.SUCCESS(f"The keys of {len(KEY_LISTS)} settings are those of this database.")
        )
