"""The tables of transactions."""

from __future__ import annotations

from transactions.models.bulk import BulkTransfer, BulkTransferLine
from transactions.models.held import HeldPayment
from transactions.models.holds import HoldOrder, HoldResolution
from transactions.models.movements import Transaction
from transactions.models.payees import Beneficiary
from transactions.models.reversals import Reversal, ReversalRequest
from transactions.models.standing_orders import BankHoliday, StandingOrder, StandingOrderExecution

__all__ = [
    "BankHoliday",
    "Beneficiary",
    "BulkTransfer",
    "BulkTransferLine",
    "HeldPayment",
    "HoldOrder",
    "HoldResolution",
    "Reversal",
    "ReversalRequest",
    "StandingOrder",
    "StandingOrderExecution",
    "Transaction",
]
