"""Keys as operators handle them."""

from __future__ import annotations

from core_banking.kernel.actors import Actor, command_actor
from core_banking.kernel.db import emit, use_case
from core_banking.kernel.key_canaries import retire_keys
from core_banking.kernel.key_events import KeysRetired


def retire(setting: str) -> list[str]:
    """Retire the older keys of a setting, as the end of a rotation does."""
    return _retire(actor=command_actor("rotate_keys"), setting=setting)


@use_case
def _retire(*, actor: Actor, setting: str) -> list[str]:
    emit(KeysRetired(actor=actor, setting=setting, key_ids=()))
    return retire_keys(setting)
