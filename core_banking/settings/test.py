"""Settings of the test suite: fixed keys, fast password hashing, `TEST_DATABASE_URL` or a SQLite file."""

from __future__ import annotations

import base64
import os
from hashlib import sha256

from core_banking.settings.base import *  # noqa: F403
from core_banking.settings.components.database import database_settings
from core_banking.settings.components.environment import BASE_DIR, env


def _fixed_key(name: str) -> str:
    """Return a key that everybody can know: it only ever protects invented people."""
    return base64.urlsafe_b64encode(sha256(name.encode()).digest()).decode()


DEBUG = False
ALLOWED_HOSTS = ["*"]
SECRET_KEY = _fixed_key("django")
IDENTITY_KEYS = [_fixed_key("identity")]
DOCUMENT_KEYS = [_fixed_key("documents")]
IDEMPOTENCY_KEYS = [_fixed_key("idempotency")]
PIN_KEYS = [_fixed_key("pin")]
TWO_FACTOR_KEYS = [_fixed_key("two-factor")]
DELIVERY_KEYS = [_fixed_key("webhooks")]
STATEMENT_SIGNING_KEYS = [_fixed_key("statements")]
AUDIT_KEYS = [_fixed_key("audit")]
AUDIT_CHECKPOINT_KEYS = [_fixed_key("audit-checkpoints")]
TOKEN_SIGNING_KEYS = [_fixed_key("tokens")]
BLIND_INDEX_KEY = _fixed_key("blind-index")
BLIND_INDEX_KEYS: list[str] = []
DIGEST_KEY = ""

DATABASES = {
    "default": database_settings(
        env("TEST_DATABASE_URL", default="") or f"sqlite:///{BASE_DIR / 'var' / 'test.sqlite3'}"
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads and server processes must see the same database.
    # Its own for each run: two runs at once must not remove each other's.
    DATABASES["default"]["TEST"] = {"NAME": str(BASE_DIR / "var" / f"test-{os.getpid()}.sqlite3")}
    (BASE_DIR / "var").mkdir(exist_ok=True)
    # No test database outlives the machine it is on. What is killed here is a process; servers keep their own settings.
    DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
FRAUD_SHIPPED_RULES = "SHADOW"  # the suite pays like a machine; what tests the rules sets its own
WEBHOOK_SUBSCRIPTIONS_SECONDS = 3600  # looked up once in a test, however slow the machine
AUDIT_CHECKPOINT_FILE = ""  # a test that reads the file names one of its own
# A test may arrange rows as it likes; nobody else may write past the use cases.
WRITES_OUTSIDE_USE_CASES = "raise"
WRITES_EXPECTED_FROM = ("tests/", "benchmarks/")
WHITENOISE_USE_FINDERS = True
# Every test client is a server of its own: none of them reads the folders of static files from end to end.
WHITENOISE_AUTOREFRESH = True
(BASE_DIR / "var" / "static").mkdir(parents=True, exist_ok=True)
DEMO_DATA_ALLOWED = True
DEMO_PASSWORD = "DemoPass123!"  # noqa: S105 - a demonstration sign-in
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
