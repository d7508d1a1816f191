"""The signed-in caller as REST framework's `request.user`, and the way back from a request to its actor."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from rest_framework.request import Request

from core_banking.api.request_facts import facts_of
from core_banking.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A caller whose bearer token was accepted; wraps the actor that use cases are handed."""

    actor: Actor
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    @property
    def pk(self) -> int | None:
        """The person's row number, under the name the framework asks for."""
        return self.actor.user_id


def actor_of(request: Request | HttpRequest) -> Actor:
    """Return who is acting: the signed-in caller, or an actor that is nobody but has an address.

    On a REST framework request this signs the caller in first. Raises `NotSignedIn` for a bad token.
    """
    return _actor_behind(getattr(request, "user", None), request)


def actor_known_so_far(request: Request | HttpRequest) -> Actor:
    """Return who is acting without signing anybody in: for error handling, where that may be what failed."""
    return _actor_behind(request.__dict__.get("_user"), request)


def _actor_behind(user: object, request: Request | HttpRequest) -> Actor:
    if isinstance(user, SignedIn):
        return user.actor
    facts = facts_of(getattr(request, "_request", request))
    return Actor(ip_address=facts.ip_address, user_agent=facts.user_agent, request_id=facts.request_id)
