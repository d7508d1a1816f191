"""What lending does when something happens elsewhere: its products are there after migrations."""

from __future__ import annotations

from typing import Any

from django.apps import apps as installed_apps

from loans.services.products import ship_loan_products as ship


def ship_loan_products(*, apps: Any = installed_apps, **_: object) -> None:
    """Offer the shipped products after migrating, if the table is there at that point of history."""
    try:
        ship(apps.get_model("loans", "LoanProduct"))
    except LookupError:
        return
