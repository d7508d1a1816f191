"""The WSGI application that the production server runs."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core_banking.settings.development")

application = get_wsgi_application()
