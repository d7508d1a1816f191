"""What the trail says of each member of staff, counted by the database in the bank's own days and hours."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from typing import Any, Final

from django.conf import settings
from django.db.models import Count, F, Min, Q, QuerySet
from django.db.models.functions import ExtractHour, TruncDate

from audit.models import AuditLog, Outcome
from audit.patterns import DayOfWork
from audit.staff_contracts import ActivityPage, StaffActivity, StaffDay, StaffQuestion
from core_banking.kernel import clock
from users.selectors import family_names_of

READING: Final = ("READ", "VIEW", "EXPORT")
MEMBERS_AT_ONCE: Final = 50

_REFUSED: Final = Q(outcome=Outcome.REFUSED)
_EXPORTS: Final = Q(action_type="EXPORT")
# Whoever is no customer, and whoever was shown somebody else's: customers see only what is theirs.
_BY_STAFF: Final = Q(customer_id="") | (Q(action_type__in=READING) & ~Q(subject=F("user")))
_READS_A_CUSTOMER: Final = Q(action_type__in=READING, subject__isnull=False) & ~Q(subject=F("user"))


def staff_activity(question: StaffQuestion, *, after: int = 0) -> ActivityPage:
    """Return what each member of staff did, in order of their numbers, beginning after one."""
    work = _work(question)
    ids = work.filter(user_id__gt=after).order_by("user_id").values_list("user_id", flat=True).distinct()
    members = list(ids[: MEMBERS_AT_ONCE + 1])
    more, members = len(members) > MEMBERS_AT_ONCE, members[:MEMBERS_AT_ONCE]
    theirs = work.filter(user_id__in=members)
    totals = (
        theirs.order_by()
        .values("user_id")
        .annotate(
            name=Min("username"),
            deeds=Count("id"),
            refusals=Count("id", filter=_REFUSED),
            customers=Count("subject_id", distinct=True, filter=_READS_A_CUSTOMER),
            exports=Count("id", filter=_EXPORTS),
            outside=Count("id", filter=outside_working_hours()),
        )
        .order_by("user_id")
    )
    days = _days_of(theirs)
    results = tuple(
        StaffActivity(
            user_id=row["user_id"],
            username=row["name"],
            deeds=row["deeds"],
            refusals=row["refusals"],
            customers_read=row["customers"],
            exports=row["exports"],
            outside_hours=row["outside"],
            days=tuple(days[row["user_id"]]),
        )
        for row in totals
    )
    return ActivityPage(results=results, next_after=members[-1] if more else None)


def days_of_work(question: StaffQuestion) -> list[DayOfWork]:
    """Return what staff did on each day of a range, as patterns are looked for in it."""
    work = _work(question)
    hours: dict[tuple[int, dt.date], int] = defaultdict(int)
    by_hour = (
        work.filter(_READS_A_CUSTOMER)
        .annotate(day=_day(), hour=_hour())
        .values("user_id", "day", "hour")
        .annotate(customers=Count("subject_id", distinct=True))
        .order_by()
    )
    for row in by_hour:
        place = (row["user_id"], row["day"])
        hours[place] = max(hours[place], row["customers"])
    by_day = (
        work.annotate(day=_day())
        .values("user_id", "day")
        .annotate(
            customers=Count("subject_id", distinct=True, filter=_READS_A_CUSTOMER),
            outside=Count("id", filter=_READS_A_CUSTOMER & outside_working_hours()),
            refusals=Count("id", filter=_REFUSED),
        )
        .order_by()
    )
    namesakes = _namesakes(work)
    return [
        DayOfWork(
            user_id=row["user_id"],
            on=row["day"],
            customers=row["customers"],
            busiest_hour=hours.get((row["user_id"], row["day"]), 0),
            outside_hours=row["outside"],
            refusals=row["refusals"],
            namesakes=namesakes.get((row["user_id"], row["day"]), 0),
        )
        for row in by_day
    ]


def outside_working_hours() -> Q:
    """Return what happened outside of `STAFF_DAY_BEGINS_AT_HOUR` to `STAFF_DAY_ENDS_AT_HOUR`, by the bank's clock."""
    begins, ends = settings.STAFF_DAY_BEGINS_AT_HOUR, settings.STAFF_DAY_ENDS_AT_HOUR
    return Q(hour_of_day__lt=begins) | Q(hour_of_day__gte=ends)


def _work(question: StaffQuestion) -> QuerySet[AuditLog]:
    since = clock.start_of_business_date(question.first)
    until = clock.start_of_business_date(question.last + dt.timedelta(days=1))
    rows = AuditLog.objects.filter(timestamp__gte=since, timestamp__lt=until, user__isnull=False)
    rows = rows.annotate(hour_of_day=_hour())
    if question.user_id is not None:
        return rows.filter(user_id=question.user_id).order_by()
    return rows.filter(_BY_STAFF).order_by()


def _days_of(work: QuerySet[AuditLog]) -> dict[int, list[StaffDay]]:
    per_day = (
        work.annotate(day=_day())
        .values("user_id", "day")
        .annotate(
            refusals=Count("id", filter=_REFUSED),
            customers=Count("subject_id", distinct=True, filter=_READS_A_CUSTOMER),
            outside=Count("id", filter=outside_working_hours()),
        )
        .order_by("user_id", "day")
    )
    actions: dict[tuple[int, Any], dict[str, int]] = defaultdict(dict)
    counted = work.annotate(day=_day()).values("user_id", "day", "action_type").annotate(deeds=Count("id"))
    for kind in counted.order_by("action_type"):
        actions[kind["user_id"], kind["day"]][kind["action_type"]] = kind["deeds"]
    days: dict[int, list[StaffDay]] = defaultdict(list)
    for row in per_day:
        days[row["user_id"]].append(
            StaffDay(
                date=row["day"],
                actions=actions[row["user_id"], row["day"]],
                refusals=row["refusals"],
                customers_read=row["customers"],
                outside_hours=row["outside"],
            )
        )
    return days


def _namesakes(work: QuerySet[AuditLog]) -> dict[tuple[int, dt.date], int]:
    """Count the customers read who bear the reader's own family name."""
    pairs = list(
        work.filter(_READS_A_CUSTOMER)
        .annotate(day=_day())
        .values_list("user_id", "day", "subject_id")
        .distinct()
        .order_by()
    )
    names = family_names_of(_people(pairs))
    found: dict[tuple[int, dt.date], int] = defaultdict(int)
    for reader, day, subject in pairs:
        if names.get(reader) and names.get(reader) == names.get(subject):
            found[reader, day] += 1
    return found


def _people(pairs: Collection[tuple[int, dt.date, int]]) -> set[int]:
    return {reader for reader, _, _ in pairs} | {subject for _, _, subject in pairs}


def _day() -> TruncDate:
    return TruncDate("timestamp", tzinfo=clock.bank_time_zone())


def _hour() -> ExtractHour:
    return ExtractHour("timestamp", tzinfo=clock.bank_time_zone())
