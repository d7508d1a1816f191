"""The score of a movement: a pure function of its facts and a rule book, in constant time whatever the history."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from fraud.contracts import (
    HIGHEST_SCORE,
    Facts,
    Hit,
    Rule,
    RuleBook,
    RuleKind,
    RuleMode,
    Screening,
    ScreeningRequest,
    Verdict,
)
from fraud.facts import facts_of, local_time, second_of
from fraud.profile import Profile
from fraud.rules.definition import WHOLE
from fraud.shipped_rules import DEFINITIONS

NO_RULES: Final = RuleBook(version=0, hold_at=HIGHEST_SCORE + 1, block_at=HIGHEST_SCORE + 1, rules=())
"""The book of a bank without rules: everything is allowed."""


def screen(request: ScreeningRequest, book: RuleBook) -> Screening:
    """Score a movement about to be made, and say what its account's profile is once it is made."""
    epoch, local = second_of(request.at), local_time(request.at)
    profile = Profile.read(request.own.state).faded(epoch)
    facts = facts_under(request, book, profile, epoch, local)
    score, verdict, hits = replay(facts, book)
    return Screening(
        score=score,
        verdict=verdict,
        hits=hits,
        book_version=book.version,
        facts=facts,
        state_after=profile.after(request, epoch, local.hour).as_text(),
    )


def facts_under(
    request: ScreeningRequest, book: RuleBook, profile: Profile, epoch: int, local: datetime
) -> Facts:
    """Return the facts of a movement, with what a book has learned of them; `profile` has faded until then."""
    facts = facts_of(request, profile, epoch, local)
    if book.learned is None:
        return facts
    likely, reasons = book.learned.score(facts), book.learned.explain(facts)
    return {**facts, "learned_score": likely, "learned_reasons": reasons}


def replay(facts: Facts, book: RuleBook) -> tuple[int, Verdict, tuple[Hit, ...]]:
    """Return score, verdict and hits of facts under a book: what `screen` found then, or would find under another."""
    hits = tuple(hit for rule in book.rules if (hit := _hit(facts, rule)) is not None)
    learned = sum(hit.points for hit in hits if hit.counted and hit.rule is RuleKind.LEARNED_SCORE)
    explained = min(HIGHEST_SCORE, sum(hit.points for hit in hits if hit.counted) - learned)
    score = min(HIGHEST_SCORE, explained + learned)
    return score, _verdict(score, explained, book), hits


def _verdict(score: int, explained: int, book: RuleBook) -> Verdict:
    """Decide by the thresholds; what was learned can have a movement looked at, and blocks nothing by itself."""
    if score >= book.block_at and explained >= book.hold_at:
        return Verdict.BLOCK
    return Verdict.HOLD if score >= book.hold_at else Verdict.ALLOW


def _hit(facts: Facts, rule: Rule) -> Hit | None:
    if rule.mode is RuleMode.OFF or facts["origin"] not in rule.origins or not _is_valid(facts, rule):
        return None
    finding = DEFINITIONS[rule.kind].find(facts, rule.parameters)
    if finding is None:
        return None
    # Rounded half up, so that a rule that found nearly all of it says so.
    points = (rule.weight * finding.share + WHOLE // 2) // WHOLE
    if not points:
        return None
    return Hit(rule=rule.kind, points=points, counted=rule.mode is RuleMode.ON, why=finding.why)


def _is_valid(facts: Facts, rule: Rule) -> bool:
    if rule.valid_from is None and rule.valid_until is None:
        return True
    at = facts["at"]
    assert isinstance(at, int)
    return _second(rule.valid_from, at) <= at and (
        rule.valid_until is None or at < second_of(rule.valid_until)
    )


def _second(moment: datetime | None, otherwise: int) -> int:
    return otherwise if moment is None else second_of(moment)
