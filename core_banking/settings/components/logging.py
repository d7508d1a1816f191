"""Logs: one line for each record, with the request's identifier, never with a body or a secret."""

from __future__ import annotations

from typing import Any

from core_banking.settings.components.environment import env

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "core_banking.api.request_log.RequestIdFilter"}},
    "formatters": {
        "line": {
            "()": "core_banking.kernel.redaction.RedactingFormatter",
            "fmt": "%(asctime)s %(levelname)s %(name)s request_id=%(request_id)s %(message)s",
        },
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request_id"]},
    },
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {
        # SQL carries people's data in its parameters; it is never logged.
        "django.db.backends": {"handlers": [], "level": "WARNING", "propagate": False},
        # Two lines for each job: what became of it is in its row.
        "django_tasks": {"level": "WARNING"},
    },
}
