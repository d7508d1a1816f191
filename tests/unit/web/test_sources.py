"""The web client's sources: every sentence is translated, nothing is written as markup, no style is inline."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.template_databases import ROOT
from web.modules import SOURCES, static_imports

LITERAL = r'"(?:[^"\\]|\\.)*"'
JOINED = rf"{LITERAL}(?:\s*\+\s*{LITERAL})*"
SAID = re.compile(rf"(?<![\w.])t\(\s*({JOINED})")
COUNTED = re.compile(rf"(?<![\w.])plural\([^\"]*?,\s*({JOINED}),\s*({JOINED})")
LABELLED = re.compile(rf"label:\s*({LITERAL})")
UNKNOWN = re.compile(r"(?<![\w.])t\(\s*(?![\"\s)])")
ENTRY = re.compile(rf"^\s*({LITERAL}|[A-Za-z_]\w*):\s*({JOINED}),?", re.MULTILINE)
PLACE = re.compile(r"\{\w+\}")
# Where words come from a table of routes: its labels are read as sentences here, too.
TRANSLATES_LABELS = {"core/shell.js", "core/i18n.js", "pages/more.js"}
CATALOGUES = ("shell", "money", "planning")


def modules() -> list[Path]:
    return sorted(path for path in SOURCES.rglob("*.js") if "locale" not in path.parts)


def name_of(path: Path) -> str:
    return path.relative_to(SOURCES).as_posix()


def without_comments(source: str) -> str:
    return re.sub(r"^\s*(?://|/?\*).*$", "", source, flags=re.MULTILINE)


def text_of(literals: str) -> str:
    return "".join(json.loads(literal) for literal in re.findall(LITERAL, literals))


def sentences(path: Path) -> Iterator[str]:
    source = without_comments(path.read_text(encoding="utf-8"))
    yield from (text_of(found) for found in SAID.findall(source))
    yield from (text_of(found) for both in COUNTED.findall(source) for found in both)
    if path.name.startswith("routes_"):
        yield from (text_of(found) for found in LABELLED.findall(source))


def catalogue(name: str) -> dict[str, str]:
    source = without_comments((SOURCES / "locale" / "es" / f"{name}.js").read_text(encoding="utf-8"))
    entries = ENTRY.findall(source)
    return {text_of(key) if key.startswith('"') else key: text_of(value) for key, value in entries}


def test_every_sentence_is_translated_and_every_translation_used() -> None:
    said = {sentence for path in modules() for sentence in sentences(path)}
    translated = {sentence for name in CATALOGUES for sentence in catalogue(name)}

    assert {"missing": sorted(said - translated), "unused": sorted(translated - said)} == {
        "missing": [],
        "unused": [],
    }


@pytest.mark.parametrize("name", [*CATALOGUES, "bank"])
def test_a_translation_has_the_same_places_for_values(name: str) -> None:
    uneven = [
        english
        for english, other in catalogue(name).items()
        if sorted(PLACE.findall(english)) != sorted(PLACE.findall(other))
    ]

    assert not uneven


def test_two_catalogues_say_the_same_of_the_same_sentence() -> None:
    known: dict[str, str] = {}
    for name in (*CATALOGUES, "bank"):
        for english, other in catalogue(name).items():
            assert known.setdefault(english, other) == other, english


def test_the_banks_own_sentences_are_still_said_by_the_bank() -> None:
    apps = [ROOT / app for app in ("core_banking", "users", "kyc", "accounts", "transactions", "loans")]
    sources = "\n".join(path.read_text() for app in apps for path in app.rglob("*.py"))
    by_django = {"This field is required.", "This field may not be blank."}

    assert [
        sentence for sentence in catalogue("bank") if sentence not in sources and sentence not in by_django
    ] == []


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_module_keeps_to_the_rules_of_the_page(path: Path) -> None:
    source = without_comments(path.read_text(encoding="utf-8"))
    forbidden = [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "eval(",
        "document.write",
        "http://",
        "https://",
    ]

    allowed = {"core/dom.js": {"http://"}}.get(name_of(path), set())
    assert [word for word in forbidden if word in source and word not in allowed] == []
    if name_of(path) not in TRANSLATES_LABELS:
        assert UNKNOWN.findall(source) == [], (
            "t() takes a sentence as a literal: nobody could translate it otherwise"
        )
    assert all(imported.is_file() for imported in static_imports(path))
