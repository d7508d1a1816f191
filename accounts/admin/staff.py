"""Who acts in the admin site, with the rights of his groups: being a superuser adds none."""

from __future__ import annotations

from django.http import HttpRequest

from core_banking.api.request_facts import facts_of
from core_banking.kernel.actors import Actor, Channel
from core_banking.kernel.errors import DomainError, InvalidInput
from users.selectors import permissions_of


def staff_actor(request: HttpRequest) -> Actor:
    """Return the signed-in member of staff as the actor of a use case."""
    facts = facts_of(request)
    return Actor(
        user_id=request.user.pk,
        username=request.user.get_username(),
        permissions=staff_rights(request),
        ip_address=facts.ip_address,
        user_agent=facts.user_agent,
        request_id=facts.request_id,
        channel=Channel.ADMIN,
    )


def staff_rights(request: HttpRequest) -> frozenset[str]:
    """Return the rights of who is signed in, asked of the database once a request."""
    known: frozenset[str] | None = getattr(request, "bank_staff_rights", None)
    if known is None:
        user_id = request.user.pk if request.user.is_active and request.user.is_staff else None
        known = frozenset() if user_id is None else permissions_of(user_id)
        request.bank_staff_rights = known  # type: ignore[attr-defined]
    return known


def is_system_administrator(request: HttpRequest) -> bool:
    """Whether who is signed in looks after the system: he sees products and accounts, and changes neither."""
    return bool(request.user.is_active and request.user.is_superuser)


def sentence_of(refusal: DomainError) -> str:
    """Return a refusal as one line for a person."""
    if isinstance(refusal, InvalidInput):
        return " ".join(f"{name}: {' '.join(messages)}" for name, messages in refusal.fields.items())
    return refusal.sentence
