"""Background jobs, e-mail and webhooks."""

from __future__ import annotations

from core_banking.settings.components.environment import env

PUBLIC_ADDRESS = env("PUBLIC_ADDRESS", default="http://127.0.0.1:8000")

# The engine of the background jobs, by dotted name. The shipped one keeps them in the bank's own database.
TASK_ENGINE = env("TASK_ENGINE", default="django_tasks_db.DatabaseBackend")
TASKS = {"default": {"BACKEND": TASK_ENGINE, "QUEUES": []}}
