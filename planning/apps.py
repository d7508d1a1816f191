"""Application configuration of planning."""

from __future__ import annotations

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    """What people do with their money: categories, budgets, spending, forecasts and savings goals."""

    name = "planning"
    default_auto_field = "django.db.models.BigAutoField"
