"""Scores of many movements out of one account at one moment: each as `screen` finds it, the profile carried along.

The profile is read and written once for all of them, which is most of what a score costs.
"""

from __future__ import annotations

import datetime as dt

from fraud.contracts import ProfileRow, RuleBook, Screening, ScreeningRequest
from fraud.facts import local_time, second_of
from fraud.profile import Profile
from fraud.scoring import facts_under, replay


class SeriesScoring:
    """Scores one movement after the other, and learns from those that are made."""

    def __init__(self, own: ProfileRow, book: RuleBook, at: dt.datetime) -> None:
        self._book = book
        self._epoch, self._local = second_of(at), local_time(at)
        self._profile = Profile.read(own.state).faded(self._epoch)

    def screen(self, request: ScreeningRequest) -> Screening:
        """Score a movement; `state_after` is left empty, since `state` says what all of them taught together."""
        facts = facts_under(request, self._book, self._profile, self._epoch, self._local)
        score, verdict, hits = replay(facts, self._book)
        return Screening(
            score=score,
            verdict=verdict,
            hits=hits,
            book_version=self._book.version,
            facts=facts,
            state_after="",
        )

    def made(self, request: ScreeningRequest) -> None:
        """Learn from a movement that is made."""
        self._profile = self._profile.after(request, self._epoch, self._local.hour)

    @property
    def state(self) -> str:
        """The profile's state once all of them are made."""
        return self._profile.as_text()
