"""What is the same everywhere; the parts live in `components/`, the secrets in the environment."""

from __future__ import annotations

import django_stubs_ext

from core_banking.settings.components.environment import BASE_DIR, env

# Lets Django's own classes carry type parameters at run time (`ModelAdmin[Account]`).
django_stubs_ext.monkeypatch()

ROOT_URLCONF = "core_banking.urls"
WSGI_APPLICATION = "core_banking.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "users.User"

BANK_APPS = [
    "users",
    "notifications",
    "kyc",
    "fraud",
    "ledger",
    "accounts",
    "loans",
    "transactions",
    "audit",
    "support",
    "planning",
    "operations",
    "web",
]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "core_banking.kernel",
    "core_banking.api",
    *BANK_APPS,
]

MIDDLEWARE = [
    "core_banking.api.metrics.CountRequests",
    "core_banking.api.middleware.RequestIdentity",
    "core_banking.api.middleware.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core_banking.api.middleware.BodySizeLimit",
    "core_banking.api.middleware.OptionalTrailingSlash",
    "core_banking.api.page_middleware.PageSessions",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "core_banking.api.page_middleware.PageAuthentication",
    "core_banking.api.page_middleware.PageMessages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "audit.api.staff_reads.RecordStaffReads",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "core_banking" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# The bank answers with and without the final slash itself, without redirects.
APPEND_SLASH = False

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
# Dates on the staff's pages; the API writes ISO 8601 by itself.
FORMAT_MODULE_PATH = ["core_banking.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "core_banking" / "static"]

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

EMAIL_BACKEND = env("EMAIL_BACKEND", default="django.core.mail.backends.console.EmailBackend")
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="bank@localhost")

from core_banking.settings.components.audit import *  # noqa: E402, F403
from core_banking.settings.components.auth import *  # noqa: E402, F403
from core_banking.settings.components.banking import *  # noqa: E402, F403
from core_banking.settings.components.closing import *  # noqa: E402, F403
from core_banking.settings.components.database import *  # noqa: E402, F403
from core_banking.settings.components.delivery import *  # noqa: E402, F403
from core_banking.settings.components.delivery import TASK_ENGINE_APPS  # noqa: E402
from core_banking.settings.components.erasure import *  # noqa: E402, F403
from core_banking.settings.components.fraud import *  # noqa: E402, F403
from core_banking.settings.components.lending import *  # noqa: E402, F403
from core_banking.settings.components.logging import *  # noqa: E402, F403
from core_banking.settings.components.payments import *  # noqa: E402, F403
from core_banking.settings.components.rest import *  # noqa: E402, F403
from core_banking.settings.components.staff_pages import *  # noqa: E402, F403
from core_banking.settings.components.statements import *  # noqa: E402, F403
from core_banking.settings.components.static_files import *  # noqa: E402, F403

INSTALLED_APPS += TASK_ENGINE_APPS
