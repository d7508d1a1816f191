"""How alike two names are, and why: word by word, in any order, each word to the one it is most like.

The likeness of two words is that of Jaro and Winkler (W. E. Winkler, *String Comparator Metrics and Enhanced Decision
Rules in the Fellegi-Sunter Model of Record Linkage*, 1990), computed by rapidfuzz; an initial is like any word it
begins. The likeness of two names is the mean over the words of both, each weighed by its length: a word without its
like takes away, so that a common first name alone is no match. Where two words or more agree, what one name has more
than the other (a second first name, a patronymic) takes away a quarter of that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz, process
from rapidfuzz.distance import JaroWinkler

from fraud.folding import folded_words

_INITIAL_LIKENESS: Final = 80
"""What an initial says of the word it begins, of 100."""
_LEAST_LIKENESS_OF_WORDS: Final = 70
"""Less than this, and two words are not taken for spellings of one."""
_CANDIDATES: Final = 50
_CANDIDATE_CUTOFF: Final = 60
_CUTOFF_SLACK: Final = 20
_MOST_REMEMBERED: Final = 4096


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """An entry of a list with every spelling of its name; `row_id` is its row."""

    row_id: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WordPair:
    """Two words taken for spellings of one; `likeness` of 100."""

    asked: str
    listed: str
    likeness: int


@dataclass(frozen=True, slots=True)
class NameLikeness:
    """How alike two names are, of 100, and which words say so."""

    row_id: int
    listed_name: str
    likeness: int
    pairs: tuple[WordPair, ...]
    words_without_match: tuple[str, ...]

    def explanation(self) -> dict[str, object]:
        """Return the reasons as JSON values."""
        return {
            "listed_name": self.listed_name,
            "words": [
                {"asked": pair.asked, "listed": pair.listed, "likeness": pair.likeness} for pair in self.pairs
            ],
            "words_without_match": list(self.words_without_match),
        }


class NameIndex:
    """All spellings of a list, folded once; asked as often as there are people.

    What it answered is remembered for some names: a payment asks for its payee's, most payees are paid again, and a
    comparison with a list of a hundred thousand spellings takes a tenth of a second.
    """

    def __init__(self, entries: Iterable[ListedPerson]) -> None:
        self._spellings: list[tuple[int, str, tuple[str, ...]]] = [
            (entry.row_id, name, words)
            for entry in entries
            for name in entry.names
            if (words := folded_words(name))
        ]
        self._texts = [" ".join(sorted(words)) for _, _, words in self._spellings]
        self._remembered: dict[tuple[tuple[str, ...], int], tuple[NameLikeness, ...]] = {}

    def __len__(self) -> int:
        return len(self._spellings)

    def matches(self, name: str, *, at_least: int) -> list[NameLikeness]:
        """Return the entries a name is like, at least so much of 100: each once, the likest first."""
        words = folded_words(name)
        found = self._remembered.get((words, at_least))
        if found is None:
            found = self._compared(words, at_least)
            if len(self._remembered) >= _MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[words, at_least] = found
        return list(found)

    def _compared(self, words: Sequence[str], at_least: int) -> tuple[NameLikeness, ...]:
        best: dict[int, NameLikeness] = {}
        for place in self._candidates(words, at_least):
            row_id, listed_name, listed_words = self._spellings[place]
            found = likeness_of(words, listed_words, row_id=row_id, listed_name=listed_name)
            if found.likeness >= at_least and found.likeness > getattr(best.get(row_id), "likeness", -1):
                best[row_id] = found
        return tuple(sorted(best.values(), key=lambda each: (-each.likeness, each.row_id)))

    def _candidates(self, words: Sequence[str], at_least: int) -> Iterator[int]:
        """Yield the places of spellings worth a closer look: a cheap comparison of the whole names comes first."""
        if not words:
            return
        cutoff = max(_CANDIDATE_CUTOFF, at_least - _CUTOFF_SLACK)
        asked = " ".join(sorted(words))
        for scorer in (fuzz.ratio, fuzz.token_set_ratio):
            for _text, _score, place in process.extract(
                asked, self._texts, scorer=scorer, score_cutoff=cutoff, limit=_CANDIDATES, processor=None
            ):
                yield place


def likeness_of(
    asked: Sequence[str], listed: Sequence[str], *, row_id: int = 0, listed_name: str = ""
) -> NameLikeness:
    """Compare two names given as folded words."""
    pairs = _pairs(asked, listed)
    paired_asked = {pair.asked for pair in pairs}
    paired_listed = {pair.listed for pair in pairs}
    lonely = (
        [word for word in asked if word not in paired_asked],
        [word for word in listed if word not in paired_listed],
    )
    weight = sum(map(len, asked)) + sum(map(len, listed))
    if len(pairs) > 1 and not all(lonely):
        weight -= sum(map(len, lonely[0] + lonely[1])) * 3 // 4
    agreed = sum(pair.likeness * (len(pair.asked) + len(pair.listed)) for pair in pairs)
    return NameLikeness(
        row_id=row_id,
        listed_name=listed_name,
        likeness=agreed // weight if weight else 0,
        pairs=pairs,
        words_without_match=tuple(lonely[0] + lonely[1]),
    )


def _pairs(asked: Sequence[str], listed: Sequence[str]) -> tuple[WordPair, ...]:
    """Pair the words, the likest first; each is in one pair at most."""
    possible = sorted(
        (
            (likeness, place, other)
            for place, word in enumerate(asked)
            for other, against in enumerate(listed)
            if (likeness := _likeness_of_words(word, against)) >= _LEAST_LIKENESS_OF_WORDS
        ),
        key=lambda each: (-each[0], each[1], each[2]),
    )
    used: tuple[set[int], set[int]] = set(), set()
    pairs: list[WordPair] = []
    for likeness, place, other in possible:
        if place not in used[0] and other not in used[1]:
            used[0].add(place)
            used[1].add(other)
            pairs.append(WordPair(asked[place], listed[other], likeness))
    return tuple(pairs)


def _likeness_of_words(one: str, other: str) -> int:
    if one == other:
        return 100
    short, long = sorted((one, other), key=len)
    if len(short) == 1:
        return _INITIAL_LIKENESS if long.startswith(short) else 0
    return round(JaroWinkler.similarity(one, other) * 100)
