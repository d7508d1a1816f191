"""Application configuration of fraud."""

from __future__ import annotations

from django.apps import AppConfig


class FraudConfig(AppConfig):
    """Scores movements, holds or blocks what looks wrong, and has people decide."""

    name = "fraud"
    default_auto_field = "django.db.models.BigAutoField"
