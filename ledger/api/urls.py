"""The addresses of the books."""

from __future__ import annotations

from django.urls import path

from ledger.api.views import (
    BalanceSheetView,
    ChartView,
    PeriodLocksView,
    ProfitAndLossView,
    TrialBalanceView,
)

urlpatterns = [
    path("api/ledger/accounts/", ChartView.as_view()),
    path("api/ledger/trial-balance/", TrialBalanceView.as_view()),
    path("api/ledger/balance-sheet/", BalanceSheetView.as_view()),
    path("api/ledger/profit-and-loss/", ProfitAndLossView.as_view()),
    path("api/ledger/period-locks/", PeriodLocksView.as_view()),
]
