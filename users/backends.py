"""Sign-in on the staff site, under the same lock, throttle, second factor and audit trail as on the API."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from core_banking.api.principals import actor_known_so_far
from core_banking.kernel.actors import Actor, Channel
from core_banking.kernel.errors import DomainError
from users.device_tokens import presented_device_token
from users.models import User
from users.services import prove_password, record_staff_sign_in, recorded_refusal


class StaffBackend(ModelBackend):
    """Lets staff in by user name or e-mail address; customers have no business on the staff site."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        otp: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """Return the member of staff, or None. Raises `PermissionDenied`, which ends the search, when refused.

        What refused him, and the token for his device, are left on the request for who answers it.
        """
        if not username or password is None:
            return None
        actor = _actor(request)
        presented = presented_device_token(request) if request is not None else None
        try:
            proven = prove_password(
                actor=actor, name=username, password=password, staff_only=True, device_token=presented
            )
            with recorded_refusal(actor, proven):
                device_token = record_staff_sign_in(actor=actor, proven=proven, otp=otp)
        except DomainError as refusal:
            if request is not None:
                request.bank_sign_in_refusal = refusal  # type: ignore[attr-defined]
            raise PermissionDenied from None
        if request is not None:
            request.bank_device_token = device_token  # type: ignore[attr-defined]
        return User.objects.get(pk=proven.user_id)


def _actor(request: HttpRequest | None) -> Actor:
    return replace(actor_known_so_far(request) if request is not None else Actor(), channel=Channel.ADMIN)
