"""The addresses of accounts and products."""

from __future__ import annotations

from django.urls import path

from accounts.api.views import AccountViewSet, ProductViewSet

_PRODUCT = "api/account-products/<int:product_id>/"
_ACCOUNT = "api/accounts/<int:account_id>/"

urlpatterns = [
    path("api/account-products/", ProductViewSet.as_view({"get": "list", "post": "create"})),
    path(_PRODUCT, ProductViewSet.as_view({"get": "retrieve", "patch": "partial_update"})),
    path("api/accounts/", AccountViewSet.as_view({"get": "list", "post": "create"})),
    path(_ACCOUNT, AccountViewSet.as_view({"get": "retrieve", "patch": "partial_update"})),
    *(
        path(f"{_ACCOUNT}{action}/", AccountViewSet.as_view({"post": action}))
        for action in ("activate", "freeze", "unfreeze", "close")
    ),
    *(path(f"{_ACCOUNT}{view}/", AccountViewSet.as_view({"get": view})) for view in ("balance", "statement")),
]
