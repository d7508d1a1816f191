"""What happens around secrets is counted, each time in one statement, and a strange sign-in raises an alert."""

from __future__ import annotations

from typing import Final

from django.conf import settings

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import sql_instant, within_use_case
from core_banking.kernel.statements import fetch_row, run_statement
from fraud.alert_texts import AlertText
from fraud.contracts import AlertStatus, AlertType
from fraud.models import Alert, PersonSignal
from fraud.selectors.signals import person_signals
from fraud.services.alerts import announce, new_alert_id
from fraud.sign_ins import FADES_AFTER, after_failure, after_success
from users.selectors import has_been_signed_in_from

# For a name that nobody has it finds nobody and writes nothing, with the same statement, so that both take as long.
_COUNT: Final = """
INSERT INTO fraud_personsignal AS known (user_id, failed_pins, failed_sign_ins, {kind}_at)
SELECT person.id, {first}, %s FROM users_user person WHERE person.id = %s
ON CONFLICT (user_id) DO UPDATE SET
    {kind}s = CASE WHEN known.{kind}_at > %s THEN known.{kind}s + 1 ELSE 1 END,
    {kind}_at = excluded.{kind}_at
RETURNING {kind}s
"""
_COUNT_FAILED_SIGN_IN: Final = _COUNT.format(kind="failed_sign_in", first="0, 1")
_COUNT_FAILED_PIN: Final = _COUNT.format(kind="failed_pin", first="1, 0")
_NOTE_CHANGE: Final = """
INSERT INTO fraud_personsignal (user_id, failed_pins, failed_sign_ins, secret_changed_at) VALUES (%s, 0, 0, %s)
ON CONFLICT (user_id) DO UPDATE SET secret_changed_at = excluded.secret_changed_at
"""
_NOBODY: Final = 0


@within_use_case
def count_failed_sign_in(*, actor: Actor, user_id: int | None) -> None:
    """Count a failed sign-in; a long row of them raises one alert about the person."""
    failures = _counted(_COUNT_FAILED_SIGN_IN, user_id)
    found = after_failure(failures, failures_in_a_row=settings.LOGIN_ANOMALY_FAILURES_IN_A_ROW)
    if found is not None and user_id is not None:
        _raise_login_anomaly(actor, user_id, *found)


@within_use_case
def count_failed_pin(*, actor: Actor, user_id: int) -> None:
    """Count a wrong transaction PIN."""
    _counted(_COUNT_FAILED_PIN, user_id)


@within_use_case
def note_changed_secret(*, actor: Actor, user_id: int) -> None:
    """Note that a password, a PIN or the second factor was changed or switched off just now."""
    run_statement(_NOTE_CHANGE, (user_id, sql_instant(clock.now())))


@within_use_case
def look_at_sign_in(*, actor: Actor, user_id: int, session_id: int | None, is_new_device: bool) -> None:
    """Forget the failures of somebody at a device of his; from a strange place after failures, raise an alert."""
    if not is_new_device:
        PersonSignal.objects.filter(pk=user_id, failed_sign_ins__gt=0).update(failed_sign_ins=0)
        return
    needed: int = settings.LOGIN_ANOMALY_AFTER_FAILURES
    if not PersonSignal.objects.filter(pk=user_id, failed_sign_ins__gte=max(needed, 1)).exists():
        return
    found = after_success(
        # Its row is the turnstile of alerts about one person's sign-ins.
        person_signals(user_id, locked=True),
        at=clock.now(),
        is_strange=not has_been_signed_in_from(user_id, actor.ip_address, but_session=session_id),
        failures_needed=needed,
    )
    if found is not None:
        _raise_login_anomaly(actor, user_id, *found)


def _counted(statement: str, user_id: int | None) -> int:
    now = clock.now()
    row = fetch_row(
        statement, (sql_instant(now), _NOBODY if user_id is None else user_id, sql_instant(now - FADES_AFTER))
    )
    return 0 if row is None else int(row[0])


def _raise_login_anomaly(actor: Actor, user_id: int, text: AlertText, score: int) -> None:
    about_sign_ins = Alert.objects.filter(
        subject_id=user_id, alert_type=AlertType.LOGIN_ANOMALY.value
    ).exclude(status=AlertStatus.RESOLVED.value)
    if about_sign_ins.exists():
        return
    alert = Alert.objects.create(
        alert_id=new_alert_id(),
        alert_type=text.alert_type.value,
        severity=text.severity.value,
        title=text.title,
        description=text.description,
        risk_score=score,
        subject_id=user_id,
    )
    announce(actor=actor, alert=alert)
