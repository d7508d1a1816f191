"""Signing in and out over HTTP, and where one is signed in."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from core_banking.api.permissions import Anyone, IsSignedIn
from core_banking.api.principals import actor_of
from users import selectors, services
from users.api import examples
from users.api.answers import LoginAnswer, SessionAnswer, TokenPairAnswer
from users.api.forms import LoginForm, LogoutForm, RefreshForm, VerifyForm
from users.device_tokens import HEADER, hand_out_device_token, presented_device_token
from users.models import Session
from users.refresh_cookies import (
    BY_COOKIE,
    hand_out_refresh_token,
    kept_refresh_token,
    presented_refresh_token,
    take_refresh_token_back,
    travels_by_cookie,
)
from users.refresh_cookies import HEADER as REFRESH_HEADER

_BY_COOKIE = OpenApiParameter(
    REFRESH_HEADER,
    str,
    OpenApiParameter.HEADER,
    enum=[BY_COOKIE],
    description=(
        "For clients in a browser: the refresh token travels in a cookie that no script can read (`HttpOnly`,"
        " `SameSite=Strict`, for `/api/auth/` alone) and not in bodies."
    ),
)


class _WithoutToken(APIView):
    """A view that looks at no access token: an expired one in the header must not keep anybody out."""

    authentication_classes: list[Any] = []
    permission_classes: list[type[BasePermission]] = [Anyone]


class Login(_WithoutToken):
    """Sign in."""

    @extend_schema(
        summary="Sign in",
        description=(
            "By `username` or `email`. Five failures in a row lock the login for a while (`login_locked`);"
            " attempts are also limited for each client address (`throttled`). Where two-factor sign-in is on, `otp`"
            " is asked for (`otp_required`, `otp_invalid`). The answer carries a token for this device, as a cookie"
            " and as a header: a device that sends it has a count of failures of its own, so strangers cannot lock"
            " its owner out. The token alone lets nobody in."
        ),
        parameters=[
            OpenApiParameter(
                HEADER, str, OpenApiParameter.HEADER, description="What an earlier sign-in gave this device."
            ),
            OpenApiParameter(
                HEADER, str, OpenApiParameter.HEADER, response=[200], description="For this device to keep."
            ),
            _BY_COOKIE,
        ],
        tags=["Sign-in"],
        request=LoginForm,
        responses=LoginAnswer,
        examples=examples.LOGIN,
    )
    def post(self, request: Request) -> Response:
        """Exchange name and password for a pair of tokens."""
        by_cookie = travels_by_cookie(request._request)
        form = LoginForm(data=request.data)
        form.is_valid(raise_exception=True)
        signed_in = services.sign_in(
            actor=actor_of(request),
            name=form.name(),
            password=form.validated_data["password"],
            otp=form.validated_data.get("otp"),
            device_token=presented_device_token(request._request),
            replaced_refresh=kept_refresh_token(request._request) if by_cookie else None,
        )
        response = Response(LoginAnswer(signed_in, context={"by_cookie": by_cookie}).data)
        hand_out_device_token(request._request, response, signed_in.device_token)
        if by_cookie:
            hand_out_refresh_token(request._request, response, signed_in.tokens.refresh)
        return response


class Refresh(_WithoutToken):
    """Renew the tokens."""

    @extend_schema(
        operation_id="auth_refresh",
        summary="Renew the tokens",
        description=(
            "The refresh token sent is worth nothing afterwards; using it again ends the session. With"
            " `X-Refresh-Token: cookie` it is taken from its cookie, and the new one put there; a browser that lost"
            " the answer may ask once more within some seconds."
        ),
        parameters=[_BY_COOKIE],
        tags=["Sign-in"],
        request=RefreshForm,
        responses=TokenPairAnswer,
        examples=examples.REFRESH,
    )
    def post(self, request: Request) -> Response:
        """Exchange a refresh token for a new pair."""
        by_cookie = travels_by_cookie(request._request)
        form = RefreshForm(data=request.data, context={"by_cookie": by_cookie})
        form.is_valid(raise_exception=True)
        sent = presented_refresh_token(request._request) if by_cookie else form.validated_data["refresh"]
        pair = services.refresh_session(actor=actor_of(request), raw_refresh=sent, may_repeat=by_cookie)
        response = Response(TokenPairAnswer(pair, context={"by_cookie": by_cookie}).data)
        if by_cookie:
            hand_out_refresh_token(request._request, response, pair.refresh)
        return response


class Verify(_WithoutToken):
    """Check a token."""

    @extend_schema(
        operation_id="auth_verify",
        summary="Check a token",
        description="200 and an empty object while the token and its session are good, 401 otherwise.",
        tags=["Sign-in"],
        request=VerifyForm,
        responses=OpenApiTypes.OBJECT,
        examples=examples.VERIFY,
    )
    def post(self, request: Request) -> Response:
        """Say whether an access or refresh token is good now."""
        form = VerifyForm(data=request.data)
        form.is_valid(raise_exception=True)
        services.verify_token(raw_token=form.validated_data["token"])
        return Response({})


class Logout(APIView):
    """Sign out."""

    permission_classes = [IsSignedIn]

    @extend_schema(
        summary="Sign out",
        description=(
            "Ends the session of the access token at once, and that of `refresh` if it is yours. With"
            " `X-Refresh-Token: cookie` that of the cookie ends too."
        ),
        parameters=[_BY_COOKIE],
        tags=["Sign-in"],
        request=LogoutForm,
        responses={204: None},
        examples=examples.LOGOUT,
    )
    def post(self, request: Request) -> Response:
        """End the session in use."""
        form = LogoutForm(data=request.data)
        form.is_valid(raise_exception=True)
        by_cookie = travels_by_cookie(request._request)
        services.log_out(
            actor=actor_of(request),
            raw_refresh=form.validated_data.get("refresh") or None,
            raw_cookie=kept_refresh_token(request._request) if by_cookie else None,
        )
        response = Response(status=status.HTTP_204_NO_CONTENT)
        if by_cookie:
            take_refresh_token_back(response)
        return response


class SessionViewSet(GenericViewSet[Session]):
    """Where the caller is signed in."""

    permission_classes = [IsSignedIn]
    queryset = Session.objects.none()
    serializer_class = SessionAnswer
    lookup_url_kwarg = "session_id"

    @extend_schema(
        operation_id="auth_sessions_list",
        summary="List my sessions",
        tags=["Sign-in"],
        responses=SessionAnswer(many=True),
        examples=examples.SESSIONS,
    )
    def list(self, request: Request) -> Response:
        actor = actor_of(request)
        assert actor.user_id is not None
        page = self.paginate_queryset(self.filter_queryset(selectors.live_sessions(actor.user_id))) or []
        answer = SessionAnswer(page, many=True, context={"current_session_id": actor.session_id})
        return self.get_paginated_response(answer.data)

    @extend_schema(
        operation_id="auth_sessions_end",
        summary="End one of my sessions",
        tags=["Sign-in"],
        responses={204: None},
    )
    def destroy(self, request: Request, session_id: int) -> Response:
        services.end_own_session(actor=actor_of(request), session_id=session_id)
        return Response(status=status.HTTP_204_NO_CONTENT)
