"""What transactions announce."""

from __future__ import annotations

from transactions.events.bulk import BulkLinesPosted, BulkTransferChanged, BulkTransferOrdered
from transactions.events.held import HeldPaymentDecided, PaymentHeld
from transactions.events.holds import HoldPlaced, HoldResolved
from transactions.events.movements import BankMovementsPosted, TransactionPosted
from transactions.events.payees import PayeeChanged, PayeeConfirmed, PayeeRemoved, PayeeSaved
from transactions.events.reversals import ReversalDecidedUpon, ReversalRequested, TransactionReversed
from transactions.events.standing_orders import (
    BankHolidaySet,
    StandingOrderCancelled,
    StandingOrderChanged,
    StandingOrderPlaced,
    StandingOrderPostponed,
    StandingOrderRun,
)

__all__ = [
    "BankHolidaySet",
    "BankMovementsPosted",
    "BulkLinesPosted",
    "BulkTransferChanged",
    "BulkTransferOrdered",
    "HeldPaymentDecided",
    "HoldPlaced",
    "HoldResolved",
    "PayeeChanged",
    "PayeeConfirmed",
    "PayeeRemoved",
    "PayeeSaved",
    "PaymentHeld",
    "ReversalDecidedUpon",
    "ReversalRequested",
    "StandingOrderCancelled",
    "StandingOrderChanged",
    "StandingOrderPlaced",
    "StandingOrderPostponed",
    "StandingOrderRun",
    "TransactionPosted",
    "TransactionReversed",
]
