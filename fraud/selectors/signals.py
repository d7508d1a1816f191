"""What happened lately around a person's secrets."""

from __future__ import annotations

from fraud.contracts import PersonSignals
from fraud.models import PersonSignal


def person_signals(user_id: int, *, locked: bool = False) -> PersonSignals:
    """Return a person's signals as they were last written; `locked` holds their row until the transaction ends."""
    rows = PersonSignal.objects.select_for_update(no_key=True) if locked else PersonSignal.objects.all()
    row = rows.filter(pk=user_id).first()
    if row is None:
        return PersonSignals()
    return PersonSignals(
        failed_pins=row.failed_pins,
        failed_pin_at=row.failed_pin_at,
        failed_sign_ins=row.failed_sign_ins,
        failed_sign_in_at=row.failed_sign_in_at,
        secret_changed_at=row.secret_changed_at,
    )
