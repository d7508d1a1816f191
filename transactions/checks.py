"""What must hold of the bank's calendar before it starts.

transactions.E001   BANK_WEEKEND_DAYS names something that is no day of the week
transactions.E002   BANK_HOLIDAYS_COUNTRY names a place whose holidays are not known
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from transactions.bank_calendar import public_holidays_of, weekend_of


@register()
def calendar_is_known(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A day or a country that is misspelt must not be taken for its absence."""
    faults: list[CheckMessage] = []
    try:
        weekend_of(settings.BANK_WEEKEND_DAYS)
    except ValueError:
        faults.append(
            Error(
                f"BANK_WEEKEND_DAYS is {settings.BANK_WEEKEND_DAYS!r}: give days as SA,SU.",
                id="transactions.E001",
            )
        )
    try:
        public_holidays_of(settings.BANK_HOLIDAYS_COUNTRY)
    except NotImplementedError:
        faults.append(
            Error(
                f"The holidays of BANK_HOLIDAYS_COUNTRY={settings.BANK_HOLIDAYS_COUNTRY} are not known.",
                hint="Give a country as DE, or a part of one as DE-BY (ISO 3166).",
                id="transactions.E002",
            )
        )
    return faults
