"""Panels that an app adds to a review page of another: of one on a floor below, which cannot import it.

`REVIEW_PANELS` names for each page the functions that make its panels. Each gets the request and whom or what the page
is about, checks itself what the reader may see, and returns nothing where there is nothing to show.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A part of a review page: its template and what that shows."""

    template: str
    context: Mapping[str, object]


def panels_of(page: str, request: HttpRequest, **about: int | None) -> list[SafeString]:
    """Return the panels of a page, rendered; `about` are row numbers by name, as the page's functions take them."""
    made = []
    for name in settings.REVIEW_PANELS.get(page, ()):
        make: Callable[..., Panel | None] = import_string(name)
        panel = make(request, **about)
        if panel is not None:
            made.append(render_to_string(panel.template, dict(panel.context), request))
    return made
