"""Settings for one's own machine: nothing needs to be set; keys are made once and kept in `var/`."""

from __future__ import annotations

from core_banking.settings.components.development_keys import load_or_make_keys
from core_banking.settings.components.environment import BASE_DIR, env

_keys = load_or_make_keys(BASE_DIR / "var" / "development-keys.json")

from core_banking.settings.base import *  # noqa: E402, F403
from core_banking.settings.base import REST_FRAMEWORK, STATIC_ROOT  # noqa: E402

DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"])

SECRET_KEY = env("DJANGO_SECRET_KEY", default=_keys["DJANGO_SECRET_KEY"][0])
IDENTITY_KEYS = env.list("IDENTITY_KEYS", default=_keys["IDENTITY_KEYS"])
DOCUMENT_KEYS = env.list("DOCUMENT_KEYS", default=_keys["DOCUMENT_KEYS"])
IDEMPOTENCY_KEYS = env.list("IDEMPOTENCY_KEYS", default=_keys["IDEMPOTENCY_KEYS"])
PIN_KEYS = env.list("PIN_KEYS", default=_keys["PIN_KEYS"])
TWO_FACTOR_KEYS = env.list("TWO_FACTOR_KEYS", default=_keys["TWO_FACTOR_KEYS"])
DELIVERY_KEYS = env.list("DELIVERY_KEYS", default=_keys["DELIVERY_KEYS"])
STATEMENT_SIGNING_KEYS = env.list("STATEMENT_SIGNING_KEYS", default=_keys["STATEMENT_SIGNING_KEYS"])
AUDIT_KEYS = env.list("AUDIT_KEYS", default=_keys["AUDIT_KEYS"])
AUDIT_CHECKPOINT_KEYS = env.list("AUDIT_CHECKPOINT_KEYS", default=_keys["AUDIT_CHECKPOINT_KEYS"])
TOKEN_SIGNING_KEYS = env.list("TOKEN_SIGNING_KEYS", default=_keys["TOKEN_SIGNING_KEYS"])
BLIND_INDEX_KEY = env("BLIND_INDEX_KEY", default=_keys["BLIND_INDEX_KEY"][0])
BLIND_INDEX_KEYS = env.list("BLIND_INDEX_KEYS", default=[])
DIGEST_KEY = env("DIGEST_KEY", default="")

WHITENOISE_USE_FINDERS = True
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # nothing is collected here; its absence would be warned of
WHITENOISE_AUTOREFRESH = DEBUG

# A receiver of webhooks that is being written runs on this machine, without a certificate.
WEBHOOK_ALLOW_HTTP = env.bool("WEBHOOK_ALLOW_HTTP", default=True)
WEBHOOK_PORTS = env.list("WEBHOOK_PORTS", cast=int, default=[])
WEBHOOK_ALLOWED_PRIVATE_ADDRESSES = env.list(
    "WEBHOOK_ALLOWED_PRIVATE_ADDRESSES", default=["127.0.0.0/8", "::1/128"]
)

# A bank on one's own machine is not closed every night: its date follows the clock, and may be moved ahead of it.
BUSINESS_DATE_FOLLOWS_CLOCK = env.bool("BUSINESS_DATE_FOLLOWS_CLOCK", default=True)
TIME_MACHINE = env.bool("TIME_MACHINE", default=True)

# Demonstration people, and the command that makes them, exist only here.
DEMO_DATA_ALLOWED = True
DEMO_PASSWORD = env("DEMO_PASSWORD", default="DemoPass123!")

__all__ = ["REST_FRAMEWORK"]
