"""Services and messages on the staff site."""

from support.admin.pages import ContactMessageAdmin, ServiceAdmin

__all__ = ["ContactMessageAdmin", "ServiceAdmin"]
