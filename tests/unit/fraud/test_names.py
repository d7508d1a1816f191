"""Names as they are compared, and lists as they are read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fraud.folding import folded_name, folded_words
from fraud.list_formats import ListEntry, UnreadableList, entries_of
from fraud.management.commands.load_name_list import SAMPLE
from fraud.name_matching import ListedPerson, NameIndex, likeness_of

SAMPLE_LINES = SAMPLE.read_text().splitlines(keepends=True)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Dr. José Ángel O’Brien-Müller", ("jose", "angel", "obrien", "muller")),
        ("Blackwater Reef Trading FZE Ltd.", ("blackwater", "reef", "trading", "fze")),
        ("  Łukasz   Żak ", ("lukasz", "zak")),
        ("The Company", ("the", "company")),  # nothing else is left
        ("Ｍｉｒａ HOLM", ("mira", "holm")),
        ("Vik\u200dtor Droz\u00addenko\u200b", ("viktor", "drozdenko")),  # what nobody sees hides no name
        ("…", ()),
    ],
)
def test_a_name_is_folded_to_the_words_that_tell_who_is_meant(name: str, words: tuple[str, ...]) -> None:
    assert folded_words(name) == words
    assert folded_name(name) == " ".join(words)


@pytest.mark.parametrize(
    ("asked", "listed", "likeness"),
    [
        ("Ivan Petrov", "PETROV, Ivan", 100),
        ("Mohammed Al Rashid", "Muhammad al-Rashid", 92),
        ("I. Petrov", "Ivan Petrov", 94),
        ("Ivan Petrov", "Ivan Sergeevich Petrov", 86),
        ("Jon Smyth", "John Smith", 90),
        ("John Smith", "John Miller", 42),
        ("Anna Ivanova", "Ivan Petrov", 47),
        ("Casey Marlow", "Viktor Drozdenko", 0),
        ("", "Ivan Petrov", 0),
    ],
)
def test_names_are_alike_by_their_words(asked: str, listed: str, likeness: int) -> None:
    assert likeness_of(folded_words(asked), folded_words(listed)).likeness == likeness


@given(st.text(max_size=40), st.text(max_size=40))
def test_likeness_is_within_bounds_and_the_same_both_ways(one: str, other: str) -> None:
    words, others = folded_words(one), folded_words(other)
    likeness = likeness_of(words, others).likeness

    assert 0 <= likeness <= 100
    assert likeness_of(others, words).likeness == likeness
    assert likeness_of(words, words).likeness == (100 if words else 0)


def test_an_entry_is_found_once_by_its_likest_spelling_and_says_why() -> None:
    index = NameIndex(
        [
            ListedPerson(1, ("Viktor Aleksandrovich Drozdenko", "Victor Drozdenko")),
            ListedPerson(2, ("Milena Petrusic",)),
        ]
    )

    (found,) = index.matches("Drozdenco, Victor", at_least=88)

    assert (found.row_id, found.listed_name, found.likeness) == (1, "Victor Drozdenko", 97)
    assert found.explanation() == {
        "listed_name": "Victor Drozdenko",
        "words": [
            {"asked": "victor", "listed": "victor", "likeness": 100},
            {"asked": "drozdenco", "listed": "drozdenko", "likeness": 96},
        ],
        "words_without_match": [],
    }
    assert index.matches("Casey Marlow", at_least=88) == []
    assert index.matches("", at_least=0) == []


def test_the_shipped_sample_is_a_list_in_the_public_format() -> None:
    entries = list(entries_of("opensanctions", SAMPLE_LINES))

    assert len(entries) == 6
    assert entries[0] == ListEntry(
        entry_id="sample-0001",
        schema="Person",
        names=("Viktor Aleksandrovich Drozdenko", "Victor Drozdenko", "Wiktor Drosdenko"),
        birth_date="1961-04-12",
        countries="zz",
        programme="Invented sample programme",
    )


def test_the_american_list_is_read_with_its_aliases() -> None:
    line = (
        '36,"DROZDENKO, Viktor","individual","INVENTED","-0- ","-0- ","-0- ","-0- ","-0- ","-0- ","-0- ",'
        "\"DOB 12 Apr 1961; a.k.a. 'DROSDENKO, Wiktor'; nationality nowhere.\"\n"
    )

    assert list(entries_of("ofac-sdn", [line, "\x1a"])) == [
        ListEntry(
            entry_id="36",
            schema="Individual",
            names=("DROZDENKO, Viktor", "DROSDENKO, Wiktor"),
            birth_date="12 Apr 1961",
            programme="INVENTED",
        )
    ]


@pytest.mark.parametrize(
    ("file_format", "lines", "sentence"),
    [
        ("opensanctions", ["no,columns\n"], "names no column id, name, schema"),
        ("opensanctions", [], "names no column"),
        ("opensanctions", SAMPLE_LINES[:1], "no entry"),
        ("opensanctions", [*SAMPLE_LINES, SAMPLE_LINES[1]], "sample-0001 is there twice"),
        ("opensanctions", [SAMPLE_LINES[0], "x,Person,,,,,,,,,,,,,\n"], "Line 2 has no name"),
        ("opensanctions", [SAMPLE_LINES[0], '"open quote\n'], "cannot be read as CSV"),
        ("ofac-sdn", ["1,name\n"], "Line 1 has 2 columns instead of 12"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_its_line(
    file_format: str, lines: list[str], sentence: str
) -> None:
    with pytest.raises(UnreadableList, match=sentence):
        list(entries_of(file_format, lines))


def test_a_name_is_compared_once_and_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    index = NameIndex([ListedPerson(7, ("Viktor Drozdenko",))])
    first = index.matches("Victor DROZDENKO", at_least=85)
    monkeypatch.setattr(index, "_compared", lambda *asked: pytest.fail(f"compared again: {asked}"))
    again = index.matches("  victor drozdenko ", at_least=85)
    assert ([each.row_id for each in first], again) == ([7], first)
