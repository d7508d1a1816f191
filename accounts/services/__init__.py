"""Writes of accounts and products: each a use case with its actor, its transaction and its event."""

from accounts.services.changes import change_account
from accounts.services.opening import open_account
from accounts.services.products import change_product, create_product, ship_products
from accounts.services.statements import StatementFile, export_statement, record_statement_export
from accounts.services.status import (
    activate_account,
    close_account,
    freeze_account,
    reactivate_account,
    unfreeze_account,
)
from accounts.services.suspension import lock_money_holder, resume_banking, suspend_banking

__all__ = [
    "StatementFile",
    "activate_account",
    "change_account",
    "change_product",
    "close_account",
    "create_product",
    "export_statement",
    "freeze_account",
    "lock_money_holder",
    "open_account",
    "reactivate_account",
    "record_statement_export",
    "resume_banking",
    "ship_products",
    "suspend_banking",
    "unfreeze_account",
]
