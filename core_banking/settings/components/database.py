"""The database: `DATABASE_URL`, or `DB_NAME` and its companions for PostgreSQL, or SQLite when nothing is set."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import environ

from core_banking.settings.components.environment import BASE_DIR, env

# Statements that wait longer than this give up and are retried or answered with 503, never with a hang.
LOCK_TIMEOUT_MS = env.int("DB_LOCK_TIMEOUT_MS", default=5_000)
STATEMENT_TIMEOUT_MS = env.int("DB_STATEMENT_TIMEOUT_MS", default=30_000)


def _url_of_parts() -> str:
    """Build the URL from DB_NAME, DB_USER, DB_PASSWORD, DB_HOST and DB_PORT, or fall back to SQLite."""
    if not env("DB_NAME", default=""):
        return f"sqlite:///{BASE_DIR / 'var' / 'bank.sqlite3'}"
    user, password = quote(env("DB_USER", default="")), quote(env("DB_PASSWORD", default=""), safe="")
    credentials = f"{user}:{password}@" if password else (f"{user}@" if user else "")
    host, port = env("DB_HOST", default="localhost"), env("DB_PORT", default="5432")
    return f"postgresql://{credentials}{host}:{port}/{env('DB_NAME')}"


def database_settings(url: str) -> dict[str, Any]:
    """Return Django's settings for one database, with the options this bank relies on for its engine."""
    parsed: dict[str, Any] = dict(environ.Env.db_url_config(url))
    if parsed["ENGINE"].endswith("sqlite3"):
        parsed["OPTIONS"] = {
            # IMMEDIATE takes the write lock at BEGIN: a deferred transaction that reads first fails at its
            # first write under load without ever waiting.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                " PRAGMA recursive_triggers=ON;"
            ),
        }
        parsed["CONN_MAX_AGE"] = None
        return parsed
    parsed["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=600)
    parsed["CONN_HEALTH_CHECKS"] = env.bool("CONN_HEALTH_CHECKS", default=False)
    parsed["OPTIONS"] = {
        **parsed.get("OPTIONS", {}),
        "server_side_binding": True,
        "prepare_threshold": 1,
        "options": f"-c lock_timeout={LOCK_TIMEOUT_MS} -c statement_timeout={STATEMENT_TIMEOUT_MS}"
        " -c idle_in_transaction_session_timeout=60000 -c timezone=UTC",
    }
    return parsed


DATABASES = {"default": database_settings(env("DATABASE_URL", default="") or _url_of_parts())}

# A transaction belongs to a use case (`core_banking.kernel.db`), never to a request.
ATOMIC_REQUESTS = False
