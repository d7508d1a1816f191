"""A customer's risk profile, which follows what was found about him."""

from __future__ import annotations

import datetime as dt

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case, within_use_case
from fraud.events import RiskAssessed, RiskReviewed
from fraud.models import RiskAssessment
from fraud.risk import Assessment, assess
from fraud.selectors.risk import newest_assessment, risk_facts
from users.contracts import RiskProfile
from users.selectors import person_card
from users.services import lock_person, set_risk_profile


@within_use_case
def reassess_risk(*, actor: Actor, user_id: int, at: dt.datetime | None = None) -> RiskProfile | None:
    """Find out anew how much care a customer needs, and keep it with its reasons if anything is different.

    Returns the profile, None for somebody who is not a customer. `at` is the instant at which what was found counts,
    by default now. Raises `NotFound`.
    """
    # Under the person's row, so that of two findings at once the later knows of the earlier.
    person = lock_person(user_id)
    if person.customer_id is None:
        return None
    now = max(at or clock.now(), clock.now())
    found, known = assess(risk_facts(user_id, now), now), newest_assessment(user_id)
    before = RiskProfile(person.risk_profile)
    if _says_the_same(found, known, before):
        return found.profile
    RiskAssessment.objects.create(
        user_id=user_id,
        risk_profile=found.profile.value,
        previous_profile=before.value,
        reasons=_written(found),
        assessed_at=now,
        assessed_by_id=actor.user_id,
        due_at=found.due_at,
    )
    if found.profile is not before:
        set_risk_profile(actor=actor, user_id=user_id, risk_profile=found.profile)
    emit(
        RiskAssessed(
            actor=actor,
            user_id=user_id,
            before=before.value,
            after=found.profile.value,
            reasons=tuple(reason.reason.value for reason in found.reasons),
        )
    )
    return found.profile


@use_case
def review_risk(*, actor: Actor, user_id: int, at: dt.datetime | None = None) -> bool:
    """Find out anew how much care one customer needs, once a reason has faded; return whether his profile changed.

    `at` is the morning of a business day, which may be ahead of the clock.
    """
    before = person_card(user_id).risk_profile
    profile = reassess_risk(actor=actor, user_id=user_id, at=at)
    emit(RiskReviewed(actor=actor, user_id=user_id, profile=profile.value if profile else before))
    return profile is not None and profile.value != before


def _says_the_same(found: Assessment, known: RiskAssessment | None, before: RiskProfile) -> bool:
    if known is None:
        return not found.reasons and found.due_at is None and found.profile is before
    return (found.profile.value, _written(found), found.due_at, found.profile) == (
        known.risk_profile,
        known.reasons,
        known.due_at,
        before,
    )


def _written(found: Assessment) -> list[dict[str, object]]:
    return [
        {"reason": reason.reason.value, "count": reason.count, "raises_to": reason.raises_to.value}
        for reason in found.reasons
    ]
