"""The addresses of lending."""

from __future__ import annotations

from django.urls import URLPattern, path

from loans.api.products import LoanProductsView, LoanProductView
from loans.api.quotes import LoanQuoteView

_PRODUCT = "api/loan-products/<int:loan_product_id>/"

urlpatterns: list[URLPattern] = [
    path("api/loan-products/", LoanProductsView.as_view()),
    path(_PRODUCT, LoanProductView.as_view()),
    path(f"{_PRODUCT}quote/", LoanQuoteView.as_view()),
]
