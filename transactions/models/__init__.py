"""The tables of transactions."""

from __future__ import annotations

from transactions.models.holds import HoldOrder, HoldResolution
from transactions.models.movements import Transaction
from transactions.models.payees import Beneficiary

__all__ = ["Beneficiary", "HoldOrder", "HoldResolution", "Transaction"]
