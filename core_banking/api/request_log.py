"""The request's identifier on every log line, wherever in the code the line is written."""

from __future__ import annotations

import logging
from contextvars import ContextVar

from django.core.signals import request_finished

current_request_id: ContextVar[str] = ContextVar("current_request_id", default="-")
"""The identifier of the request that is being answered; `-` outside of one."""


def _forget_request_id(**_: object) -> None:
    current_request_id.set("-")


request_finished.connect(_forget_request_id, dispatch_uid="core_banking.api.request_log")


class RequestIdFilter(logging.Filter):
    """Adds `request_id` to each record; it lets everything through."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Stamp the record with the identifier of the request at hand."""
        record.request_id = current_request_id.get()
        return True
