"""Who adds what to the review pages of the staff site, by dotted name: the apps named live on other floors."""

from __future__ import annotations

# Panels by page; see `core_banking.api.review_panels`.
REVIEW_PANELS = {
    "kyc.review": ["fraud.admin.panels.person_on_lists"],
    "fraud.alert": ["transactions.admin.panels.account_picture"],
    "loans.review": ["fraud.admin.panels.risk_of_person"],
    "transactions.held": ["fraud.admin.panels.risk_of_person"],
}

# What comes into a customer's accounts a month and regularly leaves them, for whoever judges what he can afford.
CUSTOMER_FLOWS = "transactions.selectors.flows.customer_flows"
