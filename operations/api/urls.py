"""Addresses of operations."""

from __future__ import annotations

from django.urls import path

from operations.api import business_day
from operations.api.books_health import BooksHealthView

urlpatterns = [
    path("api/ledger/health/", BooksHealthView.as_view()),
    path("api/business-day/", business_day.BusinessDayView.as_view(), name="business-day"),
    path("api/business-day/close/", business_day.CloseView.as_view(), name="business-day-close"),
    path("api/business-day/advance/", business_day.AdvanceView.as_view(), name="business-day-advance"),
    path("api/business-day/closings/", business_day.ClosingsView.as_view(), name="closings"),
    path("api/business-day/closings/<str:date>/", business_day.ClosingView.as_view(), name="closing"),
]
