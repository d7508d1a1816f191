"""Addresses of transactions."""

from __future__ import annotations

from django.urls import path

from transactions.api import (
    bank_holidays,
    bulk,
    held_payments,
    holds,
    payees,
    reversals,
    standing_orders,
    views,
)

urlpatterns = [
    path("api/transactions/", views.TransactionsView.as_view(), name="transactions"),
    path("api/transactions/<str:key>/", views.TransactionView.as_view(), name="transaction"),
    path("api/deposit/", views.DepositsView.as_view(), name="deposits"),
    path("api/withdrawal/", views.WithdrawalsView.as_view(), name="withdrawals"),
    path("api/balance-transfer/", views.BalanceTransfersView.as_view(), name="balance-transfers"),
    path("api/transfers/bulk/", bulk.BulkTransfersView.as_view(), name="bulk-transfers"),
    path("api/transfers/bulk/<str:bulk_transfer_id>/", bulk.BulkTransferView.as_view(), name="bulk-transfer"),
    path(
        "api/transfers/bulk/<str:bulk_transfer_id>/lines/",
        bulk.BulkTransferLinesView.as_view(),
        name="bulk-transfer-lines",
    ),
    path("api/holds/", holds.HoldsView.as_view(), name="holds"),
    path("api/holds/<str:key>/", holds.HoldView.as_view(), name="hold"),
    path("api/holds/<str:key>/capture/", holds.HoldCaptureView.as_view(), name="hold-capture"),
    path("api/holds/<str:key>/void/", holds.HoldVoidView.as_view(), name="hold-void"),
    path(
        "api/transactions/<str:key>/reverse/",
        reversals.TransactionReverseView.as_view(),
        name="transaction-reverse",
    ),
    path(
        "api/transactions/<str:key>/release/",
        held_payments.TransactionReleaseView.as_view(),
        name="transaction-release",
    ),
    path(
        "api/transactions/<str:key>/decline/",
        held_payments.TransactionDeclineView.as_view(),
        name="transaction-decline",
    ),
    path("api/reversals/", reversals.ReversalRequestsView.as_view(), name="reversals"),
    path("api/reversals/<int:request_id>/", reversals.ReversalRequestView.as_view(), name="reversal"),
    path(
        "api/reversals/<int:request_id>/approve/",
        reversals.ReversalApproveView.as_view(),
        name="reversal-approve",
    ),
    path(
        "api/reversals/<int:request_id>/reject/",
        reversals.ReversalRejectView.as_view(),
        name="reversal-reject",
    ),
    path("api/beneficiaries/", payees.BeneficiariesView.as_view(), name="beneficiaries"),
    path("api/beneficiaries/<int:beneficiary_id>/", payees.BeneficiaryView.as_view(), name="beneficiary"),
    path(
        "api/beneficiaries/<int:beneficiary_id>/confirm/",
        payees.BeneficiaryConfirmView.as_view(),
        name="beneficiary-confirm",
    ),
    path("api/standing-orders/", standing_orders.StandingOrdersView.as_view(), name="standing-orders"),
    path(
        "api/standing-orders/<int:order_id>/",
        standing_orders.StandingOrderView.as_view(),
        name="standing-order",
    ),
    path(
        "api/standing-orders/<int:order_id>/executions/",
        standing_orders.StandingOrderExecutionsView.as_view(),
        name="standing-order-executions",
    ),
    path(
        "api/accounts/<int:account_id>/withdraw-early/",
        standing_orders.EarlyWithdrawalView.as_view(),
        name="withdraw-early",
    ),
    path("api/bank-holidays/", bank_holidays.BankHolidaysView.as_view(), name="bank-holidays"),
    path(
        "api/bank-holidays/<int:holiday_id>/",
        bank_holidays.BankHolidayView.as_view(),
        name="bank-holiday",
    ),
]
