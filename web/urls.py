"""The address of the web client. Every address below it is the same page, whose script shows what it names."""

from __future__ import annotations

from django.urls import path, re_path

from web import views

urlpatterns = [
    path("app/", views.client, name="web-client"),
    re_path(r"^app/[A-Za-z0-9_/-]+$", views.client),
]
