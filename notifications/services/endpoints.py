"""The endpoints of webhooks and their secrets, which staff manages. A secret is shown once, when it is made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from contextlib import suppress

from django.conf import settings

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case
from core_banking.kernel.encryption import Purpose, UndecipherableValue, decrypt_text, encrypt_text
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from notifications.contracts import MANAGE_WEBHOOKS, DeliveryCard, DeliveryStatus, EndpointCard, IssuedSecret
from notifications.events import EndpointDeed, WebhookEndpointChanged
from notifications.models import Delivery, OutboxEvent, WebhookEndpoint, WebhookSecret
from notifications.selectors import delivery_cards, endpoint_card, kept_endpoints
from notifications.services.outbox import new_event_id, subscriptions_changed
from notifications.webhooks.addresses import RefusedUrl, check_written_url
from notifications.webhooks.catalogue import EVENT_TYPES, PING
from notifications.webhooks.signature import new_secret


@use_case
def create_endpoint(
    *, actor: Actor, url: str, description: str = "", event_types: Sequence[str] = ()
) -> IssuedSecret:
    """Have an address told of events from now on. Raises `NotAllowed` and `InvalidInput`."""
    _require_right(actor)
    endpoint = WebhookEndpoint.objects.create(
        url=_checked_url(url), description=description, event_types=_checked_types(event_types)
    )
    secret = _issue_secret(endpoint)
    _announce(actor, endpoint, EndpointDeed.CREATED)
    return IssuedSecret(endpoint=endpoint_card(endpoint), secret=secret, previous_valid_until=None)


@use_case
def change_endpoint(
    *,
    actor: Actor,
    endpoint_id: int,
    url: str | None = None,
    description: str | None = None,
    event_types: Sequence[str] | None = None,
    is_active: bool | None = None,
) -> EndpointCard:
    """Change what is given. Switching on an endpoint that was stopped starts it afresh: what waited goes out.

    Raises `NotAllowed`, `NotFound` and `InvalidInput`.
    """
    endpoint = _locked_endpoint(actor, endpoint_id)
    before = _as_told(endpoint)
    if url is not None:
        endpoint.url = _checked_url(url)
    if description is not None:
        endpoint.description = description
    if event_types is not None:
        endpoint.event_types = _checked_types(event_types)
    if is_active is not None:
        endpoint.is_active = is_active
        if is_active:
            endpoint.stopped_because, endpoint.failing_since = "", None
    endpoint.save()
    after = _as_told(endpoint)
    changes = {name: (before[name], after[name]) for name in after if before[name] != after[name]}
    _announce(actor, endpoint, EndpointDeed.CHANGED, changes)
    return endpoint_card(endpoint)


@use_case
def remove_endpoint(*, actor: Actor, endpoint_id: int) -> None:
    """Tell an endpoint nothing any more, and forget its secrets; its log stays. Raises `NotAllowed`, `NotFound`."""
    endpoint = _locked_endpoint(actor, endpoint_id)
    endpoint.removed_at, endpoint.is_active = clock.now(), False
    endpoint.save(update_fields=["removed_at", "is_active"])
    endpoint.secrets.all().delete()
    waiting = Delivery.objects.filter(endpoint=endpoint, status=DeliveryStatus.PENDING.value)
    waiting.update(status=DeliveryStatus.FAILED.value, finished_at=endpoint.removed_at)
    _announce(actor, endpoint, EndpointDeed.REMOVED)


@use_case
def rotate_secret(*, actor: Actor, endpoint_id: int) -> IssuedSecret:
    """Give an endpoint a new secret; the one before it signs as well for `WEBHOOK_SECRET_OVERLAP_HOURS`.

    Raises `NotAllowed` and `NotFound`.
    """
    endpoint = _locked_endpoint(actor, endpoint_id)
    until = clock.now() + dt.timedelta(hours=settings.WEBHOOK_SECRET_OVERLAP_HOURS)
    endpoint.secrets.filter(expires_at__lte=clock.now()).delete()
    endpoint.secrets.filter(expires_at=None).update(expires_at=until)
    secret = _issue_secret(endpoint)
    _announce(actor, endpoint, EndpointDeed.SECRET_ROTATED)
    return IssuedSecret(endpoint=endpoint_card(endpoint), secret=secret, previous_valid_until=until)


@use_case
def send_test_event(*, actor: Actor, endpoint_id: int) -> DeliveryCard:
    """Send an endpoint an event that means nothing, even one that is switched off. Raises `NotAllowed`, `NotFound`."""
    endpoint = _locked_endpoint(actor, endpoint_id)
    now = clock.now()
    event = OutboxEvent.objects.create(
        event_id=new_event_id(),
        event_type=PING,
        data={"endpoint_id": endpoint.pk},
        occurred_at=now,
        endpoint=endpoint,
        spread_at=now,
    )
    delivery = Delivery.objects.create(event=event, endpoint=endpoint)
    _announce(actor, endpoint, EndpointDeed.TESTED)
    return delivery_cards([delivery])[0]


def valid_secrets(endpoint: WebhookEndpoint, at: dt.datetime) -> list[str]:
    """Return the secrets that are good at an instant, the newest first; those that cannot be read are left out."""
    good = [
        secret for secret in endpoint.secrets.all() if secret.expires_at is None or secret.expires_at > at
    ]
    readable = []
    for secret in good:
        with suppress(UndecipherableValue):
            readable.append(
                decrypt_text(Purpose.DELIVERY, place_of_secret(endpoint.pk), secret.sealed_secret)
            )
    return readable


def _issue_secret(endpoint: WebhookEndpoint) -> str:
    secret = new_secret()
    sealed = encrypt_text(Purpose.DELIVERY, place_of_secret(endpoint.pk), secret)
    WebhookSecret.objects.create(endpoint=endpoint, sealed_secret=sealed)
    return secret


def _require_right(actor: Actor) -> None:
    if not actor.may(MANAGE_WEBHOOKS):
        raise NotAllowed


def _locked_endpoint(actor: Actor, endpoint_id: int) -> WebhookEndpoint:
    _require_right(actor)
    endpoint = kept_endpoints().select_for_update().filter(pk=endpoint_id).first()
    if endpoint is None:
        raise NotFound
    return endpoint


def _as_told(endpoint: WebhookEndpoint) -> dict[str, object]:
    # Without the URL: what it holds may let somebody in.
    return {
        "is_active": endpoint.is_active,
        "event_types": list(endpoint.event_types),
        "description": endpoint.description,
    }


def _announce(
    actor: Actor,
    endpoint: WebhookEndpoint,
    deed: EndpointDeed,
    changes: Mapping[str, tuple[object, object]] | None = None,
) -> None:
    emit(
        WebhookEndpointChanged(
            actor=actor,
            endpoint_id=endpoint.pk,
            deed=deed,
            is_active=endpoint.is_active,
            event_types=tuple(endpoint.event_types),
            changes=changes or {},
        )
    )
    subscriptions_changed()


def _checked_url(url: str) -> str:
    try:
        check_written_url(url)
    except RefusedUrl as refusal:
        raise InvalidInput({"url": [str(refusal)]}) from None
    return url


def _checked_types(event_types: Sequence[str]) -> list[str]:
    unknown = sorted(set(event_types) - set(EVENT_TYPES))
    if unknown:
        raise InvalidInput({"event_types": [f"There is no event type {name}." for name in unknown]})
    return sorted(set(event_types))


def place_of_secret(endpoint_id: int) -> str:
    """Return the place that a webhook's secret is encrypted for."""
    return f"notifications.webhook.secret:{endpoint_id}"
