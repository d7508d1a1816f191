"""Two-factor sign-in over HTTP: set up, confirmed, switched off, and its recovery codes."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core_banking.api.permissions import IsSignedIn
from core_banking.api.principals import actor_of
from users import services
from users.api import examples
from users.api.answers import Done, RecoveryCodes, TwoFactorSetUp
from users.api.forms import BothFactorsForm, OtpForm


class TwoFactorSetUpView(APIView):
    """A secret for my authenticator app."""

    permission_classes = [IsSignedIn]

    @extend_schema(
        operation_id="auth_2fa_setup",
        summary="Set up two-factor sign-in",
        description=(
            "Shows a new secret for an authenticator app (TOTP, RFC 6238). Nothing changes until a first code confirms"
            " it; set up again before that, the earlier secret is worth nothing."
        ),
        tags=["Sign-in"],
        request=None,
        responses=TwoFactorSetUp,
        examples=examples.TWO_FACTOR_SETUP,
    )
    def post(self, request: Request) -> Response:
        """Make a secret."""
        return Response(TwoFactorSetUp(services.set_up_two_factor(actor=actor_of(request))).data)


class TwoFactorConfirmView(APIView):
    """Two-factor sign-in, switched on."""

    permission_classes = [IsSignedIn]

    @extend_schema(
        operation_id="auth_2fa_confirm",
        summary="Switch two-factor sign-in on",
        description=(
            "With a first code of the app. Your other sessions end. The recovery codes are shown this once: each lets"
            " you in once without the app."
        ),
        tags=["Sign-in"],
        request=OtpForm,
        responses=RecoveryCodes,
        examples=examples.TWO_FACTOR_CONFIRM,
    )
    def post(self, request: Request) -> Response:
        """Confirm the secret."""
        form = OtpForm(data=request.data)
        form.is_valid(raise_exception=True)
        codes = services.confirm_two_factor(actor=actor_of(request), otp=form.validated_data["otp"])
        return Response({"recovery_codes": codes})


class TwoFactorDisableView(APIView):
    """Two-factor sign-in, switched off."""

    permission_classes = [IsSignedIn]

    @extend_schema(
        operation_id="auth_2fa_disable",
        summary="Switch two-factor sign-in off",
        description="With the password and a code: one of the app that was not used before, or a recovery code.",
        tags=["Sign-in"],
        request=BothFactorsForm,
        responses=Done,
        examples=examples.TWO_FACTOR_DISABLE,
    )
    def post(self, request: Request) -> Response:
        """Switch it off."""
        form = BothFactorsForm(data=request.data)
        form.is_valid(raise_exception=True)
        services.disable_two_factor(actor=actor_of(request), **form.validated_data)
        return Response({"message": "Two-factor sign-in is off."})


class RecoveryCodesView(APIView):
    """New recovery codes."""

    permission_classes = [IsSignedIn]

    @extend_schema(
        operation_id="auth_2fa_recovery_codes",
        summary="Renew my recovery codes",
        description="With the password and a code. The earlier recovery codes are worth nothing afterwards.",
        tags=["Sign-in"],
        request=BothFactorsForm,
        responses=RecoveryCodes,
        examples=examples.RECOVERY_CODES,
    )
    def post(self, request: Request) -> Response:
        """Replace the codes."""
        form = BothFactorsForm(data=request.data)
        form.is_valid(raise_exception=True)
        codes = services.renew_recovery_codes(actor=actor_of(request), **form.validated_data)
        return Response({"recovery_codes": codes})
