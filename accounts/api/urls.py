"""The addresses of accounts and products."""

from __future__ import annotations

from django.urls import path

from accounts.api.interest import InterestView
from accounts.api.statements import StatementCheckView, StatementKeysView, StatementView
from accounts.api.views import AccountViewSet, ProductViewSet

_PRODUCT = "api/account-products/<int:product_id>/"
_ACCOUNT = "api/accounts/<int:account_id>/"

urlpatterns = [
    path("api/account-products/", ProductViewSet.as_view({"get": "list", "post": "create"})),
    path(_PRODUCT, ProductViewSet.as_view({"get": "retrieve", "patch": "partial_update"})),
    path(f"{_PRODUCT}eligibility/", ProductViewSet.as_view({"get": "eligibility"})),
    path("api/accounts/", AccountViewSet.as_view({"get": "list", "post": "create"})),
    path(_ACCOUNT, AccountViewSet.as_view({"get": "retrieve", "patch": "partial_update"})),
    *(
        path(f"{_ACCOUNT}{action}/", AccountViewSet.as_view({"post": action}))
        for action in ("activate", "freeze", "unfreeze", "close", "reactivate")
    ),
    path(f"{_ACCOUNT}balance/", AccountViewSet.as_view({"get": "balance"})),
    path(f"{_ACCOUNT}interest/", InterestView.as_view()),
    path(f"{_ACCOUNT}statement/", StatementView.as_view()),
    path("api/statements/verify/", StatementCheckView.as_view()),
    path("api/statements/keys/", StatementKeysView.as_view()),
]
