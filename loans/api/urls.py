"""The addresses of lending."""

from __future__ import annotations

from django.urls import URLPattern, path

from loans.api.applications import (
    LoanApprovalView,
    LoanEligibilityView,
    LoanPayoutView,
    LoanRejectionView,
    LoansView,
    LoanView,
    LoanWithdrawalView,
)
from loans.api.products import LoanProductsView, LoanProductView
from loans.api.quotes import LoanQuoteView

_PRODUCT = "api/loan-products/<int:loan_product_id>/"
_LOAN = "api/loans/<int:loan_id>/"

urlpatterns: list[URLPattern] = [
    path("api/loan-products/", LoanProductsView.as_view()),
    path(_PRODUCT, LoanProductView.as_view()),
    path(f"{_PRODUCT}quote/", LoanQuoteView.as_view()),
    path(f"{_PRODUCT}eligibility/", LoanEligibilityView.as_view()),
    path("api/loans/", LoansView.as_view()),
    path(_LOAN, LoanView.as_view()),
    path(f"{_LOAN}approve/", LoanApprovalView.as_view()),
    path(f"{_LOAN}reject/", LoanRejectionView.as_view()),
    path(f"{_LOAN}withdraw/", LoanWithdrawalView.as_view()),
    path(f"{_LOAN}disburse/", LoanPayoutView.as_view()),
]
