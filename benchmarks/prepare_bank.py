"""Fill an empty database with the bank's tables and customers: `python -m benchmarks.prepare_bank CUSTOMERS`.

Rows are written in bulk, since a thousand registrations would take longer than the measurement; but every cent
gets in through the ledger. Then one real transfer is made, and the pgbench script that repeats the statements it
sent is printed as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from decimal import Decimal
from typing import Any

from benchmarks import population
from benchmarks.pgbench_script import (
    TEMPLATE_AMOUNT_MINOR,
    TEMPLATE_KEY,
    TEMPLATE_PROFILE_VERSION,
    TEMPLATE_RECEIVER,
    TEMPLATE_SENDER,
    PgbenchScript,
    SentStatement,
    script_of,
)


def prepare(customers: int) -> PgbenchScript:
    """Migrate, write customers and accounts, pay the opening balances in, and record one transfer."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    write_people(customers)
    write_accounts(customers)
    _pay_in(customers)
    _begin_profiles(customers)
    return script_of(_recorded_transfer(), customers=customers)


def _begin_profiles(customers: int) -> None:
    """Give every account a profile, at the version by which the script knows it again."""
    from fraud.models import AccountProfile

    AccountProfile.objects.all().delete()
    AccountProfile.objects.bulk_create(
        AccountProfile(account_id=population.FIRST_ACCOUNT_ID + index, version=TEMPLATE_PROFILE_VERSION)
        for index in range(customers)
    )


def write_people(customers: int) -> None:
    """Write so many customers, with a session each."""
    from django.contrib.auth.hashers import make_password
    from django.contrib.auth.models import Group

    from core_banking.kernel import clock
    from users.models import Session, User

    password = make_password(population.PASSWORD)
    people = [
        User(
            pk=population.FIRST_PERSON_ID + index,
            username=population.username(index),
            email=f"{population.username(index)}@bank.example",
            password=password,
            first_name="Benchmark",
            last_name="Customer",
            customer_id=f"CUST{1_000_000_000 + index}",
            kyc_status="APPROVED",
        )
        for index in range(customers)
    ]
    for person in people:
        person.clean()
    User.objects.bulk_create(people)
    group = Group.objects.get(name="CUSTOMER")
    User.groups.through.objects.bulk_create(
        User.groups.through(user_id=person.pk, group_id=group.pk) for person in people
    )
    # Signed in before the first request, for pgbench; the HTTP clients sign in by themselves.
    Session.objects.bulk_create(
        Session(
            pk=population.FIRST_SESSION_ID + index,
            user=person,
            refresh_digest=bytes(32),
            expires_at=clock.now() + timedelta(days=1),
        )
        for index, person in enumerate(people)
    )


def write_accounts(customers: int) -> None:
    """Offer a product and write an account of it for each customer."""
    from accounts.models import Account, AccountProduct, MoneyHolder, OutgoingTotal, ProductFee
    from core_banking.kernel import clock
    from ledger.models import Balance, LedgerAccount

    control = LedgerAccount.objects.get(code="2010-USD")
    product = AccountProduct.objects.create(
        code="BENCHMARK",
        name="Benchmark",
        account_type="SAVINGS",
        currency="USD",
        single_limit_minor=population.LIMIT_MINOR,
        daily_limit_minor=population.LIMIT_MINOR,
    )
    ProductFee.objects.create(product=product, transaction_type="TRANSFER", amount_minor=population.FEE_MINOR)
    now, numbers = clock.now(), [population.account_number(index) for index in range(customers)]
    books = LedgerAccount.objects.bulk_create(
        LedgerAccount(
            pk=population.FIRST_LEDGER_ACCOUNT_ID + index,
            code=f"2010-{number}",
            name=f"Account {number}",
            kind="LIABILITY",
            currency="USD",
            is_customer_account=True,
            control_account=control,
            created_at=now,
        )
        for index, number in enumerate(numbers)
    )
    Balance.objects.bulk_create(Balance(account=book) for book in books)
    MoneyHolder.objects.bulk_create(
        MoneyHolder(customer_id=population.FIRST_PERSON_ID + index) for index in range(customers)
    )
    accounts = Account.objects.bulk_create(
        Account(
            pk=population.FIRST_ACCOUNT_ID + index,
            customer_id=population.FIRST_PERSON_ID + index,
            product=product,
            account_type="SAVINGS",
            account_number=number,
            currency="USD",
            status="ACTIVE",
            ledger_account=books[index],
            minimum_balance_minor=0,
            single_limit_minor=population.LIMIT_MINOR,
            daily_limit_minor=population.LIMIT_MINOR,
            activated_at=now,
        )
        for index, number in enumerate(numbers)
    )
    OutgoingTotal.objects.bulk_create(
        OutgoingTotal(account=account, business_date=clock.business_date()) for account in accounts
    )


def _pay_in(customers: int) -> None:
    """Post one deposit to each account, by the same function that posts every entry of the bank."""
    from django.db import connection

    from ledger.chart import ChartRole
    from ledger.services import bank_account_id

    amount = population.OPENING_BALANCE_MINOR
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ledger_post_entry_v1('DEPOSIT', 'USD', 'OPENING' || number, 'Opening balance', current_date,"
            " current_date, now(), NULL, ARRAY[%s, %s + number]::bigint[], ARRAY[%s, %s]::bigint[],"
            " ARRAY['DEPOSIT', 'DEPOSIT']) FROM generate_series(0, %s - 1) AS number",
            [
                bank_account_id(ChartRole.CASH, "USD"),
                population.FIRST_LEDGER_ACCOUNT_ID,
                amount,
                -amount,
                customers,
            ],
        )
        cursor.fetchall()
        cursor.execute("ANALYZE")


def _recorded_transfer() -> list[SentStatement]:
    """Make one transfer as the API does, and return what it sent to the database, BEGIN and COMMIT left out."""
    from core_banking.api.idempotency import json_answer
    from core_banking.kernel.actors import Actor
    from core_banking.kernel.idempotency import IdempotencyClaim, fingerprint
    from ledger.chart import ChartRole
    from ledger.services import bank_account_id
    from transactions.api.serializers import transaction_body
    from transactions.contracts import SUBMIT_OWN, MovementCommand, TransactionCard, TransactionType
    from transactions.services import submit_transaction

    person_id = population.FIRST_PERSON_ID + TEMPLATE_SENDER
    actor = Actor(
        user_id=person_id,
        username=population.username(TEMPLATE_SENDER),
        customer_id=f"CUST{1_000_000_000 + TEMPLATE_SENDER}",
        permissions=frozenset({SUBMIT_OWN}),
        session_id=population.FIRST_SESSION_ID + TEMPLATE_SENDER,
        unchecked_token_version=1,
        ip_address="127.0.0.1",
        user_agent="transfer-benchmark/1",
        request_id="0" * 32,
    )
    claim: IdempotencyClaim[TransactionCard] = IdempotencyClaim(
        principal_id=person_id,
        key=TEMPLATE_KEY,
        fingerprint=fingerprint("POST", "/api/transactions", b"{}"),
        render_outcome=lambda card: json_answer(201, transaction_body(card)),
        render_refusal=lambda error: json_answer(422, {"error": str(error)}),
    )
    command = MovementCommand(
        transaction_type=TransactionType.TRANSFER,
        amount=Decimal(TEMPLATE_AMOUNT_MINOR) / 100,
        from_account_number=population.account_number(TEMPLATE_SENDER),
        to_account_number=population.account_number(TEMPLATE_RECEIVER),
    )
    # Remembered for the life of a process: only the very first transfer asks for it.
    bank_account_id(ChartRole.FEE_INCOME, "USD")
    with _statements_sent() as statements:
        submit_transaction(actor=actor, command=command, claim=claim)
    return statements


@contextmanager
def _statements_sent() -> Iterator[list[SentStatement]]:
    from django.db import connection

    statements: list[SentStatement] = []

    def keep(
        execute: Callable[..., Any], statement: str, parameters: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        statements.append(SentStatement(statement, tuple(parameters or ())))
        return execute(statement, parameters, many, context)

    connection.ensure_connection()
    with connection.execute_wrapper(keep):
        yield statements


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.bank_settings")
    json.dump(asdict(prepare(int(sys.argv[1]))), sys.stdout)
