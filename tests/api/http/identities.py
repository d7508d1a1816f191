"""A stand-in for the identity provider: tokens that say themselves who they are."""

from __future__ import annotations

from core_banking.api.request_facts import RequestFacts
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import NotSignedIn

RIGHTS = {"customer": frozenset({"accounts.open_own_account"}), "reviewer": frozenset({"kyc.review_kyc"})}


def token_of(role: str, user_id: int) -> str:
    return f"{role}.{user_id}"


def actor_of_test_token(raw_token: str, facts: RequestFacts) -> Actor:
    role, _, user_id = raw_token.partition(".")
    if role not in RIGHTS:
        raise NotSignedIn("The token is not valid.")
    return Actor(
        user_id=int(user_id),
        username=role,
        permissions=RIGHTS[role],
        ip_address=facts.ip_address,
        user_agent=facts.user_agent,
        request_id=facts.request_id,
    )
