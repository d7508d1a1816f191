"""Background jobs, e-mail and webhooks."""

from __future__ import annotations

from core_banking.settings.components.environment import env

PUBLIC_ADDRESS = env("PUBLIC_ADDRESS", default="http://127.0.0.1:8000")
