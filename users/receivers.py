"""What follows from signals: roles exist after every migration, and no change of rights leaves old tokens alive."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from users.services.role_defaults import hand_out_role_defaults


@receiver(post_migrate, dispatch_uid="users.hand_out_role_defaults")
def after_migration(*, sender: AppConfig, using: str, **_: Any) -> None:
    """Create the roles and hand out their default rights, of each app as soon as its permissions exist."""
    hand_out_role_defaults(using)
