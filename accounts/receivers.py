"""What accounts do when something happens elsewhere."""

from __future__ import annotations


def ship_products(**_: object) -> None:
    """Offer the shipped products (filled in with the services)."""
