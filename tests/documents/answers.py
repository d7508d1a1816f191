"""Compares what a command printed with what its page shows.

A page shows an example: identifiers, dates and times on another bank are others. What looks like one stands for
anything of its kind, and the same identifier always for the same: a number that is shown twice must come twice.
`…` stands for anything: in a text for a part of a line or for any lines, in JSON for a part of a string, for a value,
for further members, for further entries. Everything else must come exactly as shown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

ANYTHING = "…"
_MORE = object()
_GROUP = "seen_"

_INSTANT = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|\+00:00| UTC)?"
_IDENTIFIERS = (
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    r"CUST\d{10}",
    *(rf"{kind}\d{{9}}" for kind in ("SAV", "CUR", "FXD", "POT")),
    *(rf"{kind}[0-9A-Z]{{8,}}" for kind in ("TXN", "LOG", "ALERT")),
    r"msg_[0-9a-f]{32}",
    r"whsec_[A-Za-z0-9+/=]+",
    r"\d{4}-\d\d-\d\d",
)
_VARIABLE = re.compile(
    rf"(?P<anything>…)|(?P<instant>{_INSTANT})|(?P<identifier>\b(?:{'|'.join(_IDENTIFIERS)})(?![0-9A-Za-z]))"
)


class Different(AssertionError):
    """What came is not what the page shows."""


@dataclass
class Seen:
    """What the identifiers of a page stand for on the bank at hand."""

    actual: dict[str, str] = field(default_factory=dict)

    def in_command(self, text: str) -> str:
        """Return a command with the identifiers of this bank in the place of those that the page shows."""
        return _VARIABLE.sub(lambda found: self.actual.get(found[0], found[0]), text)

    def compare_text(self, shown: str, came: str) -> None:
        """Compare line by line. Raises `Different`."""
        lines = [line.rstrip() for line in shown.strip("\n").splitlines()]
        pattern, defined = "", set[str]()
        for line in lines:
            anything = line.strip() == ANYTHING
            pattern += r"(?:.*\n)*?" if anything else self._pattern(line, defined) + r"[ \t]*\n"
        self._match(pattern, came.strip("\n") + "\n", shown, came)

    def compare_json(self, shown: str, came: str) -> None:
        """Compare two JSON values. Raises `Different`."""
        try:
            actual = json.loads(came)
        except ValueError:
            raise Different(f"The page shows JSON. What came is none:\n{came}") from None
        expected = _Reader(shown).read()
        self._compare(expected, actual, "", came)

    def _compare(self, expected: Any, actual: Any, path: str, came: str) -> None:
        if expected is _MORE:
            return
        if isinstance(expected, dict) and isinstance(actual, dict):
            self._compare_members(expected, actual, path, came)
        elif isinstance(expected, list) and isinstance(actual, list):
            self._compare_entries(expected, actual, path, came)
        elif isinstance(expected, str) and isinstance(actual, str):
            self._match(
                self._pattern(expected, set()), actual, f"{path or 'the value'} is {expected!r}", came
            )
        elif type(expected) is not type(actual) or expected != actual:
            raise Different(f"{path or 'The value'}: the page shows {expected!r}, {actual!r} came in\n{came}")

    def _compare_members(
        self, expected: dict[Any, Any], actual: dict[str, Any], path: str, came: str
    ) -> None:
        named = {name: value for name, value in expected.items() if name is not _MORE}
        missing = named.keys() - actual.keys()
        unshown = set() if _MORE in expected else actual.keys() - named.keys()
        if missing or unshown:
            raise Different(
                f"{path or 'The object'}: not there: {sorted(missing)}; not shown: {sorted(unshown)}; in\n{came}"
            )
        for name, value in named.items():
            self._compare(value, actual[name], f"{path}.{name}", came)

    def _compare_entries(self, expected: list[Any], actual: list[Any], path: str, came: str) -> None:
        if _MORE in expected:
            at = expected.index(_MORE)
            before, after = expected[:at], expected[at + 1 :]
            if len(actual) < len(before) + len(after):
                raise Different(f"{path or 'The list'} has only {len(actual)} entries:\n{came}")
            last = len(actual) - len(after)
            expected, actual = [*before, *after], [*actual[: len(before)], *actual[last:]]
        if len(expected) != len(actual):
            raise Different(
                f"{path or 'The list'}: {len(expected)} entries are shown, {len(actual)} came:\n{came}"
            )
        for number, (one, other) in enumerate(zip(expected, actual, strict=True)):
            self._compare(one, other, f"{path}[{number}]", came)

    def _pattern(self, shown: str, defined: set[str]) -> str:
        """Return the regular expression that a text of this kind matches; `defined` has its groups so far."""
        parts, end = [], 0
        for found in _VARIABLE.finditer(shown):
            parts += [re.escape(shown[end : found.start()]), self._part(found, defined)]
            end = found.end()
        return "".join([*parts, re.escape(shown[end:])])

    def _part(self, found: re.Match[str], defined: set[str]) -> str:
        if found["anything"]:
            return r"[^\n]*?"
        if found["instant"]:
            return _INSTANT
        identifier = found[0]
        if identifier in self.actual:
            return re.escape(self.actual[identifier])
        group = f"{_GROUP}{identifier.encode().hex()}"
        if group in defined:
            return f"(?P={group})"
        defined.add(group)
        kind = next(kind for kind in _IDENTIFIERS if re.fullmatch(kind, identifier))
        return f"(?P<{group}>{kind})"

    def _match(self, pattern: str, came: str, shown: str, whole: str) -> None:
        matched = re.fullmatch(pattern, came)
        if matched is None:
            raise Different(f"The page shows:\n{shown}\nThis came:\n{whole}")
        for name, value in matched.groupdict().items():
            self.actual[bytes.fromhex(name.removeprefix(_GROUP)).decode()] = value


class _Reader:
    """Reads JSON in which `…` may stand for a value, for further members and for further entries."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def read(self) -> Any:
        """Return the value; nothing may follow it."""
        value = self._value()
        if self._next():
            raise ValueError(f"The page's JSON goes on after its end: {self._text[self._at :]}")
        return value

    def _next(self) -> str:
        while self._at < len(self._text) and self._text[self._at].isspace():
            self._at += 1
        return self._text[self._at : self._at + 1]

    def _take(self, wanted: str) -> None:
        if self._next() != wanted:
            raise ValueError(
                f"The page's JSON lacks {wanted!r} before: {self._text[self._at : self._at + 60]}"
            )
        self._at += 1

    def _value(self) -> Any:
        match self._next():
            case "{":
                return dict(self._several("{", "}", self._member))
            case "[":
                return list(self._several("[", "]", self._value))
            case "…":
                self._at += 1
                return _MORE
            case _:
                value, length = json.JSONDecoder().raw_decode(self._text[self._at :])
                self._at += length
                return value

    def _several(self, begin: str, end: str, read_one: Callable[[], Any]) -> list[Any]:
        self._take(begin)
        found: list[Any] = []
        while self._next() != end:
            found.append(read_one())
            if self._next() == ",":
                self._at += 1
            elif self._next() != end:
                raise ValueError(f"The page's JSON is wrong before: {self._text[self._at : self._at + 60]}")
        self._at += 1
        return found

    def _member(self) -> tuple[Any, Any]:
        name = self._value()
        if name is _MORE:
            return _MORE, _MORE
        self._take(":")
        return name, self._value()
