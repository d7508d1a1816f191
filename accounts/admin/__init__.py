"""Accounts and products in the admin site. Every change goes through the same use cases as the API."""

from accounts.admin.accounts import AccountAdmin
from accounts.admin.interest import InterestAccrualAdmin, InterestPostingAdmin
from accounts.admin.products import ProductAdmin
from accounts.admin.term_deposits import TermDepositAdmin, TermOutcomeAdmin

__all__ = [
    "AccountAdmin",
    "InterestAccrualAdmin",
    "InterestPostingAdmin",
    "ProductAdmin",
    "TermDepositAdmin",
    "TermOutcomeAdmin",
]
