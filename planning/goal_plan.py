"""How far a savings goal is, what it still needs, and what a rule saves. Pure: whole minor units, no effects."""

from __future__ import annotations

import datetime as dt

from dateutil.relativedelta import relativedelta

from core_banking.kernel.percent import WHOLE_PPM
from planning.goal_contracts import MILESTONES, Progress


def progress_of(
    *,
    saved_minor: int,
    target_minor: int,
    target_date: dt.date | None,
    started_on: dt.date,
    today: dt.date,
) -> Progress:
    """Return how far a goal is. What depends on a target date is None without one.

    On track is a goal that holds at least what an even pace from its first day to its target date had saved by today.
    """
    missing_minor = max(0, target_minor - saved_minor)
    is_reached = missing_minor == 0
    months_left = needed_minor = paced_minor = None
    if target_date is not None:
        months_left = whole_months_between(today, target_date)
        paced_minor = expected_minor(target_minor, started_on, target_date, today)
        needed_minor = None if is_reached else needed_monthly_minor(missing_minor, months_left)
    return Progress(
        saved_minor=saved_minor,
        missing_minor=missing_minor,
        percent=progress_percent(saved_minor, target_minor),
        is_reached=is_reached,
        months_left=months_left,
        needed_monthly_minor=needed_minor,
        expected_minor=paced_minor,
        is_on_track=None if paced_minor is None else saved_minor >= paced_minor,
    )


def progress_percent(saved_minor: int, target_minor: int) -> int:
    """Return the part of the target that is saved in whole percent, rounded down; above 100 where it is more."""
    return saved_minor * 100 // target_minor


def milestones_within(percent: int) -> tuple[int, ...]:
    """Return the milestones that a progress in percent has reached, the lowest first."""
    return tuple(milestone for milestone in MILESTONES if milestone <= percent)


def whole_months_between(first: dt.date, last: dt.date) -> int:
    """Return how many whole months lie between two dates; 0 where the last is not a month away, or is past.

    A month ends on the same day of the next one, or on that one's last day where it is shorter.
    """
    months = (last.year - first.year) * 12 + last.month - first.month
    if first + relativedelta(months=months) > last:
        months -= 1
    return max(0, months)


def needed_monthly_minor(missing_minor: int, months_left: int) -> int:
    """Return what has to be saved a month, rounded up to the minor unit: all at once where no whole month is left."""
    return -(-missing_minor // max(1, months_left))


def expected_minor(target_minor: int, started_on: dt.date, target_date: dt.date, today: dt.date) -> int:
    """Return what an even pace has saved by a day, rounded down: nothing on the first, the target on the last."""
    days_in_all = (target_date - started_on).days
    if today >= target_date or days_in_all <= 0:
        return target_minor
    return target_minor * max(0, (today - started_on).days) // days_in_all


def round_up_minor(amount_minor: int, multiple_minor: int) -> int:
    """Return what is missing from an amount to the next multiple; nothing for one that is a multiple."""
    return -amount_minor % multiple_minor


def share_of_income_minor(amount_minor: int, share_ppm: int) -> int:
    """Return a share of what came in, rounded down: never more than was agreed."""
    return amount_minor * share_ppm // WHOLE_PPM
