"""Settings of a real bank: every secret comes from the environment, and its absence stops the start."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from core_banking.settings.base import *  # noqa: F403
from core_banking.settings.components.environment import env

_REQUIRED = (
    "DJANGO_SECRET_KEY",
    "IDENTITY_KEYS",
    "DOCUMENT_KEYS",
    "IDEMPOTENCY_KEYS",
    "PIN_KEYS",
    "TWO_FACTOR_KEYS",
    "DELIVERY_KEYS",
    "STATEMENT_SIGNING_KEYS",
    "AUDIT_KEYS",
    "AUDIT_CHECKPOINT_KEYS",
    "TOKEN_SIGNING_KEYS",
    "ALLOWED_HOSTS",
    "TRUSTED_PROXIES",
)
_missing = [name for name in _REQUIRED if not env(name, default="")]
if not env("BLIND_INDEX_KEYS", default="") and not env("BLIND_INDEX_KEY", default=""):
    _missing.append("BLIND_INDEX_KEYS")
if not env("DATABASE_URL", default="") and not env("DB_NAME", default=""):
    _missing.append("DATABASE_URL (or DB_NAME and its companions)")
if _missing:
    raise ImproperlyConfigured(f"Production needs these in the environment: {', '.join(_missing)}.")
if env.bool("DEBUG", default=False):
    raise ImproperlyConfigured("DEBUG must not be on in production.")

DEBUG = False
SECRET_KEY = env("DJANGO_SECRET_KEY")
IDENTITY_KEYS = env.list("IDENTITY_KEYS")
DOCUMENT_KEYS = env.list("DOCUMENT_KEYS")
IDEMPOTENCY_KEYS = env.list("IDEMPOTENCY_KEYS")
PIN_KEYS = env.list("PIN_KEYS")
TWO_FACTOR_KEYS = env.list("TWO_FACTOR_KEYS")
DELIVERY_KEYS = env.list("DELIVERY_KEYS")
STATEMENT_SIGNING_KEYS = env.list("STATEMENT_SIGNING_KEYS")
AUDIT_KEYS = env.list("AUDIT_KEYS")
AUDIT_CHECKPOINT_KEYS = env.list("AUDIT_CHECKPOINT_KEYS")
TOKEN_SIGNING_KEYS = env.list("TOKEN_SIGNING_KEYS")
BLIND_INDEX_KEY = env("BLIND_INDEX_KEY", default="")
BLIND_INDEX_KEYS = env.list("BLIND_INDEX_KEYS", default=[])
DIGEST_KEY = env("DIGEST_KEY", default="")
DEMO_DATA_ALLOWED = False
TIME_MACHINE = False
AUDIT_TRAIL_REFUSES_SECRETS = False

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz/?$", r"^readyz/?$"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
if env.int("TRUSTED_PROXIES") > 0:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
