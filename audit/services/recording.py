"""Rows that no other use case leaves: what staff was shown, and what an operator ran."""

from __future__ import annotations

from collections.abc import Mapping

from audit.events import StaffRead
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case


@use_case
def record_staff_read(
    *,
    actor: Actor,
    target_model: str,
    target_id: str,
    route: str,
    export: bool,
    subject_user_id: int | None,
    details: Mapping[str, object],
) -> None:
    """Leave a row about something that a member of staff is about to be shown."""
    emit(
        StaffRead(
            actor=actor,
            target_model=target_model,
            target_id=target_id,
            route=route,
            export=export,
            subject_user_id=subject_user_id,
            details=details,
        )
    )
