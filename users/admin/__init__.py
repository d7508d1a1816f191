"""People and roles on the staff site."""

from users.admin.people import PersonAdmin
from users.admin.roles import RoleAdmin

__all__ = ["PersonAdmin", "RoleAdmin"]
