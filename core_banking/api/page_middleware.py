"""Django's middleware for pages, left out where there are none.

The API knows no cookie: no session and no message to show. Under `/api/` these would cost every payment their time
for nothing, and a cookie would be one more way to be somebody.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest
from django.utils.deprecation import MiddlewareMixin


class _PagesOnly(MiddlewareMixin):
    """Steps aside for requests under `/api/`."""

    def __call__(self, request: HttpRequest) -> Any:
        """Answer the request, with the middleware's own work for pages only."""
        if request.path_info.startswith("/api/"):
            return self.get_response(request)
        return super().__call__(request)


class PageSessions(_PagesOnly, SessionMiddleware):
    """Sessions of the staff's pages."""


class PageAuthentication(_PagesOnly, AuthenticationMiddleware):
    """Who is signed in on the staff's pages."""


class PageMessages(_PagesOnly, MessageMiddleware):
    """Messages shown on the staff's pages."""
