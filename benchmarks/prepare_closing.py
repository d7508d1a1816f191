"""Fill an empty database with accounts that bear interest: `python -m benchmarks.prepare_closing ACCOUNTS`.

One person and account are made as for every benchmark; the others are their copies, written by a statement for each
table, so that a hundred thousand take seconds. Every cent gets in through the ledger. The business date is the last
but one day of a month: its close is a usual one, and that of the next day posts interest to every account.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Mapping
from typing import Any, Final

from benchmarks import population
from benchmarks.prepare_bank import write_accounts, write_people

FIRST_DAY: Final = dt.date(2026, 3, 30)
RATE_PPM: Final = 36_500
BALANCE_MINOR: Final = 1_000_000

_PAY_IN: Final = """
SELECT count(*) FROM (
    SELECT ledger_post_entry_v1('DEPOSIT', 'USD', 'OPENING' || number, 'Opening balance', %s, %s, %s, NULL,
                                ARRAY[%s, %s + number]::bigint[], ARRAY[%s, %s]::bigint[], ARRAY['DEPOSIT', 'DEPOSIT'])
      FROM generate_series(0, %s - 1) AS number) posted"""


def prepare(accounts: int) -> None:
    """Migrate, write people and accounts, pay the opening balances in, and set the business date."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    write_bank(accounts)


def write_bank(accounts: int) -> None:
    """Write people and accounts into a database that is migrated, and pay the opening balances in."""
    write_people(1)
    write_accounts(1)
    _make_the_first_bear_interest()
    _copy_the_first(accounts - 1)
    _pay_in(accounts)


def _make_the_first_bear_interest() -> None:
    from accounts.models import Account, AccountProduct
    from core_banking.kernel import clock
    from core_banking.kernel.models import BusinessDay

    AccountProduct.objects.filter(code="BENCHMARK").update(annual_rate_ppm=RATE_PPM)
    Account.objects.filter(pk=population.FIRST_ACCOUNT_ID).update(
        annual_rate_ppm=RATE_PPM, activated_at=clock.start_of_business_date(FIRST_DAY)
    )
    BusinessDay.objects.create(
        date=FIRST_DAY, closed_through=FIRST_DAY - dt.timedelta(days=1), updated_at=clock.now()
    )


def _copy_the_first(copies: int) -> None:
    person, book, account = (
        population.FIRST_PERSON_ID,
        population.FIRST_LEDGER_ACCOUNT_ID,
        population.FIRST_ACCOUNT_ID,
    )
    number = f"('SAV' || ({population.FIRST_NUMBER} + number))"
    _copy(
        "users_user",
        copies,
        {
            "id": f"{person} + number",
            "username": "'customer' || number",
            "username_key": "'customer' || number",
            "email": "'customer' || number || '@bank.example'",
            "email_key": "'customer' || number || '@bank.example'",
            "customer_id": "'CUST' || (1000000000 + number)",
        },
    )
    _copy("ledger_ledgeraccount", copies, {"id": f"{book} + number", "code": f"'2010-' || {number}"})
    _copy("ledger_balance", copies, {"account_id": f"{book} + number"})
    _copy("accounts_moneyholder", copies, {"customer_id": f"{person} + number"})
    _copy(
        "accounts_account",
        copies,
        {
            "id": f"{account} + number",
            "customer_id": f"{person} + number",
            "ledger_account_id": f"{book} + number",
            "account_number": number,
        },
    )
    _copy("accounts_outgoingtotal", copies, {"account_id": f"{account} + number"})


def _copy(table: str, copies: int, changed: Mapping[str, str]) -> None:
    """Write so many copies of a table's one row, with some columns changed; `number` counts them from 1."""
    from django.db import connection

    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
        values = [changed.get(column, f'first."{column}"') for column in columns]
        names = ", ".join(f'"{column}"' for column in columns)
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {', '.join(values)}"  # noqa: S608 - built from constants
            f" FROM (SELECT * FROM {table} ORDER BY 1 DESC LIMIT 1) first, generate_series(1, {copies}) AS number"
        )


def _pay_in(accounts: int) -> None:
    from django.db import connection

    from core_banking.kernel import clock
    from ledger.chart import ChartRole
    from ledger.services import bank_account_id

    parameters: list[Any] = [
        FIRST_DAY,
        FIRST_DAY,
        clock.start_of_business_date(FIRST_DAY),
        bank_account_id(ChartRole.CASH, "USD"),
        population.FIRST_LEDGER_ACCOUNT_ID,
        BALANCE_MINOR,
        -BALANCE_MINOR,
        accounts,
    ]
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(_PAY_IN, parameters)
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.bank_settings")
    prepare(int(sys.argv[1]))
