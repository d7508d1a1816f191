"""Application configuration of the web client."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The customers' client at `/app/`: one page and static files; it speaks to the bank over the public API alone."""

    name = "web"
