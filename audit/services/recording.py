"""Rows that no other use case leaves: what staff was shown, and what an operator ran."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from audit.events import CommandRun, StaffRead
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


@use_case
def record_command(*, actor: Actor, command: str, arguments: Sequence[str], operator: str) -> None:
    """Leave a row about a command that is about to run; `arguments` hold no secret any more."""
    emit(CommandRun(actor=actor, command=command, arguments=tuple(arguments), operator=operator))
