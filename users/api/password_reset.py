"""A new password by mail over HTTP."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core_banking.api.permissions import Anyone
from core_banking.api.principals import actor_of
from users import services
from users.api import examples
from users.api.answers import Done
from users.api.forms import PasswordResetConfirmForm, PasswordResetForm


class PasswordResetView(APIView):
    """Ask for a new password."""

    authentication_classes: list[Any] = []
    permission_classes: list[type[BasePermission]] = [Anyone]

    @extend_schema(
        operation_id="auth_password_reset",
        summary="Ask for a new password by mail",
        description=(
            "The answer is the same whether or not the bank knows the address. Whoever has it gets a mail with a token"
            " that is good once and not for long. Limited for each client address (`throttled`)."
        ),
        tags=["Sign-in"],
        request=PasswordResetForm,
        responses=Done,
        examples=examples.PASSWORD_RESET,
    )
    def post(self, request: Request) -> Response:
        """Order the mail."""
        form = PasswordResetForm(data=request.data)
        form.is_valid(raise_exception=True)
        services.request_password_reset(actor=actor_of(request), email=form.validated_data["email"])
        return Response({"message": examples.PASSWORD_RESET_SENT})


class PasswordResetConfirmView(APIView):
    """Set a new password with the token of the mail."""

    authentication_classes: list[Any] = []
    permission_classes: list[type[BasePermission]] = [Anyone]

    @extend_schema(
        operation_id="auth_password_reset_confirm",
        summary="Set a new password with a mailed token",
        description=(
            "Ends every session, opens a locked login, and leaves two-factor sign-in on. If somebody else has just"
            " switched that on, `switch_two_factor_off` ends it in its first days. A refused request does not use up"
            " the token."
        ),
        tags=["Sign-in"],
        request=PasswordResetConfirmForm,
        responses=Done,
        examples=examples.PASSWORD_RESET_CONFIRM,
    )
    def post(self, request: Request) -> Response:
        """Set the password."""
        form = PasswordResetConfirmForm(data=request.data)
        form.is_valid(raise_exception=True)
        services.confirm_password_reset(actor=actor_of(request), **form.validated_data)
        return Response({"message": examples.PASSWORD_WAS_RESET})
