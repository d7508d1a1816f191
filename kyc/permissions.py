"""The rights KYC asks for, by their full names."""

from __future__ import annotations

from typing import Final

REVIEW_KYC: Final = "kyc.review_kyc"
SUBMIT_OWN_KYC: Final = "kyc.submit_own_kyc"
ONBOARD_CUSTOMER: Final = "users.onboard_customer"
VIEW_CUSTOMERS: Final = "users.view_customers"
