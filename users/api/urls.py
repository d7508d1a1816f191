"""The addresses of sign-in, profile and people."""

from __future__ import annotations

from django.urls import path

from users.api.password_reset import PasswordResetConfirmView, PasswordResetView
from users.api.people import BankAdministratorViewSet, PeopleViewSet
from users.api.profile import PasswordUpdateView, PasswordView, PinView, ProfileUpdateView, ProfileView
from users.api.sign_in import Login, Logout, Refresh, SessionViewSet, Verify
from users.api.two_factor import (
    RecoveryCodesView,
    TwoFactorConfirmView,
    TwoFactorDisableView,
    TwoFactorSetUpView,
)

urlpatterns = [
    path("api/auth/login/", Login.as_view()),
    path("api/login/", Login.as_view()),
    path("api/auth/refresh/", Refresh.as_view()),
    path("api/auth/verify/", Verify.as_view()),
    path("api/auth/logout/", Logout.as_view()),
    path("api/logout/", Logout.as_view()),
    path("api/auth/sessions/", SessionViewSet.as_view({"get": "list"})),
    path("api/auth/sessions/<int:session_id>/", SessionViewSet.as_view({"delete": "destroy"})),
    path("api/auth/password/", PasswordView.as_view()),
    path("api/auth/password/reset/", PasswordResetView.as_view()),
    path("api/auth/password/reset/confirm/", PasswordResetConfirmView.as_view()),
    path("api/update-password/", PasswordUpdateView.as_view()),
    path("api/auth/2fa/setup/", TwoFactorSetUpView.as_view()),
    path("api/auth/2fa/confirm/", TwoFactorConfirmView.as_view()),
    path("api/auth/2fa/disable/", TwoFactorDisableView.as_view()),
    path("api/auth/2fa/recovery-codes/", RecoveryCodesView.as_view()),
    path("api/profile/", ProfileView.as_view()),
    path("api/profile/pin/", PinView.as_view()),
    path("api/update-profile/", ProfileUpdateView.as_view()),
    path("api/users/", PeopleViewSet.as_view({"get": "list"})),
    path("api/manager/", BankAdministratorViewSet.as_view({"get": "list", "post": "create"})),
    path("api/manager/<int:user_id>/", BankAdministratorViewSet.as_view({"get": "retrieve"})),
]
