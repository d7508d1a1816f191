"""The WSGI application that the production server runs."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

# Nothing of what is loaded can be thrown away: looking through it meanwhile takes a sixth of the time of a start.
gc.disable()

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core_banking.settings.development")

application = get_wsgi_application()

from core_banking.kernel.key_canaries import refuse_wrong_keys  # noqa: E402 - it needs the apps

refuse_wrong_keys()

# What was made while loading lives as long as the process, and a request leaves few cycles behind: looking through
# all of it again every 700 objects took one part in twenty of the time of a transfer.
gc.collect()
gc.freeze()
gc.enable()
gc.set_threshold(20_000, 20, 20)
