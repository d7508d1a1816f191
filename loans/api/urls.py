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
from loans.api.arrears import LoansInArrearsView, PortfolioAtRiskView
from loans.api.decisions import (
    LoanMovementReverseView,
    LoanRequestApproveView,
    LoanRequestRejectView,
    LoanRequestsView,
    LoanRequestView,
    LoanRescheduleView,
    LoanWriteOffView,
)
from loans.api.life import (
    LoanMovementsView,
    LoanPayoffView,
    LoanRecoverView,
    LoanRepayView,
    LoanScheduleView,
)
from loans.api.products import LoanProductsView, LoanProductView
from loans.api.quotes import LoanQuoteView

_PRODUCT = "api/loan-products/<int:loan_product_id>/"
_LOAN = "api/loans/<int:loan_id>/"
_REQUEST = "api/loan-requests/<int:request_id>/"

urlpatterns: list[URLPattern] = [
    path("api/loan-products/", LoanProductsView.as_view()),
    path(_PRODUCT, LoanProductView.as_view()),
    path(f"{_PRODUCT}quote/", LoanQuoteView.as_view()),
    path(f"{_PRODUCT}eligibility/", LoanEligibilityView.as_view()),
    path("api/loans/", LoansView.as_view()),
    path("api/loans/arrears/", LoansInArrearsView.as_view()),
    path("api/loans/portfolio-at-risk/", PortfolioAtRiskView.as_view()),
    path(_LOAN, LoanView.as_view()),
    path(f"{_LOAN}approve/", LoanApprovalView.as_view()),
    path(f"{_LOAN}reject/", LoanRejectionView.as_view()),
    path(f"{_LOAN}withdraw/", LoanWithdrawalView.as_view()),
    path(f"{_LOAN}disburse/", LoanPayoutView.as_view()),
    path(f"{_LOAN}repay/", LoanRepayView.as_view()),
    path(f"{_LOAN}schedule/", LoanScheduleView.as_view()),
    path(f"{_LOAN}payoff/", LoanPayoffView.as_view()),
    path(f"{_LOAN}movements/", LoanMovementsView.as_view()),
    path(f"{_LOAN}movements/<int:number>/reverse/", LoanMovementReverseView.as_view()),
    path(f"{_LOAN}write-off/", LoanWriteOffView.as_view()),
    path(f"{_LOAN}reschedule/", LoanRescheduleView.as_view()),
    path(f"{_LOAN}recover/", LoanRecoverView.as_view()),
    path("api/loan-requests/", LoanRequestsView.as_view()),
    path(_REQUEST, LoanRequestView.as_view()),
    path(f"{_REQUEST}approve/", LoanRequestApproveView.as_view()),
    path(f"{_REQUEST}reject/", LoanRequestRejectView.as_view()),
]
