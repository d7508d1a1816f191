"""Bearer tokens: the token is read here, its meaning belongs to the app that `BEARER_IDENTITY` names."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from django.conf import settings
from django.utils.module_loading import import_string
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from core_banking.api.principals import SignedIn, actor_known_so_far, actor_of
from core_banking.api.request_facts import RequestFacts, facts_of
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import NotSignedIn

_LONGEST_TOKEN = 4096

__all__ = [
    "BearerAuthentication",
    "ClaimedBearerAuthentication",
    "SignedIn",
    "actor_known_so_far",
    "actor_of",
    "bearer_token_of",
]


class BearerAuthentication(BaseAuthentication):
    """Signs the caller in by `Authorization: Bearer <access token>`: signature, session and token version.

    No header means nobody is signed in; a header that does not hold raises `NotSignedIn`.
    """

    identity_setting: ClassVar[str] = "BEARER_IDENTITY"

    def authenticate(self, request: Request) -> tuple[SignedIn, str] | None:
        raw_token = bearer_token_of(request)
        if raw_token is None:
            return None
        identify: Callable[[str, RequestFacts], Actor] = import_string(
            getattr(settings, self.identity_setting)
        )
        return SignedIn(identify(raw_token, facts_of(request._request))), raw_token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class ClaimedBearerAuthentication(BearerAuthentication):
    """Takes the token's own word for session and rights: signature and expiry only, no query.

    For the money path, whose first statement compares session and token version itself.
    """

    identity_setting = "CLAIMED_BEARER_IDENTITY"


def bearer_token_of(request: Request) -> str | None:
    """Return the raw token of the `Authorization` header, None without one. Raises `NotSignedIn` if malformed."""
    header: str = request.META.get("HTTP_AUTHORIZATION", "")
    if not header.strip():
        return None
    scheme, _, raw_token = header.strip().partition(" ")
    raw_token = raw_token.strip()
    if scheme.lower() != "bearer" or not raw_token or " " in raw_token or len(raw_token) > _LONGEST_TOKEN:
        raise NotSignedIn("The Authorization header must be: Bearer <access token>.")
    return raw_token
