"""The OpenAPI document: every operation says which errors it answers with, and which headers it hears."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import OpenApiParameter

from core_banking.api.authentication import BearerAuthentication
from core_banking.api.pagination import KeysetOrPages
from core_banking.api.permissions import Anyone, reads_are_open
from core_banking.kernel.errors import ERROR_CODES

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_WITH_BODY: Final = frozenset({"POST", "PUT", "PATCH"})
_MAY_PASS: Final = frozenset({409, 429, 503})
_STORED: Final = frozenset({"201", "202", "422"})

_MEANINGS: Final = {
    400: "Malformed or invalid: field errors, or an error with a code.",
    401: "Not signed in.",
    403: "Signed in and not allowed.",
    404: "Not there, or not yours.",
    409: "In conflict with the present state, or a key whose first request is still running.",
    411: "A body without a length.",
    413: "The body is too large.",
    415: "The content type is not accepted here.",
    422: "The bank declines.",
    429: "Too many requests; `Retry-After` says when to come back.",
    503: "The bank cannot be sure just now; `Retry-After` says when to come back.",
}


class BankAutoSchema(AutoSchema):
    """Adds to each operation the bank's errors and headers.

    A view sets `money_movement = True` (or a set of action names) for its POSTs and DELETEs that take an
    `Idempotency-Key` and `?dry_run=`.
    """

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        """Return the operation with its error responses."""
        operation: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        responses = operation["responses"]
        for status in self._error_statuses():
            responses.setdefault(str(status), self._error_response(status))
        if self.moves_money():
            if "201" in responses:
                responses.setdefault("200", _as_dry_run(responses["201"]))
            _announce_replays(responses)
        operation["responses"] = dict(sorted(responses.items()))
        return operation

    def moves_money(self) -> bool:
        """Whether the operation moves money, and so takes a key and can be run dry."""
        marked = getattr(self.view, "money_movement", False)
        if self.method not in ("POST", "DELETE") or not marked:
            return False
        return marked is True or getattr(self.view, "action", None) in marked

    def get_override_parameters(self) -> list[Any]:
        """Return the headers and parameters that the view's own code does not show."""
        parameters = [*super().get_override_parameters(), _REQUEST_ID]
        return [*parameters, _IDEMPOTENCY_KEY, _DRY_RUN] if self.moves_money() else parameters

    def get_summary(self) -> str | None:
        """Return the first sentence of the description, where the view gives no summary of its own."""
        given: str | None = super().get_summary()
        return given or self.get_description().partition("\n")[0].rstrip(".") or None

    def get_paginated_name(self, serializer_name: str) -> str:
        """Return the name of a page's component: pages of growing lists have members of their own."""
        growing = isinstance(getattr(self.view, "paginator", None), KeysetOrPages)
        return f"GrowingList{serializer_name}Page" if growing else f"{serializer_name}Page"

    def get_auth(self) -> list[dict[str, Any]]:
        """Return the security requirements; `{}` among them where nobody needs to sign in."""
        if not any(isinstance(each, BearerAuthentication) for each in self.view.get_authenticators()):
            return []
        # One scheme, however deep a view looks into the token.
        self._register("bearer", ResolvedComponent.SECURITY_SCHEMA, _BEARER_SCHEME)
        return [{"bearer": []}, {}] if self._is_open() else [{"bearer": []}]

    def _is_open(self) -> bool:
        permissions = self.view.get_permissions()
        if any(isinstance(permission, Anyone) for permission in permissions):
            return True
        return self.method in _SAFE and any(reads_are_open(permission) for permission in permissions)

    def _error_statuses(self) -> list[int]:
        reads = self.method in _SAFE
        statuses = [400, 401, 404, 503]
        if not (reads and self._is_open()):
            statuses.append(403)
        if not reads:
            statuses += [409, 422, 429]
        elif getattr(self.view, "read_may_conflict", False):
            # A view says so whose question has no answer in some states of its object.
            statuses.append(409)
        if self.method in _WITH_BODY:
            statuses += [411, 413, 415]
        return statuses

    def _error_response(self, status: int) -> dict[str, Any]:
        codes = self._component("StableErrorCode", _codes())
        body = self._component("Error", _error_schema(codes))
        if status == HTTPStatus.BAD_REQUEST:
            body = {"anyOf": [self._component("ValidationError", _VALIDATION_ERROR), body]}
        response: dict[str, Any] = {
            "description": _MEANINGS[status],
            "content": {
                "application/json": {"schema": body},
                "application/problem+json": {"schema": self._component("Problem", _problem_schema(codes))},
            },
        }
        if status in _MAY_PASS:
            response["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}
        return response

    def _component(self, name: str, schema: dict[str, Any]) -> dict[str, Any]:
        reference: dict[str, Any] = self._register(name, ResolvedComponent.SCHEMA, schema).ref
        return reference

    def _register(self, name: str, kind: str, schema: dict[str, Any]) -> ResolvedComponent:
        component = ResolvedComponent(  # type: ignore[no-untyped-call]
            name=name, type=kind, object=f"bank-{name}", schema=schema
        )
        self.registry.register_on_missing(component)
        return component


def _as_dry_run(created: dict[str, Any]) -> dict[str, Any]:
    return {**created, "description": "With `dry_run=true`: what would have happened. Nothing did."}


def _announce_replays(responses: dict[str, Any]) -> None:
    for status in _STORED & set(responses):
        headers = {**responses[status].get("headers", {}), "Idempotency-Replayed": _REPLAYED}
        responses[status] = {**responses[status], "headers": headers}


_REQUEST_ID: Final = OpenApiParameter(
    "X-Request-ID",
    {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$"},
    OpenApiParameter.HEADER,
    description="Your identifier of the request; returned, and kept with everything the request does.",
)
_IDEMPOTENCY_KEY: Final = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "pattern": "^[\\x21-\\x7e]{1,255}$"},
    OpenApiParameter.HEADER,
    description="One effect and one answer for a key: repeat the request with it as often as needed.",
)
_DRY_RUN: Final = OpenApiParameter(
    "dry_run",
    bool,
    OpenApiParameter.QUERY,
    description="`true`: answer what would happen, and do nothing.",
)

_BEARER_SCHEME: Final = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "JWT",
    "description": "The access token from `POST /api/auth/login/`.",
}

_MESSAGES: dict[str, Any] = {"type": "array", "items": {"type": "string"}}
_VALIDATION_ERROR: dict[str, Any] = {
    "type": "object",
    "description": "Messages by field; of the whole body under `non_field_errors`.",
    "additionalProperties": {"anyOf": [_MESSAGES, {"type": "object", "additionalProperties": True}]},
    "example": {"amount": ["The amount must be greater than zero."]},
}


_REPLAYED: dict[str, Any] = {
    "schema": {"type": "string", "enum": ["true"]},
    "description": "Present when this is the first answer to the key again.",
}


def _codes() -> dict[str, Any]:
    return {"type": "string", "enum": sorted(ERROR_CODES), "description": "See `/api/errors/`."}


def _error_schema(codes: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "description": "An error; some codes add details of their own.",
        "properties": {"error": {"type": "string"}, "code": codes},
        "required": ["error", "code"],
        "additionalProperties": True,
    }


def _problem_schema(codes: dict[str, Any]) -> dict[str, Any]:
    text = {"type": "string"}
    field_error = {
        "type": "object",
        "properties": {"pointer": text, "code": text, "detail": text},
        "required": ["pointer", "code", "detail"],
    }
    return {
        "type": "object",
        "description": "RFC 9457 problem details, sent when `Accept` asks for `application/problem+json`.",
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": text,
            "status": {"type": "integer"},
            "detail": text,
            "instance": {"type": "string", "format": "uri-reference"},
            "code": codes,
            "request_id": text,
            "errors": {"type": "array", "items": field_error},
        },
        "required": ["type", "title", "status", "detail", "instance", "code", "request_id"],
        "additionalProperties": True,
    }
