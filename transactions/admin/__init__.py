"""Movements, payees, holds and reversals in the admin: to be read; what changes them is a use case."""

from transactions.admin.holds import HoldOrderAdmin
from transactions.admin.movements import TransactionAdmin
from transactions.admin.payees import BeneficiaryAdmin
from transactions.admin.reversals import ReversalRequestAdmin

__all__ = ["BeneficiaryAdmin", "HoldOrderAdmin", "ReversalRequestAdmin", "TransactionAdmin"]
