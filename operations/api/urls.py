"""Operations has no addresses of its own yet: its work is done by commands."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
