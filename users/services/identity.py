"""Who a bearer token speaks for: what the API's authentication asks, by the names in the settings."""

from __future__ import annotations

from core_banking.api.request_facts import RequestFacts
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor, Channel
from core_banking.kernel.errors import NotSignedIn
from users import tokens
from users.errors import TokenNotValid
from users.models import User
from users.selectors import permissions_of


def actor_of_access_token(raw_token: str, facts: RequestFacts) -> Actor:
    """Return the actor of an access token whose session is alive, with the rights he holds at this moment.

    Two queries: one for session and person, one for the rights. Raises `NotSignedIn`.
    """
    claims = _claims(raw_token)
    person = (
        User.objects.filter(
            pk=claims.user_id,
            is_active=True,
            token_version=claims.token_version,
            sessions__pk=claims.session_id,
            sessions__revoked_at__isnull=True,
            sessions__expires_at__gt=clock.now(),
        )
        .only("username", "customer_id")
        .first()
    )
    if person is None:
        raise NotSignedIn("The sign-in is no longer valid.")
    return Actor(
        user_id=person.pk,
        username=person.username,
        customer_id=person.customer_id,
        permissions=permissions_of(person.pk),
        session_id=claims.session_id,
        ip_address=facts.ip_address,
        user_agent=facts.user_agent,
        request_id=facts.request_id,
    )


def actor_claimed_by_access_token(raw_token: str, facts: RequestFacts) -> Actor:
    """Return the actor as the token itself describes him, without a query. Raises `NotSignedIn`.

    Only signature and times were checked: the use case compares session and version in its first statement.
    """
    claims = _claims(raw_token)
    return Actor(
        user_id=claims.user_id,
        username=claims.username,
        customer_id=claims.customer_id,
        permissions=claims.rights,
        session_id=claims.session_id,
        unchecked_token_version=claims.token_version,
        ip_address=facts.ip_address,
        user_agent=facts.user_agent,
        request_id=facts.request_id,
    )


def actor_on_staff_site(user_id: int | None, username: str, facts: RequestFacts) -> Actor:
    """Return the actor of a session on the staff site, with the rights of his groups: being superuser adds none."""
    return Actor(
        user_id=user_id,
        username=username,
        permissions=frozenset() if user_id is None else permissions_of(user_id),
        ip_address=facts.ip_address,
        user_agent=facts.user_agent,
        request_id=facts.request_id,
        channel=Channel.ADMIN,
    )


def _claims(raw_token: str) -> tokens.AccessClaims:
    try:
        return tokens.read_access_token(raw_token)
    except TokenNotValid as error:
        raise NotSignedIn(error.sentence) from None
