"""The caller's own profile and password over HTTP."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core_banking.api.permissions import IsSignedIn
from core_banking.api.principals import actor_of
from users import services
from users.api import examples
from users.api.answers import Done, Profile
from users.api.forms import PasswordForm, PinForm, ProfileForm

_CHANGE_NOTE = (
    "Name and phone number; what is left out stays as it is. Identity numbers, address, roles and the like"
    " cannot be changed here and are refused by name."
)


class ProfileUpdateView(APIView):
    """Change my profile."""

    permission_classes = [IsSignedIn]

    @extend_schema(
        summary="Change my profile",
        description=_CHANGE_NOTE,
        tags=["Profile"],
        request=ProfileForm,
        responses=Profile,
        examples=examples.PROFILE_CHANGE,
    )
    def put(self, request: Request) -> Response:
        """Change name or phone number."""
        form = ProfileForm(data=request.data)
        form.is_valid(raise_exception=True)
        return Response(Profile(services.change_profile(actor=actor_of(request), change=form.change())).data)


class ProfileView(ProfileUpdateView):
    """My profile."""

    @extend_schema(
        operation_id="profile_retrieve",
        summary="Show my profile",
        tags=["Profile"],
        responses=Profile,
        examples=examples.PROFILE,
    )
    def get(self, request: Request) -> Response:
        """Return the caller's profile."""
        return Response(Profile(services.own_profile(actor=actor_of(request))).data)

    @extend_schema(
        operation_id="profile_partial_update",
        summary="Change my profile in part",
        description=_CHANGE_NOTE,
        tags=["Profile"],
        request=ProfileForm,
        responses=Profile,
        examples=examples.PROFILE_CHANGE,
    )
    def patch(self, request: Request) -> Response:
        """Change name or phone number."""
        return self.put(request)


class PasswordUpdateView(APIView):
    """Change my password."""

    permission_classes = [IsSignedIn]

    @extend_schema(
        summary="Change my password",
        description="Ends every other session of yours at once; the one in use goes on.",
        tags=["Profile"],
        request=PasswordForm,
        responses=Done,
        examples=examples.PASSWORD_CHANGE,
    )
    def put(self, request: Request) -> Response:
        """Replace the password."""
        form = PasswordForm(data=request.data)
        form.is_valid(raise_exception=True)
        services.change_password(
            actor=actor_of(request),
            current_password=form.validated_data["current_password"],
            new_password=form.validated_data["new_password"],
            confirm_password=form.validated_data["confirm_password"],
        )
        return Response({"message": "Your password was changed. Your other sessions have ended."})


class PasswordView(PasswordUpdateView):
    """Change my password, by PUT or POST."""

    @extend_schema(
        summary="Change my password (POST)",
        description="The same as PUT.",
        tags=["Profile"],
        request=PasswordForm,
        responses=Done,
        examples=examples.PASSWORD_CHANGE,
    )
    def post(self, request: Request) -> Response:
        """Replace the password."""
        return self.put(request)


class PinView(APIView):
    """My transaction PIN."""

    permission_classes = [IsSignedIn]

    @extend_schema(
        operation_id="profile_pin_set",
        summary="Set my transaction PIN",
        description=(
            "4 or 6 digits that nobody would guess first: no sequences, no repeats, none of your own dates and"
            " numbers. Setting it anew also opens a locked one."
        ),
        tags=["Profile"],
        request=PinForm,
        responses=Done,
        examples=examples.PIN_SET,
    )
    def put(self, request: Request) -> Response:
        """Set or change the PIN."""
        form = PinForm(data=request.data)
        form.is_valid(raise_exception=True)
        services.set_pin(actor=actor_of(request), **form.validated_data)
        return Response({"message": "Your transaction PIN is set."})
