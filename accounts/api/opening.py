"""What opening and activating share over HTTP: with an opening deposit they move money, once for an idempotency key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import HttpResponseBase
from rest_framework import status
from rest_framework.request import Request

from accounts.api.serializers import AccountSerializer
from accounts.contracts import AccountWithBalance
from core_banking.api.idempotency import claim_of, json_answer, replayed_response, response_of
from core_banking.api.principals import actor_of
from core_banking.kernel.actors import Actor
from core_banking.kernel.idempotency import Answer, IdempotencyClaim
from users.errors import PinNotSet
from users.services import prove_pin

_MONEY_FIELDS = frozenset({"opening_deposit", "funding_account_number"})


def claim_of_opening(
    request: Request, http_status: int, body: Mapping[str, Any]
) -> IdempotencyClaim[AccountWithBalance] | None:
    """Return the request's claim by its `Idempotency-Key`, which is demanded only where money moves."""
    if "HTTP_IDEMPOTENCY_KEY" not in request.META and not _MONEY_FIELDS & set(body):
        return None
    return claim_of(
        request, actor_of(request), request.path, lambda account: _answer(request, account, http_status)
    )


def response_to_opening(
    request: Request, outcome: AccountWithBalance | Answer, http_status: int, *, dry_run: bool
) -> HttpResponseBase:
    """Return the account, the first answer again, or what would be opened: without the number nobody will get."""
    if isinstance(outcome, Answer):
        return replayed_response(outcome)
    if dry_run:
        outcome = replace(outcome, card=replace(outcome.card, account_number=None))
        http_status = status.HTTP_200_OK
    return response_of(_answer(request, outcome, http_status))


def pin_proven_by(actor: Actor, pin: str | None) -> bool:
    """Return whether the caller has proven his transaction PIN; sent by somebody who has none it proves nothing.

    Called before the use case: a wrong PIN stays charged whatever becomes of the request. Raises `PinInvalid` and
    `PinLocked`.
    """
    if pin is None or settings.TRANSACTION_PIN_POLICY == "never":
        return False
    try:
        prove_pin(actor=actor, pin=pin)
    except PinNotSet:
        return False
    return True


def _answer(request: Request, account: AccountWithBalance, http_status: int) -> Answer:
    return json_answer(http_status, AccountSerializer(account, context={"actor": actor_of(request)}).data)
