"""The ledger has no addresses of its own: its clients show what people may see of it."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
