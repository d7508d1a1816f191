"""The tables of planning."""

from __future__ import annotations

from planning.models.categories import Category

__all__ = ["Category"]
