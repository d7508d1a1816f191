"""How answers are written: JSON always, whatever a browser says it would rather have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from core_banking.api.rendering import render_json

PROBLEM_MEDIA_TYPE = "application/problem+json"


class BankJSONRenderer(BaseRenderer):
    """Writes JSON: money is text already, instants end in `Z`, nothing exact turns into a float."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return b"" if data is None else render_json(data)


class BankContentNegotiation(DefaultContentNegotiation):
    """Chooses among a view's formats by `Accept`; where none fits, its first (JSON) is sent, not a 406.

    A browser's `text/html`, `*/*` and `application/problem+json` (which speaks of errors only) all get JSON.
    """

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        choices = list(renderers)
        if len(choices) == 1:
            return choices[0], str(choices[0].media_type)
        try:
            return cast(tuple[BaseRenderer, str], super().select_renderer(request, choices, format_suffix))
        except NotAcceptable:
            return choices[0], str(choices[0].media_type)


def wants_problem_details(accept: str) -> bool:
    """Whether an `Accept` header asks for errors as RFC 9457 problem details."""
    return PROBLEM_MEDIA_TYPE in accept.lower()
