"""What members of staff did, for their auditors: the report, what stands out in it, and telling them of that."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.conf import settings

from audit import selectors
from audit.bounded import bounded_in_time
from audit.contracts import VIEW_AUDIT_TRAIL
from audit.events import StaffPatternFound, StaffReportRead
from audit.patterns import Pattern, Thresholds, find_patterns
from audit.search_models import PatternAlert
from audit.staff_contracts import ActivityPage, StaffQuestion
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed
from notifications.services import notify_holders
from users.selectors import person_card

LONGEST_RANGE_DAYS: Final = 92
_TOLD_DAYS: Final = 2


@use_case
def read_staff_activity(*, actor: Actor, question: StaffQuestion, after: int = 0) -> ActivityPage:
    """Return what members of staff did in a range of days, and record that it was read.

    Raises `NotAllowed`, `InvalidInput` for a range that is empty or too long, and `SearchTooBroad`.
    """
    _require(actor, question)
    with bounded_in_time():
        page = selectors.staff_activity(question, after=after)
    emit(StaffReportRead(actor=actor, report="activity", asked=question.as_text()))
    return page


@use_case
def read_staff_patterns(*, actor: Actor, question: StaffQuestion) -> list[Pattern]:
    """Return what stands out in a range of days, the newest first, and record that it was read.

    Raises `NotAllowed`, `InvalidInput` for a range that is empty or too long, and `SearchTooBroad`.
    """
    _require(actor, question)
    with bounded_in_time():
        found = _patterns(question.first, question.last)
    emit(StaffReportRead(actor=actor, report="patterns", asked=question.as_text()))
    return [each for each in found if question.user_id in {None, each.user_id}]


def tell_of_staff_patterns(*, actor: Actor) -> int:
    """Tell the auditors what stands out today and yesterday, each pattern of a person and day once; return how many.

    Periodic work of the worker.
    """
    today = clock.business_date(clock.now())
    first = today - dt.timedelta(days=_TOLD_DAYS - 1)
    told = set(PatternAlert.objects.filter(on__gte=first).values_list("user_id", "kind", "on"))
    new = [each for each in _patterns(first, today) if (each.user_id, str(each.kind), each.on) not in told]
    for pattern in new:
        tell_of_pattern(actor=actor, pattern=pattern)
    return len(new)


@use_case
def tell_of_pattern(*, actor: Actor, pattern: Pattern) -> bool:
    """Tell everybody who may read the trail of one pattern; return whether they did not know it yet."""
    _, is_new = PatternAlert.objects.get_or_create(
        user_id=pattern.user_id, kind=str(pattern.kind), on=pattern.on, defaults={"told_at": clock.now()}
    )
    emit(
        StaffPatternFound(
            actor=actor,
            kind=str(pattern.kind),
            user_id=pattern.user_id,
            on=pattern.on,
            numbers=pattern.numbers,
        )
    )
    if is_new:
        notify_holders(
            actor=actor,
            permission=VIEW_AUDIT_TRAIL,
            kind="STAFF_PATTERN",
            title="Something stands out in the work of staff",
            body=f"{person_card(pattern.user_id).username} on {pattern.on}: {pattern.sentence}",
            data={"user_id": pattern.user_id, "kind": str(pattern.kind), "on": pattern.on.isoformat()},
        )
    return is_new


def _patterns(first: dt.date, last: dt.date) -> list[Pattern]:
    usual_days: int = settings.STAFF_USUAL_DAYS
    days = selectors.days_of_work(StaffQuestion(first=first - dt.timedelta(days=usual_days), last=last))
    return find_patterns(days, _thresholds(), since=first, usual_days=usual_days)


def _thresholds() -> Thresholds:
    return Thresholds(
        customers_within_hour=settings.STAFF_READS_WITHIN_HOUR,
        customers_within_day=settings.STAFF_READS_WITHIN_DAY,
        times_usual_tenths=settings.STAFF_READS_TIMES_USUAL_TENTHS,
        reads_outside_hours=settings.STAFF_READS_OUTSIDE_HOURS,
        refusals_within_day=settings.STAFF_REFUSALS_WITHIN_DAY,
    )


def _require(actor: Actor, question: StaffQuestion) -> None:
    if not actor.may(VIEW_AUDIT_TRAIL):
        raise NotAllowed
    if question.first > question.last:
        raise InvalidInput({"to": ["The range ends before it begins."]})
    if (question.last - question.first).days >= LONGEST_RANGE_DAYS:
        raise InvalidInput({"to": [f"A report reaches over at most {LONGEST_RANGE_DAYS} days."]})
