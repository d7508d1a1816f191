"""Create the textbook project's tables and its customers: `python -m benchmarks.textbook.prepare CUSTOMERS`."""

from __future__ import annotations

import os
import sys
from decimal import Decimal

from benchmarks import population


def prepare(customers: int) -> None:
    """Fill an empty database with customers who have one account and money each."""
    import django

    django.setup()
    from django.contrib.auth.hashers import make_password
    from django.contrib.auth.models import User
    from django.core.management import call_command

    from benchmarks.textbook.models import Account, JournalEntry, JournalLine, Product, Profile

    call_command("migrate", interactive=False, verbosity=0)
    password = make_password(population.PASSWORD)
    people = User.objects.bulk_create(
        User(username=population.username(index), password=password) for index in range(customers)
    )
    Profile.objects.bulk_create(Profile(user=person) for person in people)
    product = Product.objects.create(name="Savings", transfer_fee=Decimal(population.FEE_MINOR) / 100)
    opening = Decimal(population.OPENING_BALANCE_MINOR) / 100
    limit = Decimal(population.LIMIT_MINOR) / 100
    accounts = Account.objects.bulk_create(
        Account(
            owner=person,
            product=product,
            number=population.account_number(index),
            balance=opening,
            single_limit=limit,
            daily_limit=limit,
        )
        for index, person in enumerate(people)
    )
    entry = JournalEntry.objects.create(description="Opening balances")
    JournalLine.objects.bulk_create(
        JournalLine(entry=entry, account=account, amount=-opening, balance_after=opening)
        for account in accounts
    )
    JournalLine.objects.create(entry=entry, bank_account="cash", amount=opening * customers)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.textbook.settings")
    prepare(int(sys.argv[1]))
