"""Services and messages on the staff site."""

from support.admin.catalogue import ServiceAdmin
from support.admin.messages import ContactMessageAdmin

__all__ = ["ContactMessageAdmin", "ServiceAdmin"]
