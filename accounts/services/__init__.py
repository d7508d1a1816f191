"""Writes of accounts and products: each a use case with its actor, its transaction and its event."""

from accounts.services.activation import activate_account, activate_account_once
from accounts.services.bank_movements import book_bank_movement, book_bank_movements, reverse_bank_movement
from accounts.services.changes import change_account
from accounts.services.interest_accrual import accrue_interest_of_day
from accounts.services.interest_of_terms import settle_term
from accounts.services.interest_posting import post_interest
from accounts.services.interest_postings import post_interest_of_accounts
from accounts.services.locking import lock_money_of_accounts
from accounts.services.opening import open_account, open_account_once
from accounts.services.pots import open_pot
from accounts.services.products import change_product, create_product, ship_products
from accounts.services.statements import StatementFile, export_statement, record_statement_export
from accounts.services.status import (
    close_account,
    close_emptied_account,
    freeze_account,
    make_account_dormant,
    mature_account,
    reactivate_account,
    unfreeze_account,
)
from accounts.services.suspension import lock_money_holder, resume_banking, suspend_banking
from accounts.services.term_deposits import (
    RunningTerm,
    announce_maturity,
    begin_term,
    end_term,
    lock_term,
    release_minimum,
    renew_term,
    running_term,
)

__all__ = [
    "RunningTerm",
    "StatementFile",
    "accrue_interest_of_day",
    "activate_account",
    "activate_account_once",
    "announce_maturity",
    "begin_term",
    "book_bank_movement",
    "book_bank_movements",
    "change_account",
    "change_product",
    "close_account",
    "close_emptied_account",
    "create_product",
    "end_term",
    "export_statement",
    "freeze_account",
    "lock_money_holder",
    "lock_money_of_accounts",
    "lock_term",
    "make_account_dormant",
    "mature_account",
    "open_account",
    "open_account_once",
    "open_pot",
    "post_interest",
    "post_interest_of_accounts",
    "reactivate_account",
    "record_statement_export",
    "release_minimum",
    "renew_term",
    "resume_banking",
    "reverse_bank_movement",
    "running_term",
    "settle_term",
    "ship_products",
    "suspend_banking",
    "unfreeze_account",
]
