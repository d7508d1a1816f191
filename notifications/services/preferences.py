"""What a person chooses about the bank's messages."""

from __future__ import annotations

from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case
from core_banking.kernel.errors import NotSignedIn
from notifications.contracts import Preferences
from notifications.events import PreferencesChanged
from notifications.models import NotificationPreference
from notifications.selectors import preferences_of


@use_case
def change_preferences(*, actor: Actor, email: bool | None = None) -> Preferences:
    """Set what was given, leave the rest, and return what holds now. Raises `NotSignedIn`."""
    if actor.user_id is None:
        raise NotSignedIn
    if email is not None:
        NotificationPreference.objects.update_or_create(user_id=actor.user_id, defaults={"email": email})
    chosen = preferences_of(actor.user_id)
    emit(PreferencesChanged(actor=actor, user_id=actor.user_id, email=chosen.email))
    return chosen
