"""The bank's roles as shipped: what each is, and which rights it starts with.

A right is a Django permission; a role is a group that holds some. The bank may cut its own roles afterwards:
a default right is handed out once and never again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from users.contracts import RoleName


@dataclass(frozen=True, slots=True)
class RoleDefinition:
    """What a role is in words, and the full names of the rights it starts with."""

    description: str
    permissions: frozenset[str]


ROLES: Final[dict[str, RoleDefinition]] = {
    RoleName.CUSTOMER: RoleDefinition(
        "Bank Customer",
        frozenset(
            {
                "kyc.submit_own_kyc",
                "accounts.open_own_account",
                "transactions.submit_own_transaction",
                "loans.apply_for_own_loan",
                "planning.plan_own_money",
            }
        ),
    ),
    RoleName.BANK_ADMIN: RoleDefinition(
        "Bank Administrator",
        frozenset(
            {
                "users.onboard_customer",
                "users.view_customers",
                "kyc.review_kyc",
                "accounts.manage_any_account",
                "accounts.manage_products",
                "transactions.submit_any_transaction",
                "transactions.reverse_transaction",
                "loans.manage_any_loan",
                "loans.manage_loan_products",
                "ledger.view_books",
                "ledger.lock_periods",
                "operations.view_closings",
                "operations.close_business_day",
                "fraud.view_alerts",
                "fraud.decide_alerts",
                "fraud.manage_rules",
                "fraud.decide_name_matches",
                "notifications.manage_webhooks",
                "support.manage_services",
                "support.read_messages",
            }
        ),
    ),
    RoleName.AUDITOR: RoleDefinition(
        "Auditor",
        frozenset(
            {
                "audit.view_audit_trail",
                "ledger.view_books",
                "operations.view_closings",
                "fraud.view_alerts",
            }
        ),
    ),
    RoleName.SYSTEM_ADMINISTRATOR: RoleDefinition(
        "System Administrator",
        frozenset(
            {
                "users.onboard_customer",
                "users.view_customers",
                "users.manage_bank_admins",
                "kyc.review_kyc",
                "audit.view_audit_trail",
                "ledger.view_books",
                "operations.view_closings",
                "operations.close_business_day",
                "fraud.view_alerts",
            }
        ),
    ),
}

RIGHTS_IN_TOKENS: Final = ("transactions.submit_own_transaction", "transactions.submit_any_transaction")
"""The rights that travel in the access token, so that moving money needs no query for them."""
