"""Movements, bulk transfers, payees, holds and reversals in the admin: to be read; what changes them is a use case."""

from transactions.admin.bulk import BulkTransferAdmin, BulkTransferLineAdmin
from transactions.admin.held_payments import HeldPaymentAdmin
from transactions.admin.holds import HoldOrderAdmin
from transactions.admin.movements import TransactionAdmin
from transactions.admin.payees import BeneficiaryAdmin
from transactions.admin.reversals import ReversalRequestAdmin
from transactions.admin.standing_orders import (
    BankHolidayAdmin,
    StandingOrderAdmin,
    StandingOrderExecutionAdmin,
)

__all__ = [
    "BankHolidayAdmin",
    "BeneficiaryAdmin",
    "BulkTransferAdmin",
    "BulkTransferLineAdmin",
    "HeldPaymentAdmin",
    "HoldOrderAdmin",
    "ReversalRequestAdmin",
    "StandingOrderAdmin",
    "StandingOrderExecutionAdmin",
    "TransactionAdmin",
]
