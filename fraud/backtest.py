"""What changed rules would have done: stored scores beside what another rule book makes of the same facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from fraud.contracts import Disposition, Facts, RuleBook, Verdict
from fraud.rules.definition import number
from fraud.scoring import replay

_STOPPED: Final = frozenset({Verdict.HOLD.value, Verdict.BLOCK.value})


class Scored(NamedTuple):
    """A stored score, and what staff found of its alert (empty: nothing yet, or no alert)."""

    screening_id: str
    score: int
    verdict: str
    facts: Facts
    hits: list[dict[str, Any]]
    disposition: str


class Moved(NamedTuple):
    """A movement whose verdict the other rules change."""

    screening_id: str
    amount_minor: int
    before: tuple[int, str]
    after: tuple[int, str]
    disposition: str


@dataclass(slots=True)
class Found:
    """How many were stopped, and what staff found of them."""

    stopped: int = 0
    confirmed: int = 0
    false_positives: int = 0

    def count(self, disposition: str) -> None:
        """Count one more."""
        self.stopped += 1
        self.confirmed += disposition == Disposition.CONFIRMED_FRAUD.value
        self.false_positives += disposition == Disposition.FALSE_POSITIVE.value


@dataclass(slots=True)
class Comparison:
    """What was and what would have been, in counters of fixed size and the first few examples of each kind."""

    kept_examples: int
    movements: int = 0
    not_replayed: int = 0
    verdicts_before: Counter[str] = field(default_factory=Counter)
    verdicts_after: Counter[str] = field(default_factory=Counter)
    before: Found = field(default_factory=Found)
    after: Found = field(default_factory=Found)
    newly_stopped: Found = field(default_factory=Found)
    no_longer_stopped: Found = field(default_factory=Found)
    rules_before: Counter[str] = field(default_factory=Counter)
    rules_after: dict[str, Found] = field(default_factory=dict)
    examples: dict[str, list[Moved]] = field(default_factory=lambda: {"newly": [], "no_longer": []})


def compare(history: Iterable[Scored], book: RuleBook, *, examples: int = 10) -> Comparison:
    """Score a history again under another rule book, one movement at a time, in memory that does not grow with it."""
    comparison = Comparison(kept_examples=examples)
    for scored in history:
        _add(comparison, scored, book)
    return comparison


def _add(comparison: Comparison, scored: Scored, book: RuleBook) -> None:
    comparison.movements += 1
    try:
        score, verdict, hits = replay(_with_learned(scored.facts, book), book)
    except (KeyError, AssertionError):
        comparison.not_replayed += 1
        return
    comparison.verdicts_before[scored.verdict] += 1
    comparison.verdicts_after[verdict.value] += 1
    comparison.rules_before.update(hit["rule"] for hit in scored.hits if hit["counted"])
    for hit in hits:
        if hit.counted:
            comparison.rules_after.setdefault(hit.rule.value, Found()).count(scored.disposition)
    was, would_be = scored.verdict in _STOPPED, verdict.value in _STOPPED
    if was:
        comparison.before.count(scored.disposition)
    if would_be:
        comparison.after.count(scored.disposition)
    if was == would_be:
        return
    (comparison.newly_stopped if would_be else comparison.no_longer_stopped).count(scored.disposition)
    kept = comparison.examples["newly" if would_be else "no_longer"]
    if len(kept) < comparison.kept_examples:
        amount = number(scored.facts, "amount")
        before, after = (scored.score, scored.verdict), (score, verdict.value)
        kept.append(Moved(scored.screening_id, amount, before, after, scored.disposition))


def _with_learned(facts: Facts, book: RuleBook) -> Facts:
    """Return the facts with what the book's model makes of them, where another model or none was asked then."""
    if book.learned is None:
        return facts
    return {
        **facts,
        "learned_score": book.learned.score(facts),
        "learned_reasons": book.learned.explain(facts),
    }


def report(comparison: Comparison, book: RuleBook) -> Iterator[str]:
    """Yield the comparison as lines of text for a terminal. Amounts are in minor units."""
    replayed = comparison.movements - comparison.not_replayed
    yield f"{comparison.movements} movements, {replayed} of them scored again;"
    yield f"held from {book.hold_at}, blocked from {book.block_at}."
    if comparison.not_replayed:
        yield f"{comparison.not_replayed} could not be: their facts are of another program."
    yield ""
    yield f"{'verdict':<24}{'before':>10}{'after':>10}"
    for verdict in Verdict:
        before, after = comparison.verdicts_before[verdict.value], comparison.verdicts_after[verdict.value]
        yield f"{verdict.value:<24}{before:>10}{after:>10}"
    yield ""
    yield f"{'stopped':<24}{'movements':>10}{'fraud':>10}{'none':>10}{'precision':>11}"
    for name, found in (
        ("before", comparison.before),
        ("after", comparison.after),
        ("newly", comparison.newly_stopped),
        ("no longer", comparison.no_longer_stopped),
    ):
        yield _row(name, found)
    yield ""
    yield f"{'rule':<24}{'before':>10}{'after':>10}{'fraud':>10}{'none':>10}{'precision':>11}"
    yield from _rules(comparison.rules_before, comparison.rules_after)
    for name, title in (("newly", "newly stopped"), ("no_longer", "no longer stopped")):
        moved = comparison.examples[name]
        if moved:
            yield ""
            yield f"first {len(moved)} {title}:"
            yield from map(_example, moved)


def _rules(before: Mapping[str, int], after: Mapping[str, Found]) -> Iterator[str]:
    for kind in sorted({*before, *after}):
        found = after.get(kind, Found())
        yield f"{kind:<24}{before.get(kind, 0):>10}{found.stopped:>10}{_findings(found)}"


def _row(name: str, found: Found) -> str:
    return f"{name:<24}{found.stopped:>10}{_findings(found)}"


def _findings(found: Found) -> str:
    decided = found.confirmed + found.false_positives
    share = f"{found.confirmed * 100 // decided} %" if decided else "-"
    return f"{found.confirmed:>10}{found.false_positives:>10}{share:>11}"


def _example(moved: Moved) -> str:
    (score, verdict), (new_score, new_verdict) = moved.before, moved.after
    finding = f", found to be {moved.disposition}" if moved.disposition else ""
    return f"  {moved.screening_id}: {moved.amount_minor}, {score} {verdict} -> {new_score} {new_verdict}{finding}"
